// What a page shows when it has nothing to show yet, or nothing at all.
import type { ComponentChildren } from 'preact';
import type { Loaded, Problem } from '../api';
import { t, word } from '../i18n';

export function Notice({ mark, title, children }: { mark: string; title: string; children?: ComponentChildren }) {
  return <div class="notice"><span class="mark" aria-hidden="true">{mark}</span><h2>{title}</h2>{children}</div>;
}
export function Failed({ error, retry, missing }: { error: Problem; retry?: () => void; missing?: string }) {
  if (error.status === 403) return <Notice mark="⊘" title={t('noRight')}><p>{t('noRightLong')}</p><a class="btn" href="/">{t('home')}</a></Notice>;
  if (error.status === 404) return <Notice mark="∅" title={missing ?? t('notFound')}><a class="btn" href="/">{t('home')}</a></Notice>;
  return <div role="alert"><Notice mark="!" title={error.status === 0 ? t('unreachable') : t('failed')}>
    {error.detail && <p>{error.detail}</p>}
    {error.body.request_id && <p class="muted">{t('requestId', error.body.request_id)}</p>}
    {retry && <button class="btn" onClick={retry}>{t('retry')}</button>}
  </Notice></div>;
}
export const Loading = () => <p class="loading" role="status">{t('loading')}</p>;
export function Show<T>({ loaded, children, missing }: { loaded: Loaded<T>; children: (data: T) => ComponentChildren; missing?: string }) {
  if (loaded.data !== undefined) return <>{children(loaded.data)}</>;
  return loaded.error ? <Failed error={loaded.error} retry={loaded.reload} missing={missing} /> : <Loading />;
}
export const Empty = ({ text }: { text: string }) => <p class="empty">{text}</p>;

const lights: Record<string, string> = { started: 'green', running: 'green', resumed: 'green', building: 'green', stopped: 'red', overdue: 'red', finished: 'done', done: 'done' };
export const Light = ({ state }: { state: string }) => <span class={`light ${lights[state] ?? 'grey'}`}>{word('state', state)}</span>;
export const isSynthetic = (source?: string) => source === '合成';
export const Diamond = ({ source }: { source?: string }) => isSynthetic(source) ? <span class="diamond" title={t('demo')} aria-label={t('demo')} role="img">◇</span> : null;
