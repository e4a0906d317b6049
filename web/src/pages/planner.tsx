// The planner: what if. The domain core runs in the page (engine.ts), so that a drag answers within a frame; nothing is
// stored until a plan is adopted, with its reason, as a new version.
import { scaleLinear } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { call, query, session, useLoad, type Project } from '../api';
import { Engine, TILE, type PlannerOdds, type PlannerPlan, type PlannerStart } from '../engine';
import { either, t } from '../i18n';
import { Dialog, Field, Form } from '../parts/dialog';
import { Empty, Failed, Loading, Show } from '../parts/states';
import { route, setQuery } from '../route';

interface Item { id: string; name_zh: string; name_en: string; department_zh: string; department_en: string }
interface Planned { code: string; name: string; division_zh: string; division_en: string; total_wan: number; planned_start: string; started: boolean; items: number[] }
interface Data { as_of: string; by: string; synthetic: boolean; programme: { name: string; year: number }; none: number; levers: { id: string; name_zh: string; name_en: string; price: number }[]; items: Item[]; projects: Planned[]; words: number[] }
/* What is set for one project. */
interface Setting { parallel: boolean; target: number; levers: number }
interface Scenario { name: string; settings: Setting[]; onTime: number; price: number; p50: number | null }

const dayOf = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / 864e5);
const iso = (day: number) => new Date(day * 864e5).toISOString().slice(0, 10);
const trials = 1000, undoMax = 100;

export default function PlannerPage() {
  const asked = route.value.query;
  const loaded = useLoad<Data>(`/planner${query({ programme: asked.get('programme'), year: asked.get('year'), as_of: asked.get('as_of'), by: asked.get('by') })}`, () => false);
  const [engine, setEngine] = useState<Engine | null>(null), [broken, setBroken] = useState('');
  useEffect(() => {
    fetch('/planner.wasm').then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.arrayBuffer(); })
      .then((bytes) => Engine.start(bytes)).then(setEngine, (error: Error) => setBroken(error.message));
  }, []);
  if (broken) return <div class="card in" role="alert"><h1>{t('planner')}</h1><p>{t('plannerBroken')}</p><p class="muted">{broken}</p></div>;
  if (loaded.error) return <Failed error={loaded.error} retry={loaded.reload} />;
  return <Show loaded={loaded}>{(data) => (engine ? <Planner key={data.as_of + data.by + data.words.length} data={data} engine={engine} /> : <Loading />)}</Show>;
}

