// Calendars and seasons of a year: days off and make-up days of a scope, seasons of each kind of work, thaw and disruptions; and what a
// coordinator enters of them. Every entry is a new version with its reason.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { call, query, session, useLoad, type Answer } from '../api';
import { either, language, t, word, type Key } from '../i18n';
import { Dialog, Field, Form } from '../parts/dialog';
import { Empty, Show } from '../parts/states';
import { route, setQuery } from '../route';

interface Entry { scope: string; name_zh: string; name_en: string; version: number }
interface Years { [year: string]: { off: string[]; work: string[] } }
interface Scope { scope: string; version: number; years: Years; versions: { version: number; published_on: string; author: string; reason: string; years: Years }[] }
interface Band { work: string; kind: string; from: string; to: string }
interface Disruption { id: number; scope: string; from: string; to: string | null; stops: string; reason: string; known_on: string; author: string; version: number }
interface Days { off: string[]; make_up: string[]; exceptions: { day: string; scope: string; version: number; working: boolean }[]; seasons: Band[]; disruptions: { id: number; from: string; to: string; stops: string; reason: string }[] }
interface Division { division: string; name_zh: string; name_en: string; thaws: { year: number; day: string | null; version: number; reason: string }[] }
interface Lists { entries: Entry[]; divisions: Division[] }

const works = ['earth', 'concrete', 'outdoor', 'road', 'steel', 'indoor', 'equipment'];
const concerns = (subject: string) => !subject || /^(calendar|season|thaw|disruption):/.test(subject);
const pad = (n: number) => String(n).padStart(2, '0');
const dayOf = (year: number, month: number, day: number) => `${year}-${pad(month)}-${pad(day)}`;
const number = (day: string) => Date.UTC(+day.slice(0, 4), +day.slice(5, 7) - 1, +day.slice(8, 10)) / 86_400_000;
const mayEnter = () => ['coordinator', 'system'].includes(session.value?.user.role ?? '');
const named = (lists: Lists, scope: string) => {
  const [kind, id] = scope.split(/:(.*)/s), entry = lists.entries.find((one) => one.scope === scope), division = lists.divisions.find((one) => one.division === id);
  if (scope === 'all') return t('scopeAll');
  if (kind === 'division' && division) return either(division.name_zh, division.name_en);
  return entry ? either(entry.name_zh, entry.name_en) : scope;
};

