import { fileAddress, query, session, useLoad } from '../api';
import { language, t, type Language } from '../i18n';
import { Show } from '../parts/states';
import { route, setQuery } from '../route';

// Printed in the language that it is read in: the page's own, unless the address asks for the other.
export default function BriefPage() {
  const asked = route.value.query, day = asked.get('as_of') ?? session.value?.as_of ?? '', lang: Language = asked.get('lang') === 'en' || (!asked.get('lang') && language.value === 'en') ? 'en' : 'zh';
  const choice = { as_of: day, programme: asked.get('programme'), year: asked.get('year'), lang }, text = useLoad<string>(`/brief${query({ ...choice, format: 'text' })}`);
  return <div class="brief">
    <div class="bar no-print"><h1>{t('brief')}</h1><span class="muted">{t('briefSub')}</span><span class="end">
      <span class="switch" role="group" aria-label={t('briefLanguage')}>{(['zh', 'en'] as const).map((name) => <button key={name} class="btn" lang={name === 'zh' ? 'zh-CN' : 'en'} aria-pressed={lang === name} onClick={() => setQuery({ lang: name })}>{name === 'zh' ? '中文' : 'English'}</button>)}</span>
      <input class="btn" type="date" aria-label={t('day')} value={day} onChange={(event) => setQuery({ as_of: event.currentTarget.value })} /><button class="btn" onClick={() => print()}>{t('print')}</button><a class="btn primary" href={fileAddress(`/brief${query({ ...choice, format: 'pdf' })}`)} download={`brief-${day}.pdf`}>{t('downloadPdf')}</a></span></div>
    <Show loaded={text}>{(body) => <article class={`card sheet ${lang}`} aria-label={t('preview')} lang={lang === 'zh' ? 'zh-CN' : 'en'}>{session.value?.synthetic && <p class="tag demo">{lang === 'zh' ? '◇ 合成/演示数据' : '◇ Synthetic / demo data'}</p>}{String(body).split('\n').map((line, i) => (i === 0 ? <h2 key={i}>{line}</h2> : /^([一二三四五六]、|[IV]+\. )/.test(line) ? <h3 key={i}>{line}</h3> : line.trim() ? <p key={i} class={i === 1 ? 'mid' : undefined}>{line}</p> : null))}</article>}</Show>
  </div>;
}
