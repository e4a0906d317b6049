// The frame of every page: top bar, menu, search, keys.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, live, query, session, signOut, useLoad, type Row } from '../api';
import { either, language, switchLanguage, t, word, type Key } from '../i18n';
import { go, route, setQuery } from '../route';
import { showTheme, theme, toggleTheme } from '../theme';
import { Dialog } from './dialog';
import { Icon, Mark } from './icons';
import { Diamond } from './states';

interface Item { path: string; key: Key; letter: string; icon: string; roles?: string[] }
const menu: Item[] = [
  { path: '/', key: 'cockpit', letter: 'c', icon: 'cockpit' }, { path: '/projects', key: 'register', letter: 'r', icon: 'register' },
  { path: '/import', key: 'import', letter: 'i', icon: 'import', roles: ['coordinator'] }, { path: '/brief', key: 'brief', letter: 'b', icon: 'brief' }, { path: '/calendar', key: 'calendar', letter: 'k', icon: 'calendar' }, { path: '/planner', key: 'planner', letter: 'l', icon: 'planner' },
  { path: '/authorities', key: 'authorities', letter: 'a', icon: 'authorities', roles: ['coordinator', 'security', 'owner', 'head', 'delegate', 'officer', 'expert'] }, { path: '/users', key: 'users', letter: 'u', icon: 'users', roles: ['security'] },
];
const mine = () => menu.filter((item) => !item.roles || item.roles.includes(session.value?.user.role ?? ''));

export function Frame({ children }: { children: ComponentChildren }) {
  const [finding, setFinding] = useState(false), [helping, setHelping] = useState(false);
  const user = session.value!, here = route.value.path, wall = here === '/' && route.value.query.has('wall');
  useEffect(() => { if (!wall) return; showTheme(true); return () => showTheme(false); }, [wall]);
  useEffect(() => {
    let after = '';
    const press = (event: KeyboardEvent) => {
      const typing = (event.target as Element).closest('input, textarea, select, dialog');
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') { event.preventDefault(); setFinding(true); return; }
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (after === 'g') {
        const item = mine().find(({ letter }) => letter === event.key);
        if (item) { event.preventDefault(); go(item.path); }
        after = '';
      } else if (event.key === 'g') after = 'g';
      else if (event.key === '?') setHelping(true);
      else if (event.key === '/') { const box = document.querySelector<HTMLInputElement>('main input[type=search]'); event.preventDefault(); if (box) box.focus(); else setFinding(true); }
      else if (event.key === 'j' || event.key === 'k') step(event.key === 'j' ? 1 : -1);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  if (wall) return <div class="wall">
    <header class="top">
      <span class="brand"><Mark /><span class="wide-only">{t('product')}</span></span>{user.synthetic && <span class="tag demo">{t('demo')}</span>}
      <div class="right">{user.as_of && <span class="wide-only">{t('asOf', user.as_of)}</span>}<span class={`light ${live.value ? 'green' : 'grey'}`}>{t(live.value ? 'live' : 'offline')}</span><button class="link" onClick={() => { if (document.fullscreenElement) document.exitFullscreen().catch(() => {}); setQuery({ wall: '' }); }}>{t('leaveWall')}</button></div>
    </header>
    <main id="main" tabIndex={-1}>{children}</main>
  </div>;
  return <>
    <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.querySelector<HTMLElement>('main')?.focus(); }}>{t('skip')}</a>
    <header class="top">
      <a class="brand" href="/" aria-label={t('product')}><Mark /><span class="wide-only">{t('product')}</span></a>
      <button class="find" onClick={() => setFinding(true)}><Icon name="search" /><span>{t('search')}</span><kbd>Ctrl K</kbd></button>
      <div class="right">
        {user.as_of && <span class="wide-only">{t('asOf', user.as_of)}</span>}
        {user.synthetic && <span class="tag demo" title={t('demo')}><span aria-hidden="true">◇</span><span class="wide-only">{t('demo').slice(1)}</span><span class="small-only">{t('demoShort')}</span></span>}
        <span class={`light wide-only ${live.value ? 'green' : 'grey'}`}>{t(live.value ? 'live' : 'offline')}</span>
        <button class="link" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={switchLanguage}>{t('otherLanguage')}</button>
        <button class="link" onClick={toggleTheme}>{t(theme.value === 'dark' ? 'light' : 'dark')}</button>
        <Bell />
        <a class="wide-only" href="/account">{user.user.display_name || user.user.name} · {word('role', user.user.role)}</a>
        <button class="link" onClick={() => signOut().catch(() => {})}>{t('signOut')}</button>
      </div>
    </header>
    <div class="frame">
      <nav class="side" aria-label={t('menu')}>
        {mine().map((item) => <a key={item.path} href={item.path} title={t(item.key)} aria-current={(item.path === '/' ? here === '/' : here.startsWith(item.path)) ? 'page' : undefined}><Icon name={item.icon} /><span>{t(item.key)}</span></a>)}
        <div class="foot">{user.synthetic && <p>{t('demoLong')}</p>}<button class="link" onClick={() => setHelping(true)}><kbd>?</kbd> {t('keys')}</button></div>
      </nav>
      <main id="main" tabIndex={-1}>{user.synthetic && <p class="print-only">{t('demo')}</p>}{children}</main>
    </div>
    {finding && <Find close={() => setFinding(false)} />}
    {helping && <Dialog title={t('keys')} close={() => setHelping(false)}><dl class="pairs">
      {([['Ctrl K', 'keyFind'], ['g', 'keyGo'], ['/', 'keySlash'], ['j / k', 'keyMove'], ['Enter', 'keyEnter'], ['Esc', 'keyEscape']] as [string, Key][]).map(([key, text]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{t(text)}</dd></div>)}
    </dl></Dialog>}
  </>;
}

// How much is unread; the stream and the page of notices say when to look again.
function Bell() {
  const notices = useLoad<{ unread: number }>('/notices?limit=1', (subject) => subject === 'notice:'), unread = notices.data?.unread ?? 0;
  useEffect(() => { addEventListener('notices', notices.reload); return () => removeEventListener('notices', notices.reload); }, []);
  return <a class="bell" href="/notices" aria-label={t('unreadNotices', unread)}><Icon name="bell" />{unread > 0 && <b>{unread > 99 ? '99+' : unread}</b>}</a>;
}

// j and k walk over whatever the page marks as a row.
function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))]?.focus();
}