export default function CalendarPage() {
  const asked = route.value.query, today = session.value?.as_of || new Date().toISOString().slice(0, 10);
  const year = /^\d{4}$/.test(asked.get('year') ?? '') ? Number(asked.get('year')) : Number(today.slice(0, 4)), scope = asked.get('scope') ?? 'city', division = asked.get('division') ?? '';
  const [entering, setEntering] = useState<'day' | 'thaw' | 'disruption' | Disruption | null>(null);
  const calendars = useLoad<{ items: Entry[] }>('/calendars', concerns), seasons = useLoad<{ items: Division[] }>('/seasons', concerns), own = useLoad<Scope>(`/calendars/${encodeURIComponent(scope)}`, concerns), disruptions = useLoad<{ items: Disruption[] }>('/disruptions', concerns);
  const [kind, id] = scope.split(/:(.*)/s);
  const days = useLoad<Days>(`/calendar${query({ from: dayOf(year, 1, 1), to: dayOf(year, 12, 31), work: 'all', division, department: kind === 'department' ? id : '', project: kind === 'project' ? id : '' })}`, concerns);
  const lists: Lists = { entries: calendars.data?.items ?? [], divisions: seasons.data?.items ?? [] };
  const done = () => { setEntering(null); for (const one of [calendars, seasons, own, disruptions, days]) one.reload(); };
  const close = () => setEntering(null);
  return <div class="calendar">
    <div class="bar"><h1>{t('calendar')}</h1>
      <span class="switch" role="group" aria-label={t('year')}><button class="btn" aria-label={t('yearBefore')} onClick={() => setQuery({ year: String(year - 1) })}>‹</button><b class="year">{year}</b><button class="btn" aria-label={t('yearAfter')} onClick={() => setQuery({ year: String(year + 1) })}>›</button></span>
      <select class="btn" aria-label={t('calendarScope')} value={scope} onChange={(event) => setQuery({ scope: event.currentTarget.value })}>{[...lists.entries, ...(lists.entries.some((one) => one.scope === scope) ? [] : [{ scope, name_zh: scope, name_en: scope, version: 0 }])].map((one) => <option key={one.scope} value={one.scope}>{either(one.name_zh, one.name_en)}{one.version ? ` · v${one.version}` : ''}</option>)}</select>
      <select class="btn" aria-label={t('division')} value={division} onChange={(event) => setQuery({ division: event.currentTarget.value })}><option value="">{t('allDivisions')}</option>{lists.divisions.map((one) => <option key={one.division} value={one.division}>{either(one.name_zh, one.name_en)}</option>)}</select>
      {mayEnter() && <span class="end"><button class="btn primary" onClick={() => setEntering('day')}>{t('addDay')}</button> <button class="btn" onClick={() => setEntering('thaw')}>{t('enterThaw')}</button> <button class="btn" onClick={() => setEntering('disruption')}>{t('addDisruption')}</button></span>}
    </div>
    <Show loaded={days}>{(data) => <>
      <section class="card" aria-label={t('seasons')}><header><h2>{t('seasons')}</h2><Legend /></header><Bands year={year} days={data} thaw={thawOf(lists, division, year)} /></section>
      <section class="card" aria-label={t('daysOff')}><header><h2>{t('daysOff')}</h2><span class="muted">{t('daysOffSub', data.off.length, data.make_up.length)}</span></header><div class="months">{[...Array(12).keys()].map((month) => <Month key={month} year={year} month={month + 1} days={data} />)}</div></section>
    </>}</Show>
    <Show loaded={disruptions}>{({ items }) => <section class="card" aria-label={t('disruptions')}><header><h2>{t('disruptions')}</h2></header>{items.length ? <Table label={t('disruptions')} heads={['calendarScope', 'firstDay', 'lastDay', 'stops', 'reason', 'author', ...(mayEnter() ? ['actions' as Key] : [])]}>
      {items.map((one) => <tr key={one.id} data-row tabIndex={0}><td>{named(lists, one.scope)}</td><td>{one.from}</td><td>{one.to ?? t('takenBack')}</td><td>{word('stops', one.stops)}</td><td>{one.reason}</td><td>{one.author}</td>{mayEnter() && <td><button class="link" aria-label={`${t('moveEnd')} ${one.reason}`} onClick={() => setEntering(one)}>{t('moveEnd')}</button></td>}</tr>)}</Table> : <Empty text={t('noDisruptions')} />}</section>}</Show>
    <Show loaded={own}>{({ versions }) => <section class="card" aria-label={t('calendarVersions')}><header><h2>{t('calendarVersions')}</h2><span class="muted">{named(lists, scope)}</span></header>{versions.length ? <Table label={t('calendarVersions')} heads={['version', 'publishedOn', 'author', 'reason', 'years']}>
      {[...versions].reverse().map((one) => <tr key={one.version} data-row tabIndex={0}><td>{one.version}</td><td>{one.published_on}</td><td>{one.author}</td><td>{one.reason}</td><td>{Object.entries(one.years).map(([name, said]) => t('yearSays', name, said.off.length, said.work.length)).join(' ')}</td></tr>)}</Table> : <Empty text={t('noVersions')} />}</section>}</Show>
    {entering === 'day' && <AddDay lists={lists} scope={scope} year={year} today={today} close={close} done={done} />}
    {entering === 'thaw' && <EnterThaw lists={lists} division={division} year={year} close={close} done={done} />}
    {entering === 'disruption' && <AddDisruption lists={lists} division={division} today={today} close={close} done={done} />}
    {entering && typeof entering === 'object' && <MoveEnd disruption={entering} close={close} done={done} />}
  </div>;
}
function Table({ label, heads, children }: { label: string; heads: Key[]; children: ComponentChildren }) {
  return <div class="wide-table" tabIndex={0} role="region" aria-label={label}><table class="plain"><thead><tr>{heads.map((key) => <th key={key} scope="col">{t(key)}</th>)}</tr></thead><tbody>{children}</tbody></table></div>;
}
const Legend = () => <span class="legend end">{(['normal', 'winter', 'closed'] as const).map((name) => <span key={name}><i class={`s-${name}`} />{word('season', name)}</span>)}<span><i class="s-stop" />{t('disruption')}</span></span>;
// A division without a thaw of its own has the city's.
const thawOf = (lists: Lists, division: string, year: number) => {
  const of = (one?: Division) => one?.thaws.find((thaw) => thaw.year === year);
  return of(lists.divisions.find((one) => one.division === division))?.day ?? of(lists.divisions.find((one) => /00$/.test(one.division)))?.day ?? null;
};

