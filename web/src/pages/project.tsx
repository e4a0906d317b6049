import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import { call, fileAddress, get, query, session, useLoad, type Activity, type Gate, type HistoryItem, type Plan, type PlanVersion, type Problem, type Project, type Section, type SiteEvent } from '../api';
import { either, number, t, word, yi, type Key } from '../i18n';
import { Dialog, Field, Form } from '../parts/dialog';
import { Gantt } from '../parts/gantt';
import { PlanPaper } from '../parts/plan-paper';
import { Diamond, Empty, isSynthetic, Light, Loading, Show } from '../parts/states';
import { route, setQuery } from '../route';
import { natures, sectors, types } from './register';

const mayChange = () => ['coordinator', 'district'].includes(session.value?.user.role ?? '');
const tabs: [string, Key][] = [['plan', 'plan'], ['graph', 'graph'], ['sections', 'sections'], ['plans', 'versions'], ['history', 'history']];

export default function ProjectPage({ code }: { code: string }) {
  const about = (subject: string) => subject === `project:${code}` || /^(programme|template|calendar)/.test(subject), place = `/projects/${encodeURIComponent(code)}`;
  const asked = route.value.query, handling = asked.get('handling') ?? '', tab = asked.get('tab') ?? 'plan';
  const project = useLoad<Project>(place, about), plan = useLoad<Plan>(`${place}/plan${query({ handling, as_of: asked.get('as_of') })}`, about), gate = useLoad<Gate>(`${place}/gate`, about);
  const [open, setOpen] = useState<'edit' | 'plan' | 'event' | ''>(''), [chosen, setChosen] = useState('');
  const activity = plan.data?.activities.find((item) => item.id === chosen);
  const done = () => { setOpen(''); project.reload(); plan.reload(); gate.reload(); };
  return <Show loaded={project} missing={t('notFoundProject')}>{(data) => <div class="project">
    <section class="id">
      <div><p class="crumb"><a href="/projects">{t('register')}</a> / {either(data.division_zh, data.division_en)} / {data.code}</p>
        <h1>{data.name}<Diamond source={data.source} /> <Light state={data.state} />{isSynthetic(data.source) && <span class="tag demo">{t('demo')}</span>}{data.nature && <span class="tag">{word('nature', data.nature)}</span>}{data.type && <span class="tag">{word('type', data.type)}</span>}</h1></div>
      <div class="acts no-print"><button class="btn" onClick={() => print()}>{t('print')}</button>{mayChange() && <><button class="btn" onClick={() => setOpen('plan')}>{t('newPlan')}</button><button class="btn" onClick={() => setOpen('edit')}>{t('edit')}</button><button class="btn primary" onClick={() => setOpen('event')}>{t('recordEvent')}</button></>}</div>
      <dl class="facts">
        <Fact name={t('totalInvestment')} value={yi(data.total_wan)} unit={t('yi')} /><Fact name={t('annualPlan')} value={yi(data.annual_plan_wan)} unit={t('yi')} />
        <Fact name={t('plannedStart')} value={data.planned_start ?? '—'} /><Fact name={t('actualStart')} value={data.actual_start ?? '—'} /><Fact name={t('plannedFinish')} value={data.planned_finish ?? '—'} />
        <Fact name={t('owner')} value={data.owner || '—'} small /><Fact name={t('place')} value={data.place || '—'} small /><Fact name={t('sector')} value={word('sector', data.sector) || '—'} small /><Fact name={t('serviceOfficer')} value={data.service_officer || '—'} small />{data.problem && <Fact name={t('problem')} value={data.problem} small />}
      </dl>
    </section>
    <section class="card gate"><header><h2>{t('gate')}</h2></header><Show loaded={gate}>{(state) => (state.open ? <p><span class="light green">{t('gateOpen')}</span></p> : <div><p><span class="light yellow">{t(data.actual_start ? 'gateLate' : 'gateClosed', state.unmet.length)}</span></p><ul>{state.unmet.map((item) => <li key={item.item} title={either(item.reason, item.reason_en)}><button class="tag yellow" onClick={() => { setChosen(item.item); }}>{either(item.name_zh, item.name_en)}</button></li>)}</ul></div>)}</Show></section>
    <nav class="tabs no-print" aria-label={t('facts')}>{tabs.map(([name, key]) => <a key={name} href={`?${new URLSearchParams({ ...Object.fromEntries(asked), tab: name })}`} aria-current={tab === name ? 'page' : undefined}>{t(key)}</a>)}</nav>
    {tab === 'plan' && <section class="card planned"><header><h2>{t('plan')}</h2>{data.template && <small>{either(data.template.name_zh, data.template.name_en)}</small>}
      <span class="end legend no-print"><span><i class="k-crit" />{t('critical')} ◆</span><span><i class="k-work" />{t('work')}</span><span><i class="k-permit" />{t('permit')}</span><span><i class="k-float" />{t('float')}</span><span><i class="k-off" />{t('nonWorking')}</span><span><i class="k-ice" />{t('season')}</span>
        <span class="switch" role="group" aria-label={t('handling')}>{(['serial', 'parallel'] as const).map((name) => <button key={name} class="btn" aria-pressed={(plan.data?.handling ?? handling) === name} onClick={() => setQuery({ handling: name })}>{t(name)}</button>)}</span></span></header>
      <Show loaded={plan} missing={t('noPlan')}>{(network) => (network.activities.length ? <><p class="verdict">{data.actual_start ? <span class="light green">{t('startedOn', data.actual_start)}</span> : network.feasible ? <span class="light green">{t('feasible', network.target_start)}</span> : <span class="light red">{t('infeasible', either(network.first_conflict?.text, network.first_conflict?.text_en))}</span>}</p>
        <Gantt activities={network.activities} links={network.links} nonWorking={network.non_working ?? []} seasons={network.seasons ?? []} today={network.as_of} target={network.target_start} selected={chosen} select={setChosen} /><PlanPaper plan={network} /></> : <Empty text={t('noPlan')} />)}</Show></section>}
    {tab === 'graph' && <section class="card"><header><h2>{t('graph')}</h2></header><Show loaded={plan} missing={t('noPlan')}>{(network) => <LazyGraph plan={network} select={setChosen} />}</Show></section>}
    {tab === 'sections' && <Sections sections={data.sections ?? []} place={place} />}
    {tab === 'plans' && <Versions plans={data.plans ?? []} />}
    {tab === 'history' && <History code={code} />}
    {activity && <Why activity={activity} place={place} close={() => setChosen('')} done={() => { setChosen(''); done(); }} />}
    {open === 'event' && <EventDialog place={place} sections={data.sections ?? []} today={plan.data?.as_of ?? session.value?.as_of ?? ''} close={() => setOpen('')} done={done} />}
    {open === 'plan' && <PlanDialog place={place} project={data} etag={project.etag} close={() => setOpen('')} done={done} />}
    {open === 'edit' && <EditDialog place={place} project={data} etag={project.etag ?? null} close={() => setOpen('')} done={done} />}
  </div>}</Show>;
}

