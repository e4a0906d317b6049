import { fileAddress, query, session, useLoad } from '../api';
import { t } from '../i18n';
import { Show } from '../parts/states';
import { route, setQuery } from '../route';

export default function BriefPage() {
  const asked = route.value.query, day = asked.get('as_of') ?? session.value?.as_of ?? '', choice = { as_of: day, programme: asked.get('programme'), year: asked.get('year') };
  const text = useLoad<string>(`/brief${query({ ...choice, format: 'text' })}`);
  return <div class="brief">
    <div class="bar no-print"><h1>{t('brief')}</h1><span class="muted">{t('briefSub')}</span><span class="end"><input class="btn" type="date" aria-label={t('day')} value={day} onChange={(event) => setQuery({ as_of: event.currentTarget.value })} /><button class="btn" onClick={() => print()}>{t('print')}</button><a class="btn primary" href={fileAddress(`/brief${query({ ...choice, format: 'pdf' })}`)} download={`brief-${day}.pdf`}>{t('downloadPdf')}</a></span></div>
    <Show loaded={text}>{(body) => <article class="card sheet" aria-label={t('preview')} lang="zh-CN">{session.value?.synthetic && <p class="tag demo">◇ 合成/演示数据</p>}{String(body).split('\n').map((line, i) => (i === 0 ? <h2 key={i}>{line}</h2> : line.trim() ? <p key={i}>{line}</p> : null))}</article>}</Show>
  </div>;
}