// One row a kind of work, one for what is disrupted; the words stand in the bands, so that colour says nothing alone.
function Bands({ year, days, thaw }: { year: number; days: Days; thaw: string | null }) {
  const first = number(dayOf(year, 1, 1)), all = number(dayOf(year, 12, 31)) - first + 1;
  const place = (from: string, to: string) => { const a = Math.max(0, number(from) - first), b = Math.min(all, number(to) - first + 1); return { left: `${(a / all) * 100}%`, width: `${((b - a) / all) * 100}%` }; };
  const band = (key: string, from: string, to: string, kind: string, text: string) => <li key={key} class={`s-${kind}`} style={place(from, to)} title={`${from} – ${to} ${text}`}><span>{text}</span></li>;
  return <div class="bands" tabIndex={0} role="region" aria-label={t('seasons')}>
    <div class="band-row head"><span /><ul aria-hidden="true">{[...Array(12).keys()].map((month) => <li key={month} style={place(dayOf(year, month + 1, 1), dayOf(year, month + 1, 28))}>{month + 1}</li>)}</ul></div>
    {works.map((work) => <div class="band-row" key={work} data-work={work}><span>{word('work', work)}</span><ul aria-label={word('work', work)}>{days.seasons.filter((one) => one.work === work).map((one) => band(one.from, one.from, one.to, one.kind, word('season', one.kind)))}</ul></div>)}
    {days.disruptions.length > 0 && <div class="band-row"><span>{t('disruption')}</span><ul aria-label={t('disruption')}>{days.disruptions.map((one) => band(String(one.id), one.from, one.to, 'stop', `${word('stops', one.stops)} ${one.reason}`))}</ul></div>}
    {thaw && <p class="muted">{t('thawOn', thaw)}</p>}
  </div>;
}
function Month({ year, month, days }: { year: number; month: number; days: Days }) {
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate(), before = (new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 6) % 7;
  const off = new Set(days.off), up = new Set(days.make_up), said = new Map(days.exceptions.map((one) => [one.day, one]));
  const cells: (number | null)[] = [...Array(before).fill(null), ...[...Array(count).keys()].map((i) => i + 1)];
  const weeks = [...Array(Math.ceil(cells.length / 7)).keys()].map((week) => [...Array(7).keys()].map((i) => cells[week * 7 + i] ?? null));
  const cell = (date: number) => {
    const day = dayOf(year, month, date), own = said.get(day), rest = off.has(day), mark = rest && own ? t('markOff') : up.has(day) ? t('markWork') : '';
    return <td key={date} data-day={day} class={`${rest ? 'off' : ''}${up.has(day) ? ' up' : ''}${own && own.scope !== 'nation' ? ' own' : ''}`} title={own ? `${day} ${t(own.working ? 'dayWork' : 'dayOff')} · ${word('scope', own.scope)}${own.version ? ` v${own.version}` : ''}` : undefined}>{date}{mark && <sup>{mark}</sup>}</td>;
  };
  return <table class="month"><caption>{language.value === 'en' ? new Date(Date.UTC(year, month - 1, 1)).toLocaleString('en', { month: 'long', timeZone: 'UTC' }) : `${month} 月`}</caption><thead><tr>{t('weekdays').split(' ').map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
    <tbody>{weeks.map((week, i) => <tr key={i}>{week.map((date, k) => (date === null ? <td key={`x${k}`} /> : cell(date)))}</tr>)}</tbody></table>;
}

interface Entering { close: () => void; done: () => void }
const Reason = () => <Field label={t('reason')} wide><input name="reason" required maxLength={500} /></Field>;
// The year is read, changed by one day and said again whole; whoever was quicker is not overwritten.
function AddDay({ lists, scope, year, today, close, done }: Entering & { lists: Lists; scope: string; year: number; today: string }) {
  const [of, setOf] = useState(scope);
  async function send({ day, kind, reason, published_on, code }: Record<string, string>) {
    const path = `/calendars/${encodeURIComponent(of === 'project' ? `project:${code.trim()}` : of)}`, stands: Answer<Scope> = await call('GET', path), key = day.slice(0, 4), said = stands.data.years[key] ?? { off: [], work: [] };
    const without = (list: string[]) => list.filter((one) => one !== day);
    const years = { [key]: { off: [...without(said.off), ...(kind === 'off' ? [day] : [])], work: [...without(said.work), ...(kind === 'work' ? [day] : [])] } };
    await call('PUT', path, { json: { years, reason, published_on }, etag: stands.etag });
    done();
  }
  return <Dialog title={t('addDay')} close={close}><Form label={t('save')} close={close} send={send}>
    <Field label={t('calendarScope')} wide><select name="scope" value={of} onChange={(event) => setOf(event.currentTarget.value)}>{lists.entries.filter((one) => one.scope !== 'nation').map((one) => <option key={one.scope} value={one.scope}>{either(one.name_zh, one.name_en)}</option>)}<option value="project">{t('otherProject')}</option></select></Field>
    {of === 'project' && <Field label={t('projectCode')} wide><input name="code" required /></Field>}
    <Field label={t('day')}><input name="day" type="date" required defaultValue={`${year}-01-01`} /></Field>
    <Field label={t('dayKind')}><select name="kind"><option value="off">{t('dayOff')}</option><option value="work">{t('dayWork')}</option><option value="none">{t('dayPlain')}</option></select></Field>
    <Field label={t('publishedOn')}><input name="published_on" type="date" required defaultValue={today} max={today} /></Field><Reason />
  </Form></Dialog>;
}
function EnterThaw({ lists, division, year, close, done }: Entering & { lists: Lists; division: string; year: number }) {
  async function send({ division: code, day, reason }: Record<string, string>) {
    const of = lists.divisions.find((one) => one.division === code)?.thaws.find((one) => one.year === Number(day.slice(0, 4)));
    await call('PUT', `/thaws/${code}/${day.slice(0, 4)}`, { json: { day, reason }, etag: `"${of?.version ?? 0}"` });
    done();
  }
  return <Dialog title={t('enterThaw')} close={close}><Form label={t('save')} close={close} send={send}>
    <Field label={t('division')}><select name="division">{lists.divisions.map((one) => <option key={one.division} value={one.division} selected={one.division === division}>{either(one.name_zh, one.name_en)}</option>)}</select></Field>
    <Field label={t('thawDay')}><input name="day" type="date" required min={`${year}-01-01`} max={`${year}-06-30`} /></Field><Reason />
  </Form></Dialog>;
}
function AddDisruption({ lists, division, today, close, done }: Entering & { lists: Lists; division: string; today: string }) {
  const [of, setOf] = useState(division ? 'division' : 'all');
  async function send({ id, from, to, stops, reason }: Record<string, string>) {
    await call('POST', '/disruptions', { json: { scope: of === 'all' ? 'all' : `${of}:${id.trim()}`, from, to, stops, reason } });
    done();
  }
  return <Dialog title={t('addDisruption')} close={close}><Form label={t('save')} close={close} send={send}>
    <Field label={t('calendarScope')}><select name="scope" value={of} onChange={(event) => setOf(event.currentTarget.value)}>{(['all', 'division', 'department', 'project'] as const).map((name) => <option key={name} value={name}>{word('scope', name)}</option>)}</select></Field>
    {of === 'division' && <Field label={t('division')}><select name="id">{lists.divisions.map((one) => <option key={one.division} value={one.division} selected={one.division === division}>{either(one.name_zh, one.name_en)}</option>)}</select></Field>}
    {of === 'department' && <Field label={t('department')}><select name="id">{lists.entries.filter((one) => one.scope.startsWith('department:')).map((one) => <option key={one.scope} value={one.scope.slice(11)}>{either(one.name_zh, one.name_en)}</option>)}</select></Field>}
    {of === 'project' && <Field label={t('projectCode')}><input name="id" required /></Field>}
    <Field label={t('firstDay')}><input name="from" type="date" required defaultValue={today} /></Field><Field label={t('lastDay')}><input name="to" type="date" required defaultValue={today} /></Field>
    <Field label={t('stops')} wide><select name="stops">{(of === 'department' ? ['approvals'] : ['approvals', 'works', 'both']).map((name) => <option key={name} value={name}>{word('stops', name)}</option>)}</select></Field><Reason />
  </Form></Dialog>;
}
function MoveEnd({ disruption, close, done }: Entering & { disruption: Disruption }) {
  const [never, setNever] = useState(disruption.to === null);
  return <Dialog title={`${t('moveEnd')} · ${disruption.reason}`} close={close}><Form label={t('save')} close={close} send={async ({ to, reason }) => { await call('PATCH', `/disruptions/${disruption.id}`, { json: { to: never ? null : to, reason }, etag: `"${disruption.version}"` }); done(); }}>
    <Field label={t('lastDay')}><input name="to" type="date" required={!never} disabled={never} min={disruption.from} defaultValue={disruption.to ?? disruption.from} /></Field>
    <Field label={t('takeBack')}><select value={never ? 'yes' : 'no'} onChange={(event) => setNever(event.currentTarget.value === 'yes')}><option value="no">{t('no')}</option><option value="yes">{t('yes')}</option></select></Field><Reason />
  </Form></Dialog>;
}