function Fact({ name, value, unit, small }: { name: string; value: string; unit?: string; small?: boolean }) {
  return <div class={small ? 'small' : undefined}><dt>{name}</dt><dd title={value}>{value}{unit && <small> {unit}</small>}</dd></div>;
}

let graphPart: ComponentType<{ activities: Activity[]; links: Plan['links']; select: (id: string) => void }> | null = null;
function LazyGraph({ plan, select }: { plan: Plan; select: (id: string) => void }) {
  const [, turn] = useState(0);
  useEffect(() => { if (!graphPart) import('../parts/graph').then((module) => { graphPart = module.default; turn(1); }, () => location.reload()); }, []);
  const chosen = useMemo(() => plan.activities.filter((activity) => activity.kind !== 'work'), [plan]), Graph = graphPart;
  return Graph ? <div class="graph-box" tabIndex={0} role="region" aria-label={t('graph')}><Graph activities={chosen} links={plan.links} select={select} /></div> : <Loading />;
}

function Why({ activity, place, close, done }: { activity: Activity; place: string; close: () => void; done: () => void }) {
  const dates: [Key, string | null | undefined][] = [['earlyStart', activity.early_start], ['earlyFinish', activity.early_finish], ['lateStart', activity.late_start], ['lateFinish', activity.late_finish], ['submitBy', activity.submit_by], ['acceptedOn', activity.accepted_on], ['decidedOn', activity.decided_on]];
  const [editing, setEditing] = useState(false), calendar = activity.unit === 'working_day' || activity.unit === 'work' || activity.unit === 'working';
  return <Dialog title={either(activity.name, activity.name_en)} close={close}>
    <p><span class="tag">{either(activity.department_zh, activity.department_en) || activity.department}</span>{activity.critical && <span class="tag red">◆ {t('critical')}</span>} <Light state={activity.state ?? 'todo'} /></p>
    <h3>{t('because')}</h3><p class="because">{either(activity.because, activity.because_en) || '—'}</p>
    <dl class="pairs two"><div><dt>{t('duration')}</dt><dd>{t(calendar ? 'workingDays' : 'days', activity.duration)}</dd></div><div><dt>{t('float')}</dt><dd>{t('days', activity.total_float)}</dd></div>{dates.filter(([, day]) => day).map(([key, day]) => <div key={key}><dt>{t(key)}</dt><dd>{day}</dd></div>)}</dl>
    {mayChange() && activity.kind !== 'work' && activity.duration > 0 && (editing ? <Form label={t('save')} close={() => setEditing(false)} send={async (values) => { await call('PUT', `${place}/progress/${encodeURIComponent(activity.id)}`, { json: Object.fromEntries(Object.entries(values).filter(([, value]) => value)) }); done(); }}>
      <Field label={t('acceptedOn')}><input type="date" name="accepted_on" defaultValue={activity.accepted_on ?? ''} /></Field><Field label={t('decidedOn')}><input type="date" name="decided_on" defaultValue={activity.decided_on ?? ''} /></Field><Field label={t('expectedOn')}><input type="date" name="expected_on" /></Field>
    </Form> : <button class="btn" onClick={() => setEditing(true)}>{t('setProgress')}</button>)}
  </Dialog>;
}