function Planner({ data, engine }: { data: Data; engine: Engine }) {
  const first = useMemo<Setting[]>(() => data.projects.map((p) => ({ parallel: true, target: p.planned_start ? dayOf(p.planned_start) : data.none, levers: 0 })), [data]);
  const [settings, setSettings] = useState(first), [past, setPast] = useState<Setting[][]>([]), [chosen, setSelected] = useState<number | null>(null);
  const [scenarios, setScenarios] = useState<Scenario[]>([]), [odds, setOdds] = useState<PlannerOdds | null>(null), [adopting, setAdopting] = useState(false);
  const timer = useRef(0), spent = useRef(0);
  // The order of the list is that of the beginning, what is too late first: rows stay where they are while one works.
  const order = useMemo(() => {
    engine.load(data.words);
    const begin = engine.starts();
    return data.projects.flatMap((project, p) => (project.started ? [] : [p])).sort((a, b) => Number(begin[a]!.feasible) - Number(begin[b]!.feasible) || first[a]!.target - first[b]!.target || a - b);
  }, [data, engine]);
  const selected = chosen ?? order[0] ?? -1;

  // Settings to starts: the whole programme, each time. The core does it in a few milliseconds.
  const { starts, plan } = useMemo(() => {
    const begun = performance.now();
    settings.forEach((one, p) => engine.set(p, one.parallel, one.target, one.levers));
    const all = engine.starts(), own = selected >= 0 ? engine.plan(selected) : null;
    spent.current = performance.now() - begun;
    return { starts: all, plan: own };
  }, [settings, selected, engine]);
  useEffect(() => {
    clearTimeout(timer.current);
    setOdds(null);
    timer.current = window.setTimeout(() => { engine.forecast(); setOdds(engine.trials(0, Math.ceil(trials / TILE))); }, 300);
    return () => clearTimeout(timer.current);
  }, [settings, engine]);

  const change = (next: Setting[], remember = true) => {
    if (remember) setPast((old) => [...old.slice(-undoMax + 1), settings]);
    setSettings(next);
  };
  const setOne = (p: number, part: Partial<Setting>, remember = true) => change(settings.map((one, i) => (i === p ? { ...one, ...part } : one)), remember);
  const setAll = (part: (one: Setting) => Partial<Setting>) => change(settings.map((one, i) => (data.projects[i]!.started ? one : { ...one, ...part(one) })));
  const undo = () => { const before = past.at(-1); if (before) { setPast(past.slice(0, -1)); setSettings(before); } };
  const day = (p: number) => effective(starts[p]!, settings[p]!, data);
  const by = dayOf(data.by), onTime = data.projects.filter((_, p) => day(p) <= by).length, price = starts.reduce((sum, one) => sum + one.price, 0);
  const late = data.projects.filter((project, p) => !project.started && !starts[p]!.feasible).length;
  const project = data.projects[selected];
  const every = (bit: number) => settings.every((one, p) => data.projects[p]!.started || (one.levers & bit) !== 0);

  return <div class="planner" data-ms={spent.current.toFixed(1)}>
    <section class="say">
      <h1>{t('plannerSays', data.as_of, data.by, onTime, data.projects.length, late, price)}{odds && <> {t('plannerOdds', odds.p50, odds.p10, odds.p90, trials)}</>}</h1>
      {data.synthetic && <span class="tag demo">{t('demo')}</span>}
      <div class="ctl no-print">
        <input class="btn" type="date" aria-label={t('day')} value={data.as_of} onChange={(event) => setQuery({ as_of: event.currentTarget.value })} />
        <input class="btn" type="date" aria-label={t('byDay')} value={data.by} onChange={(event) => setQuery({ by: event.currentTarget.value })} />
        <button class="btn" disabled={!past.length} onClick={undo}>{t('undo')}</button>
        <button class="btn" disabled={settings === first} onClick={() => change(first)}>{t('reset')}</button>
      </div>
    </section>
    <section class="card levers" aria-label={t('levers')}><header><h2>{t('levers')}</h2><small>{t('leversSub')}</small></header>
      <div class="in ctl">
        <label><input type="checkbox" checked={settings.every((one, p) => data.projects[p]!.started || one.parallel)} onChange={(event) => { const on = event.currentTarget.checked; setAll(() => ({ parallel: on })); }} /> {t('parallel')}</label>
        {data.levers.map((lever, i) => <label key={lever.id}><input type="checkbox" checked={every(1 << i)} onChange={(event) => { const on = event.currentTarget.checked; setAll((one) => ({ levers: on ? one.levers | (1 << i) : one.levers & ~(1 << i) })); }} /> {either(lever.name_zh, lever.name_en)} <small>{t('points', lever.price)}</small></label>)}
        <label>{t('shiftAll')} <input class="btn" type="number" aria-label={t('shiftAll')} value="0" min="-60" max="60" step="1" onChange={(event) => { const days = Number(event.currentTarget.value) || 0; event.currentTarget.value = '0'; setAll((one) => ({ target: one.target === data.none ? one.target : one.target + days })); }} /></label>
        <form class="ctl" onSubmit={(event) => { event.preventDefault(); const field = event.currentTarget.elements.namedItem('name') as HTMLInputElement, name = field.value.trim(); if (name) { setScenarios([...scenarios.filter((one) => one.name !== name), { name, settings, onTime, price, p50: odds?.p50 ?? null }]); field.value = ''; } }}>
          <input class="btn" name="name" maxLength={40} placeholder={t('scenarioName')} aria-label={t('scenarioName')} /><button class="btn">{t('keepScenario')}</button>
        </form>
      </div>
      {!!scenarios.length && <div class="scroll" tabIndex={0} role="region" aria-label={t('scenarios')}><table class="grid-table"><thead><tr><th>{t('scenarios')}</th><th class="n">{t('startedByDay', data.by)}</th><th class="n">P50</th><th class="n">{t('price')}</th><th /></tr></thead>
        <tbody>{scenarios.map((one) => <tr key={one.name}><td>{one.name}</td><td class="n">{one.onTime}</td><td class="n">{one.p50 ?? '—'}</td><td class="n">{one.price}</td><td><button class="link" onClick={() => change(one.settings)}>{t('take')}</button> <button class="link" onClick={() => setScenarios(scenarios.filter((other) => other !== one))}>{t('forget')}</button></td></tr>)}</tbody></table></div>}
    </section>
    <div class="planner-two">
      <section class="card"><header><h2>{t('curve')}</h2><span class="end"><span class="key planned">{t('planned')}</span><span class="key actual">{t('scenario')}</span></span></header><SCurve data={data} days={data.projects.map((_, p) => day(p))} by={by} /></section>
      {project && plan ? <ProjectPlan data={data} number={selected} setting={settings[selected]!} plan={plan} chance={odds?.chances[selected]} setOne={setOne} adopt={() => setAdopting(true)} /> : <section class="card"><Empty text={t('empty')} /></section>}
    </div>
    <section class="card"><header><h2>{t('projects')}</h2><small>{t('plannerList')}</small></header>
      <div class="scroll planner-list" tabIndex={0} role="region" aria-label={t('projects')}><table class="grid-table"><thead><tr><th>{t('name')}</th><th>{t('division')}</th><th>{t('target')}</th><th>{t('earliestStart')}</th><th>{t('state')}</th><th class="n">{t('chanceBy', data.by)}</th><th>{t('levers')}</th></tr></thead>
        <tbody>{order.map((p) => ({ one: data.projects[p]!, p })).map(({ one, p }) => <tr key={one.code} aria-selected={p === selected}>
          <td class="name"><button class="link" title={one.name} onClick={() => setSelected(p)}>{one.name}</button></td><td>{either(one.division_zh, one.division_en)}</td>
          <td><input class="btn" type="date" aria-label={`${t('target')}: ${one.name}`} value={settings[p]!.target === data.none ? '' : iso(settings[p]!.target)} onChange={(event) => setOne(p, { target: event.currentTarget.value ? dayOf(event.currentTarget.value) : data.none })} /></td>
          <td>{starts[p]!.day === data.none ? '—' : iso(starts[p]!.day)}</td><td><span class={`light ${starts[p]!.feasible ? 'green' : 'red'}`}>{t(starts[p]!.feasible ? 'canMeet' : 'cannotMeet')}</span></td>
          <td class="n">{odds ? `${Math.round(odds.chances[p]! / 10)}%` : '…'}</td>
          <td><span class="ctl">{data.levers.map((lever, i) => <label key={lever.id} title={either(lever.name_zh, lever.name_en)}><input type="checkbox" aria-label={`${either(lever.name_zh, lever.name_en)}: ${one.name}`} checked={(settings[p]!.levers & (1 << i)) !== 0} onChange={() => setOne(p, { levers: settings[p]!.levers ^ (1 << i) })} /> {either(lever.name_zh, lever.name_en)}</label>)}</span></td>
        </tr>)}</tbody></table></div>
    </section>
    {adopting && project && <Adopt project={project} target={settings[selected]!.target} close={() => setAdopting(false)} />}
  </div>;
}

