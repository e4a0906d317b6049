// What the caller was told, newest first.
import { call, useLoad } from '../api';
import { either, t } from '../i18n';
import { Empty, Show } from '../parts/states';

interface Notice { id: number; kind: string; urgent: boolean; subject: string; text_zh: string; text_en: string; created_at: string; read: boolean }

export default function NoticesPage() {
  const notices = useLoad<{ items: Notice[]; unread: number }>('/notices?limit=200', (subject) => !subject || subject === 'notice:');
  const read = (json: Record<string, number>) => call('POST', '/notices/read', { json }).then(() => { notices.reload(); dispatchEvent(new Event('notices')); }, () => notices.reload());
  const about = (notice: Notice) => (notice.subject.startsWith('project:') ? `/projects/${notice.subject.slice(8)}` : null);
  return <div class="notices">
    <div class="bar"><h1>{t('notices')}</h1><span class="end">{!!notices.data?.unread && <button class="btn" onClick={() => read({ up_to: notices.data!.items[0].id })}>{t('readAll')}</button>}<a class="btn" href="/account">{t('howTold')}</a></span></div>
    <Show loaded={notices}>{({ items }) => (items.length ? <ul class="card lines">{items.map((notice) => <li key={notice.id} data-row tabIndex={0} class={notice.read ? 'read' : 'unread'}>
      <span class={`light ${notice.urgent ? 'red' : 'grey'}`}>{t(notice.urgent ? 'urgent' : 'ordinary')}</span> <span class="text">{about(notice) ? <a href={about(notice)!}>{either(notice.text_zh, notice.text_en)}</a> : either(notice.text_zh, notice.text_en)}</span> <time class="muted" dateTime={notice.created_at}>{new Date(notice.created_at).toLocaleString('zh-CN', { hour12: false })}</time>
      {!notice.read && <button class="link" aria-label={`${t('markRead')}: ${either(notice.text_zh, notice.text_en)}`} onClick={() => read({ id: notice.id })}>{t('markRead')}</button>}</li>)}</ul> : <Empty text={t('noNotices')} />)}</Show>
  </div>;
}