function Sections({ sections, place }: { sections: Section[]; place: string }) {
  return <section class="card"><header><h2>{t('sections')}</h2></header>{sections.length ? sections.map((section) => <article key={section.number} class="section"><h3>{section.number}. {section.name || t('section')} {section.state && <Light state={section.state} />}</h3>
    {section.events.length ? <ol class="log">{section.events.map((event, i) => <li key={i}><time>{event.day}</time><b>{word('event', event.kind)}</b> <Evidence event={event} place={place} /></li>)}</ol> : <Empty text={t('noEvents')} />}</article>) : <Empty text={t('noEvents')} />}</section>;
}
function Evidence({ event, place }: { event: SiteEvent; place: string }) {
  const { permit, photo, photo_day: day, photo_place: where, witness } = event.evidence ?? {};
  return <span class="muted">{photo && <><a href={fileAddress(`${place}/photos/${photo}`)} target="_blank" rel="noopener">{t('photo')} {day}</a> · </>}{[permit && `${t('permitNumber')} ${permit}`, !photo && day && `${t('photo')} ${day}`, where, witness && `${t('witness')} ${witness}`].filter(Boolean).join(' · ')}</span>;
}
function Versions({ plans }: { plans: PlanVersion[] }) {
  return <section class="card"><header><h2>{t('versions')}</h2></header>{plans.length ? <div class="wide-table" tabIndex={0} role="region" aria-label={t('versions')}><table class="plain"><thead><tr>{(['number', 'effectiveOn', 'plannedStart', 'plannedFinish', 'annualWan', 'author', 'reason'] as Key[]).map((key) => <th key={key} scope="col" class={key === 'annualWan' ? 'end' : undefined}>{t(key)}</th>)}</tr></thead>
    <tbody>{plans.map((plan) => <tr key={plan.number}><td>{plan.number}</td><td>{plan.effective_on}</td><td>{plan.planned_start ?? '—'}</td><td>{plan.planned_finish ?? '—'}</td><td class="end">{number(plan.annual_plan_wan)}</td><td>{plan.author}</td><td>{plan.reason || '—'}</td></tr>)}</tbody></table></div> : <Empty text={t('empty')} />}</section>;
}