/* It starts when it can, not before its target. */
function effective(start: PlannerStart, setting: Setting, data: Data): number {
  return start.day === data.none ? Infinity : setting.target === data.none ? start.day : Math.max(start.day, setting.target);
}

function SCurve({ data, days, by }: { data: Data; days: number[]; by: number }) {
  const width = 620, height = 260, left = 34, right = 16, top = 14, bottom = 24;
  const planned = data.projects.map((p) => (p.planned_start ? dayOf(p.planned_start) : Infinity)), known = [...planned, ...days].filter(Number.isFinite);
  const from = Math.min(dayOf(data.as_of), ...known), to = Math.max(by, ...known) + 7;
  const steps = (list: number[]) => { const sorted = list.filter(Number.isFinite).sort((a, b) => a - b); return [[from, 0] as [number, number], ...sorted.map((day, i) => [day, i + 1] as [number, number]), [to, sorted.length] as [number, number]]; };
  const x = scaleLinear([from, to], [left, width - right]), y = scaleLinear([0, Math.max(1, data.projects.length)], [height - bottom, top]).nice(4);
  const path = line<[number, number]>().x((p) => x(p[0])).y((p) => y(p[1])).curve(curveStepAfter);
  const months = Array.from({ length: to - from }, (_, i) => from + i).filter((day) => iso(day).endsWith('-01'));
  return <div class="chart"><svg viewBox={`0 0 ${width} ${height}`} width="100%" role="img" aria-label={`${t('curve')}: ${data.by} ${days.filter((day) => day <= by).length}`}>
    {y.ticks(4).map((value) => <g key={value}><path class="grid" d={`M${left} ${y(value)}H${width - right}`} /><text class="axis" x={left - 6} y={y(value) + 4} text-anchor="end">{value}</text></g>)}
    {months.map((day) => <text key={day} class="axis" x={x(day)} y={height - 6} text-anchor="middle">{iso(day).slice(2, 7)}</text>)}
    <path class="target" d={`M${x(by)} ${top}V${height - bottom}`} /><path class="planned" d={path(steps(planned)) ?? ''} /><path class="actual" d={path(steps(days)) ?? ''} />
  </svg></div>;
}

