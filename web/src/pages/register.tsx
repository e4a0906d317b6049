import { Component } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { call, fileAddress, get, onChange, Problem, query, session, useLoad, type Row } from '../api';
import { either, language, number, t, word, type Key } from '../i18n';
import { Dialog, Field, Form } from '../parts/dialog';
import { Diamond, Failed, isSynthetic, Light, Loading, Notice } from '../parts/states';
import { go, route, setQuery } from '../route';

const height = 32, pageRows = 200, chunk = 8;
const filterNames = ['programme', 'year', 'q', 'division', 'sector', 'state', 'nature', 'type', 'sort', 'as_of'];
export const states = ['planned', 'overdue', 'started', 'resumed', 'stopped'], natures = ['new', 'continued', 'extension'], types = ['government', 'linear', 'ratified', 'filed', 'small', 'land_plan'], sectors = [...'ABCDEFGHIJKLMNOPQRST'];
interface Column { key: Key; sort?: string; end?: boolean; cell: (row: Row) => preact.ComponentChildren; title?: (row: Row) => string }
const columns: Column[] = [
  { key: 'name', sort: 'name', title: (row) => row.name, cell: (row) => <><a href={`/projects/${row.code}`} tabIndex={-1}>{row.name}</a><Diamond source={row.source} /></> },
  { key: 'state', cell: (row) => <Light state={row.state} /> },
  { key: 'division', cell: (row) => either(row.division_zh, row.division_en), title: (row) => either(row.division_zh, row.division_en) },
  { key: 'plannedStart', sort: 'planned_start', cell: (row) => row.planned_start ?? '—' }, { key: 'actualStart', cell: (row) => row.actual_start ?? '—' },
  { key: 'totalWan', sort: 'total', end: true, cell: (row) => number(row.total_wan) }, { key: 'annualWan', end: true, cell: (row) => number(row.annual_plan_wan) },
  { key: 'sector', cell: (row) => word('sector', row.sector), title: (row) => word('sector', row.sector) }, { key: 'nature', cell: (row) => word('nature', row.nature) }, { key: 'type', cell: (row) => word('type', row.type) },
  { key: 'owner', cell: (row) => row.owner || '—', title: (row) => row.owner }, { key: 'code', sort: 'code', cell: (row) => row.code }, { key: 'problem', cell: (row) => row.problem || '—', title: (row) => row.problem },
];

// Pages follow one another by cursor; the list loads on until it covers what is looked at.
function useRows(filter: string) {
  const [state, set] = useState<{ filter: string; rows: Row[]; total: number; error?: Problem }>({ filter: '', rows: [], total: 0 });
  const [turn, setTurn] = useState(0), store = useRef({ rows: [] as Row[], next: null as string | null, wanted: 0, busy: false, abort: new AbortController() });
  async function more(first: boolean) {
    const s = store.current;
    if (s.busy || (!first && (!s.next || s.rows.length >= s.wanted))) return;
    s.busy = true;
    try {
      const answer = await get<{ items: Row[]; total: number; next: string | null }>(`/projects${filter}${filter ? '&' : '?'}limit=${pageRows}${first ? '' : `&cursor=${encodeURIComponent(s.next!)}`}`, s.abort.signal);
      s.rows = first ? answer.items : s.rows.concat(answer.items);
      s.next = answer.next;
      s.busy = false;
      set({ filter, rows: s.rows, total: answer.total });
      more(false);
    } catch (error) {
      s.busy = false;
      if (error instanceof Problem) set((old) => ({ ...old, filter, error }));
      else if ((error as Error).name !== 'AbortError') throw error;
    }
  }
  useEffect(() => {
    const s = { rows: [], next: null, wanted: store.current.wanted, busy: false, abort: new AbortController() };
    store.current = s;
    more(true);
    return () => s.abort.abort();
  }, [filter, turn]);
  useEffect(() => {
    let timer = 0;
    const stop = onChange((subject) => { if (!subject || /^(project|programme)/.test(subject)) { clearTimeout(timer); timer = window.setTimeout(() => setTurn((n) => n + 1), 400); } });
    return () => { stop(); clearTimeout(timer); };
  }, []);
  return { ...state, loading: state.filter !== filter, want: (last: number) => { store.current.wanted = last + pageRows; more(false); }, reload: () => setTurn((n) => n + 1) };
}

