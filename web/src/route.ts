// The address is the state: path and query, without a hash.
import { signal } from '@preact/signals';

const read = () => ({ path: decodeURI(location.pathname), query: new URLSearchParams(location.search) });
export const route = signal(read());
addEventListener('popstate', () => { route.value = read(); });

export function go(address: string, replace = false): void {
  if (replace) history.replaceState(null, '', address); else history.pushState(null, '', address);
  const old = route.value.path;
  route.value = read();
  if (old !== route.value.path) document.querySelector('main')?.scrollTo(0, 0);
}
// One listener turns plain links of this origin into navigation.
addEventListener('click', (event) => {
  const link = (event.target as Element).closest?.('a');
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.target || link.download || link.origin !== location.origin || link.pathname.startsWith('/api/') || link.getAttribute('href')?.startsWith('#')) return;
  event.preventDefault();
  go(link.pathname + link.search);
});
export function setQuery(values: Record<string, string>, replace = true): void {
  const next = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) if (value) next.set(name, value); else next.delete(name);
  const text = next.toString();
  go(location.pathname + (text ? `?${text}` : ''), replace);
}