/* The bars of one project; its target is dragged, or moved by the arrow keys. */
function ProjectPlan({ data, number, setting, plan, chance, setOne, adopt }: { data: Data; number: number; setting: Setting; plan: PlannerPlan; chance?: number; setOne: (p: number, part: Partial<Setting>, remember?: boolean) => void; adopt: () => void }) {
  const svg = useRef<SVGSVGElement>(null), dragging = useRef(false);
  const project = data.projects[number]!, rows = plan.rows, width = 620, left = 200, row = 18, top = 22, height = top + rows.length * row + 6;
  const days = rows.flatMap((one) => [one.earlyStart, one.lateFinish, one.earlyFinish]).filter((day) => day !== data.none);
  const from = Math.min(dayOf(data.as_of), ...days) - 5, to = Math.max(...days, setting.target === data.none ? 0 : setting.target) + 20;
  const x = scaleLinear([from, to], [left, width - 8]);
  const dayAt = (event: PointerEvent) => { const box = svg.current!.getBoundingClientRect(); return Math.round(x.invert(((event.clientX - box.left) / box.width) * width)); };
  const nameOf = (place: number, r: number) => { const item = data.items[project.items[place]!]; return place < 0 ? t(r === rows.length - 1 ? 'event_start' : 'ready') : item ? either(item.name_zh, item.name_en) : '—'; };
  const canAdopt = ['coordinator', 'district'].includes(session.value?.user.role ?? '') && setting.target !== data.none && iso(setting.target) !== project.planned_start;
  return <section class="card" aria-label={project.name}><header><h2 title={project.name}>{project.name}</h2><span class="end">{chance !== undefined && <small>{t('chanceBy', data.by)} {Math.round(chance / 10)}%</small>} <button class="btn" disabled={!canAdopt} onClick={adopt}>{t('adopt')}</button></span></header>
    <p class="in">{setting.target !== data.none && <>{t('target')} <b>{iso(setting.target)}</b> · </>}<span class={`light ${plan.feasible ? 'green' : 'red'}`}>{t(plan.feasible ? 'canMeet' : 'cannotMeet')}</span> · {t('price')} {plan.price} · <label><input type="checkbox" checked={setting.parallel} onChange={() => setOne(number, { parallel: !setting.parallel })} /> {t('parallel')}</label></p>
    <div class="chart"><svg ref={svg} viewBox={`0 0 ${width} ${height}`} width="100%" role="group" aria-label={t('plan')}
      onPointerMove={(event) => { if (dragging.current) setOne(number, { target: dayAt(event) }, false); }} onPointerUp={() => { dragging.current = false; }}>
      {rows.map((one, r) => <g key={r} transform={`translate(0 ${top + r * row})`}><text class="axis" x={4} y={13}>{nameOf(one.item, r).slice(0, 18)}</text>
        {one.lateFinish !== data.none && one.lateStart !== data.none && <rect class="bar-late" x={x(one.lateStart)} y={9} width={Math.max(2, x(one.lateFinish + 1) - x(one.lateStart))} height={6} />}
        {one.earlyFinish !== data.none && <rect class={`bar-early ${one.state} ${one.critical ? 'critical' : ''}`} x={x(one.earlyStart)} y={3} width={Math.max(2, x(one.earlyFinish + 1) - x(one.earlyStart))} height={6} />}</g>)}
      <path class="now" d={`M${x(dayOf(data.as_of))} ${top - 8}V${height}`} />
      {setting.target !== data.none && <g class="handle" tabindex={0} role="slider" aria-label={t('target')} aria-valuenow={setting.target} aria-valuetext={iso(setting.target)} aria-valuemin={from} aria-valuemax={to}
        onPointerDown={(event) => { event.preventDefault(); setOne(number, {}); dragging.current = true; svg.current!.setPointerCapture(event.pointerId); }}
        onKeyDown={(event) => { const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: 7, PageDown: -7 }[event.key]; if (step) { event.preventDefault(); setOne(number, { target: setting.target + step }); } }}>
        <path class="target" d={`M${x(setting.target)} 8V${height}`} /><rect x={x(setting.target) - 7} y={2} width={14} height={14} rx={3} /></g>}
    </svg></div>
  </section>;
}

function Adopt({ project, target, close }: { project: Planned; target: number; close: () => void }) {
  return <Dialog title={t('adopt')} close={close}><Form label={t('adopt')} close={close} send={async (values) => {
    const { data, etag } = await call<Project>('GET', `/projects/${project.code}`);
    await call('POST', `/projects/${project.code}/plans`, { etag, json: { planned_start: iso(target), planned_finish: data.planned_finish, annual_plan_wan: data.annual_plan_wan, reason: values.reason } });
    close();
  }}><p>{project.name}: {project.planned_start || '—'} → <b>{iso(target)}</b></p><Field label={t('reason')} wide><input name="reason" required maxLength={200} /></Field></Form></Dialog>;
}