function History({ code }: { code: string }) {
  const first = useLoad<{ items: HistoryItem[]; next: string | null }>(`/projects/${encodeURIComponent(code)}/history`, (subject) => subject === `project:${code}`), [more, setMore] = useState<{ items: HistoryItem[]; next: string | null } | null>(null);
  return <section class="card"><header><h2>{t('history')}</h2><small>{t('historySub')}</small></header><Show loaded={first}>{(data) => {
    const items = more ? data.items.concat(more.items) : data.items, next = more ? more.next : data.next;
    return items.length ? <><ol class="log">{items.map((item) => <li key={item.seq}><time>{moment(item.at)}</time><b>{word('action', item.action)}</b> {item.actor} <code>#{item.seq}</code>{item.data && Object.keys(item.data).length > 0 && <details><summary>{t('facts')}</summary><pre>{JSON.stringify(item.data, null, 1)}</pre></details>}</li>)}</ol>
      {next && <p class="empty"><button class="btn" onClick={async () => { const page = await get<{ items: HistoryItem[]; next: string | null }>(`/projects/${encodeURIComponent(code)}/history${query({ cursor: next })}`); setMore({ items: (more?.items ?? []).concat(page.items), next: page.next }); }}>{t('more')}</button></p>}</> : <Empty text={t('empty')} />;
  }}</Show></section>;
}

// The journal counts microseconds since 1970; shown in the city's zone.
const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
const moment = (at: string | number) => clock.format(typeof at === 'number' ? at / 1000 : new Date(at));

function EventDialog({ place, sections, today, close, done }: { place: string; sections: Section[]; today: string; close: () => void; done: () => void }) {
  async function send(values: Record<string, string>, form: HTMLFormElement) {
    const file = (form.elements.namedItem('file') as HTMLInputElement).files?.[0];
    const photo = file ? (await call<{ photo: string }>('PUT', `${place}/photos${query({ name: file.name })}`, { raw: file })).data.photo : '';
    await call('POST', `${place}/events`, { json: { section: Number(values.section), kind: values.kind, day: values.day, evidence: { permit: values.permit, photo, photo_day: values.photo_day, photo_place: values.photo_place, witness: values.witness } } });
    done();
  }
  const refusal = (problem: Problem) => (problem.body.unmet ? <><p>{t('gateClosed', problem.body.unmet.length)}</p><ul>{problem.body.unmet.map((item: Gate['unmet'][0]) => <li key={item.item}>{either(item.name_zh, item.name_en)}</li>)}</ul></> : undefined);
  return <Dialog title={t('recordEvent')} close={close}><Form label={t('save')} close={close} send={send} danger={refusal}>
    <Field label={t('kind')}><select name="kind">{['start', 'stop', 'resume'].map((kind) => <option key={kind} value={kind}>{word('event', kind)}</option>)}</select></Field>
    <Field label={t('section')}><select name="section">{(sections.length ? sections : [{ number: 1, name: '' }]).map((section) => <option key={section.number} value={section.number}>{section.number}. {section.name}</option>)}</select></Field>
    <Field label={t('day')}><input type="date" name="day" required defaultValue={today} /></Field><Field label={t('permitNumber')}><input name="permit" /></Field>
    <Field label={t('photo')} wide><input type="file" name="file" accept="image/jpeg,image/png" required /></Field>
    <Field label={t('photoDay')}><input type="date" name="photo_day" required defaultValue={today} /></Field><Field label={t('photoPlace')}><input name="photo_place" required /></Field><Field label={t('witness')}><input name="witness" required /></Field>
  </Form></Dialog>;
}
function PlanDialog({ place, project, etag, close, done }: { place: string; project: Project; etag?: string | null; close: () => void; done: () => void }) {
  const year = session.value?.programmes[0]?.year;
  return <Dialog title={t('newPlan')} close={close}><Form label={t('save')} close={close} danger={(problem) => (problem.status === 409 ? t('conflict') : undefined)} send={async (values) => { await call('POST', `${place}/plans`, { etag, json: { ...(year ? { year } : {}), planned_start: values.planned_start, planned_finish: values.planned_finish || undefined, annual_plan_wan: Number(values.annual_plan_wan), reason: values.reason } }); done(); }}>
    <Field label={t('plannedStart')}><input type="date" name="planned_start" required defaultValue={project.planned_start ?? ''} /></Field><Field label={t('plannedFinish')}><input type="date" name="planned_finish" defaultValue={project.planned_finish ?? ''} /></Field>
    <Field label={t('annualWan')}><input type="number" name="annual_plan_wan" min="0" step="any" required defaultValue={String(project.annual_plan_wan)} /></Field><Field label={t('reason')} wide><input name="reason" required /></Field>
  </Form></Dialog>;
}

const editable: [keyof Project & string, Key, string[]?][] = [['name', 'name'], ['owner', 'owner'], ['place', 'place'], ['sector', 'sector', sectors], ['nature', 'nature', natures], ['type', 'type', types], ['total_wan', 'totalWan'], ['service_officer', 'serviceOfficer'], ['problem', 'problem']];
// Sends only what differs. When another was faster, shows each difference and lets the person choose.
function EditDialog({ place, project, etag, close, done }: { place: string; project: Project; etag: string | null; close: () => void; done: () => void }) {
  const [base] = useState(project), [version, setVersion] = useState(etag), [values, setValues] = useState<Record<string, string>>(Object.fromEntries(editable.map(([name]) => [name, String(project[name] ?? '')]))), [clash, setClash] = useState<{ field: string; key: Key; mine: string; now: string }[] | null>(null);
  async function send() {
    const changed = editable.filter(([name]) => values[name] !== String(base[name] ?? '')).map(([name]) => [name, name === 'total_wan' ? Number(values[name]) : values[name]]);
    if (!changed.length) { close(); return; }
    try {
      await call('PATCH', place, { etag: version, json: Object.fromEntries(changed) });
      done();
    } catch (error) {
      if ((error as Problem).status !== 409) throw error;
      const newest = await call<Project>('GET', place);
      setVersion(newest.etag);
      setClash(editable.flatMap(([field, key]) => { const now = String(newest.data[field] ?? ''); return now !== String(base[field] ?? '') ? [{ field, key, mine: values[field], now }] : []; }));
    }
  }
  const set = (name: string) => (event: Event) => setValues({ ...values, [name]: (event.currentTarget as HTMLInputElement).value });
  return <Dialog title={t('edit')} close={close}>
    {clash && <div class="refusal" role="alert"><b>{t('conflict')}</b><p>{t('conflictLong')}</p><table class="plain"><thead><tr><th scope="col">{t('field')}</th><th scope="col">{t('yours')}</th><th scope="col">{t('theirs')}</th><th scope="col">{t('actions')}</th></tr></thead><tbody>{clash.map((item) => <tr key={item.field}><td>{t(item.key)}</td><td>{item.mine || '—'}</td><td>{item.now || '—'}</td><td><button type="button" class="link" onClick={() => { setValues({ ...values, [item.field]: item.now }); setClash(clash.filter((other) => other !== item)); }}>{t('useTheirs')}</button></td></tr>)}</tbody></table></div>}
    <Form label={t(clash ? 'overwrite' : 'save')} close={close} send={send}>{editable.map(([name, key, options]) => <Field key={name} label={t(key)} wide={name === 'name' || name === 'owner' || name === 'problem'}>
      {options ? <select name={name} value={values[name]} onChange={set(name)}><option value="">—</option>{options.map((option) => <option key={option} value={option} selected={option === values[name]}>{word(name, option)}</option>)}</select> : <input name={name} value={values[name]} type={name === 'total_wan' ? 'number' : 'text'} step="any" required={name === 'name'} onInput={set(name)} />}</Field>)}</Form>
  </Dialog>;
}