export default function Register() {
  const asked = route.value.query, values = Object.fromEntries(filterNames.map((name) => [name, asked.get(name) ?? '']));
  const filter = query(values), list = useRows(filter || '?sort=code'), [text, setText] = useState(values.q);
  const divisions = useLoad<{ divisions?: Division[]; items?: Division[] }>('/divisions', () => false), views = useLoad<{ items: { name: string; query: string }[] }>('/views?page=projects', () => false), [saving, setSaving] = useState(false);
  const timer = useRef(0);
  useEffect(() => { setText(values.q); }, [values.q]);
  const change = (name: string) => (event: Event) => setQuery({ [name]: (event.currentTarget as HTMLSelectElement).value }, false);
  const type = (value: string) => { setText(value); clearTimeout(timer.current); timer.current = window.setTimeout(() => setQuery({ q: value.trim() }), 180); };
  const places = divisions.data?.divisions ?? divisions.data?.items ?? [];
  const current = views.data?.items.find((view) => view.query === filter);
  const Choice = ({ name, label, options }: { name: string; label: Key; options: [string, string][] }) => <select class="btn" aria-label={t(label)} value={values[name]} onChange={change(name)}><option value="">{t(label)}</option>{options.map(([value, title]) => <option key={value} value={value} selected={value === values[name]}>{title}</option>)}</select>;
  const exportQuery = (format: string) => fileAddress(`/exports/projects${query({ format, ...values })}`);
  return <div class="register">
    <p class="print-only">{t('register')} · {t('asOf', values.as_of || session.value?.as_of || '')} · {t('count', number(list.total))}{!session.value?.synthetic && list.rows.some((row) => isSynthetic(row.source)) && ` · ${t('demo')}`}</p>
    <div class="bar no-print" role="search">
      <h1>{t('register')}</h1>
      <input class="btn" type="search" value={text} aria-label={t('search')} placeholder={t('search')} onInput={(event) => type(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Enter' || event.key === 'ArrowDown') document.querySelector<HTMLElement>('[data-row]')?.focus(); else if (event.key === 'Escape') type(''); }} />
      <Choice name="division" label="division" options={places.map((d) => [d.code, either(d.name_zh, d.name_en)])} />
      <Choice name="state" label="state" options={states.map((s) => [s, word('state', s)])} />
      <Choice name="sector" label="sector" options={sectors.map((s) => [s, word('sector', s)])} />
      <Choice name="nature" label="nature" options={natures.map((s) => [s, word('nature', s)])} />
      <Choice name="type" label="type" options={types.map((s) => [s, word('type', s)])} />
      {filter && <button class="btn" onClick={() => go('/projects')}>{t('clearFilter')}</button>}
    </div>
    <div class="bar no-print">
      <span class="muted" role="status">{list.loading ? t('loading') : t('count', number(list.total))}</span>{!session.value?.synthetic && list.rows.some((row) => isSynthetic(row.source)) && <span class="tag demo">{t('demo')}</span>}
      <span class="end">
        {!!views.data?.items.length && <select class="btn" aria-label={t('views')} value={current?.name ?? ''} onChange={(event) => { const view = views.data!.items.find((v) => v.name === event.currentTarget.value); if (view) go(`/projects${view.query}`); }}><option value="">{t('views')}</option>{views.data.items.map((v) => <option key={v.name} value={v.name}>{v.name}</option>)}</select>}
        {current && <button class="btn" onClick={async () => { await call('DELETE', `/views/${encodeURIComponent(current.name)}?page=projects`); views.reload(); }}>{t('deleteView')}</button>}
        {filter && !current && <button class="btn" onClick={() => setSaving(true)}>{t('saveView')}</button>}
        <a class="btn" href={exportQuery('xlsx')} download>{t('exportXlsx')}</a><a class="btn" href={exportQuery('csv')} download>{t('exportCsv')}</a><button class="btn" onClick={() => print()}>{t('print')}</button>
      </span>
    </div>
    {list.error ? <Failed error={list.error} retry={list.reload} /> : list.loading && !list.rows.length ? <Loading /> : !list.total ? <Notice mark="∅" title={t(filter ? 'emptyFilter' : 'empty')}>{filter && <button class="btn" onClick={() => go('/projects')}>{t('clearFilter')}</button>}</Notice> : <Table list={list} sort={values.sort} />}
    {saving && <Dialog title={t('saveView')} close={() => setSaving(false)}><Form label={t('save')} close={() => setSaving(false)} send={async ({ name }) => { await call('PUT', `/views/${encodeURIComponent(name)}`, { json: { page: 'projects', query: filter } }); setSaving(false); views.reload(); }}><Field label={t('viewName')} wide><input name="name" required maxLength={40} /></Field></Form></Dialog>}
  </div>;
}
interface Division { code: string; name_zh: string; name_en: string }

// A row is drawn once, however often the list around it moves.
class Line extends Component<{ row: Row; at: number; language: string }> {
  shouldComponentUpdate(next: { row: Row; at: number; language: string }) { return next.row !== this.props.row || next.at !== this.props.at || next.language !== this.props.language; }
  render() {
    const { row, at } = this.props;
    return <tr data-row data-code={row.code} tabIndex={0} aria-rowindex={at + 2}>{columns.map((column) => <td key={column.key} class={column.end ? `c-${column.key} end` : `c-${column.key}`} title={column.title?.(row)}>{column.cell(row)}</td>)}</tr>;
  }
}
const codeAt = (event: Event) => (event.target as Element).closest<HTMLElement>('tr[data-code]')?.dataset.code;

function Table({ list, sort }: { list: ReturnType<typeof useRows>; sort: string }) {
  const box = useRef<HTMLDivElement>(null), [view, setView] = useState({ first: 0, count: 40 });
  const measure = () => { const host = box.current; if (!host) return; const next = { first: Math.max(0, Math.floor(host.scrollTop / height / chunk - 1) * chunk), count: Math.ceil(host.clientHeight / height) + 3 * chunk }; setView((old) => (old.first === next.first && old.count === next.count ? old : next)); };
  useEffect(() => { measure(); const watch = new ResizeObserver(measure); watch.observe(box.current!); return () => watch.disconnect(); }, []);
  const first = Math.min(view.first, Math.max(0, list.total - 1)), last = Math.min(list.total, first + view.count);
  useEffect(() => { list.want(last); }, [last, list.filter]);
  useEffect(() => { box.current!.scrollTop = 0; }, [list.filter]);
  const head = useMemo(() => columns.map((column) => ({ ...column })), []);
  const order = sort.replace(/^-/, ''), down = sort.startsWith('-');
  return <div class="scroll card" ref={box} onScroll={measure} tabIndex={0} role="region" aria-label={t('register')}>
    <table class={`grid ${language.value}`} aria-rowcount={list.total + 1}>
      <thead><tr aria-rowindex={1}>{head.map((column) => <th key={column.key} scope="col" class={`c-${column.key}${column.end ? ' end' : ''}`} aria-sort={column.sort && column.sort === order ? (down ? 'descending' : 'ascending') : undefined}>
        {column.sort ? <button class="link" title={t('sortBy', t(column.key))} onClick={() => setQuery({ sort: order === column.sort && !down ? `-${column.sort}` : column.sort! })}>{t(column.key)}{column.sort === order ? (down ? ' ↓' : ' ↑') : ''}</button> : t(column.key)}</th>)}</tr></thead>
      <tbody onKeyDown={(event) => { const code = codeAt(event); if (code && event.key === 'Enter') go(`/projects/${code}`); }} onClick={(event) => { const code = codeAt(event); if (code && !(event.target as Element).closest('a') && !getSelection()?.toString()) go(`/projects/${code}`); }}>
        {first > 0 && <tr class="space" aria-hidden="true"><td colSpan={columns.length} style={{ height: `${first * height}px` }} /></tr>}
        {Array.from({ length: last - first }, (_, i) => {
          const row = list.rows[first + i];
          return row ? <Line key={row.code} row={row} at={first + i} language={language.value} />
            : <tr key={first + i} class="wait"><td colSpan={columns.length}>…</td></tr>;
        })}
        {last < list.total && <tr class="space" aria-hidden="true"><td colSpan={columns.length} style={{ height: `${(list.total - last) * height}px` }} /></tr>}
      </tbody>
    </table>
  </div>;
}