function Find({ close }: { close: () => void }) {
  const [text, setText] = useState(''), [found, setFound] = useState<Row[]>([]), [at, setAt] = useState(0);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => { box.current?.focus(); }, []);
  useEffect(() => {
    if (!text.trim()) { setFound([]); return; }
    const abort = new AbortController();
    const timer = setTimeout(() => get<{ items: Row[] }>(`/projects${query({ q: text.trim(), limit: 12 })}`, abort.signal).then(({ items }) => { setFound(items); setAt(0); }, () => {}), 120);
    return () => { clearTimeout(timer); abort.abort(); };
  }, [text]);
  const open = (row?: Row) => { close(); go(row ? `/projects/${row.code}` : `/projects${query({ q: text.trim() })}`); };
  return <Dialog title={t('searchProjects')} close={close}>
    <input ref={box} class="big" type="search" role="combobox" aria-expanded={found.length > 0} aria-controls="found" aria-activedescendant={found[at] && `found-${at}`} aria-label={t('searchProjects')} placeholder={t('search')} value={text}
      onInput={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); setAt((i) => Math.max(0, Math.min(found.length - 1, i + (event.key === 'ArrowDown' ? 1 : -1)))); }
        else if (event.key === 'Enter') { event.preventDefault(); open(found[at]); }
      }} />
    <ul id="found" role="listbox" aria-label={t('register')} class="found">{found.map((row, i) => <li key={row.code} id={`found-${i}`} role="option" aria-selected={i === at} onClick={() => open(row)}><b>{row.name}</b><Diamond source={row.source} /><small>{either(row.division_zh, row.division_en)} · {row.code}</small></li>)}</ul>
  </Dialog>;
}
