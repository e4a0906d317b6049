import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { query, session, useLoad, type Cockpit, type DueGroup, type Forecast, type Group, type Scores } from '../api';
import { either, language, number, t, yi } from '../i18n';
import { Curve, shortDay } from '../parts/curve';
import { ForecastSays, LeastLikely } from '../parts/forecast';
import { Diamond, Empty, Show } from '../parts/states';
import { TileMap, type Tiles } from '../parts/tiles';
import { route, setQuery } from '../route';

const dueShown = 6;

export default function CockpitPage() {
  const asked = route.value.query, programmes = session.value?.programmes ?? [];
  const choice = { programme: asked.get('programme'), year: asked.get('year'), as_of: asked.get('as_of') }, filter = query(choice);
  const loaded = useLoad<Cockpit>(`/cockpit${filter}`), map = useLoad<Tiles>('/map', () => false), due = useLoad<{ groups: DueGroup[] }>(`/due${query({ by: 'department', days: 7, as_of: asked.get('as_of') })}`);
  const asking = loaded.data && Object.keys(loaded.data.planned_by)[0], forecast = useLoad<Forecast>(asking ? `/forecast${query({ ...choice, by: asking })}` : null, (subject) => /^(project|programme|template|calendar)/.test(subject), 3000), scores = useLoad<Scores>(forecast.data ? `/forecasts${filter}` : null, () => false);
  const wall = asked.has('wall');
  // Nobody touches a wall screen: it asks again by itself, so that the next morning shows the next day.
  useEffect(() => { const timer = wall ? setInterval(() => { loaded.reload(); due.reload(); forecast.reload(); }, 300_000) : 0; return () => clearInterval(timer); }, [wall]);
  return <Show loaded={loaded}>{(data) => {
    const s = data.statistics, target = Object.entries(data.planned_by)[0] as [string, number] | undefined;
    const share = s.projects ? Math.round((s.started_by_day / s.projects) * 100) : 0;
    return <div class="cockpit">
      <section class="say" aria-label={t('cockpit')}>
        <h1>{t('situation', data.as_of, s.projects, s.started_by_day, s.started_before_day, target?.[0] ?? '—', target?.[1] ?? 0, s.overdue, s.stopped)}</h1>{data.synthetic && !session.value?.synthetic && <span class="tag demo">{t('demo')}</span>}
        <div class="ctl no-print">
          {programmes.length > 1 && <select class="btn" aria-label={t('programme')} onChange={(event) => { const [name, year] = event.currentTarget.value.split('/'); setQuery({ programme: name, year }); }}>{programmes.map((p) => <option key={p.name + p.year} value={`${p.name}/${p.year}`} selected={p.name === asked.get('programme') && String(p.year) === asked.get('year')}>{p.name} · {p.year}</option>)}</select>}
          <input class="btn" type="date" aria-label={t('day')} value={data.as_of} onChange={(event) => setQuery({ as_of: event.currentTarget.value })} />
          <button class="btn" onClick={() => print()}>{t('print')}</button>
          <button class="btn wide-only" onClick={() => { document.documentElement.requestFullscreen?.().catch(() => {}); setQuery({ wall: '1' }); }}>{t('wall')}</button>
        </div>
      </section>
      <section class="kpis" aria-label={t('facts')}>
        <Figure name={t('projects')} value={number(s.projects)} unit={t('unit')} note={t('newAndContinued', s.new_projects, s.continued_projects)} />
        <Figure name={t('totalInvestment')} value={yi(s.total_wan)} unit={t('yi')} note={t('perProject', yi(s.projects ? Number(s.total_wan) / s.projects : 0))} />
        <Figure name={t('annualPlan')} value={yi(s.annual_plan_wan)} unit={t('yi')} note={t('ofAll', Number(s.total_wan) ? Math.round((Number(s.annual_plan_wan) / Number(s.total_wan)) * 100) : 0)} />
        <Figure name={t('started')} value={number(s.started_by_day)} unit={`/ ${s.projects}`} note={t('startedSub', s.started_on_day, s.starts, s.resumes)}><progress max={s.projects || 1} value={s.started_by_day} aria-label={`${share}%`} /></Figure>
        {target && <Figure name={t('plannedBy', shortDay(target[0]))} value={number(target[1])} unit={t('unit')} note={t('gap', Math.max(0, target[1] - s.started_by_day))} />}
        <article class="card kpi"><h2>{t('state')}</h2><p class="lights"><span class="light yellow">{t('overdue')} <b>{s.overdue}</b></span><span class="light red">{t('stopped')} <b>{s.stopped}</b></span></p></article>
      </section>
      <div class="r3">
        <Card title={t('curve')} note={t('curveSub')} extra={asking && <ForecastSays loaded={forecast} scores={scores} />} end={<><span class="key planned">{t('planned')}</span><span class="key actual">{t('actual')}</span>{forecast.data && <><span class="key median">{t('median')}</span><span class="key band">{t('band')}</span></>}</>}><Curve points={data.curve} forecast={forecast.data?.curve} asOf={data.as_of} total={s.projects} target={target} /></Card>
        <Card title={t('map')} note={t('mapSub')}><Show loaded={map}>{(tiles) => <TileMap map={tiles} divisions={data.divisions} />}</Show></Card>
      </div>
      <div class="r4">
        <Card title={t('districts')} note={t('startedOfAll')}><Bars groups={data.divisions} filter="division" /></Card>
        <Card title={t('sectors')} note={t('startedOfAll')}><Bars groups={data.sectors} filter="sector" /></Card>
        <Card title={t('atRisk')} end={<span>{data.at_risk.length}</span>}>{data.at_risk.length ? <ul class="rows">{data.at_risk.map((item) => <li key={item.code}><a data-row href={`/projects/${item.code}`} title={item.name}>{item.name}</a><Diamond source={item.source} /><span class="e"><span class="light yellow">{either(item.reason_zh, item.reason_en)}</span> {!!item.days && t('days', item.days)}</span></li>)}</ul> : <Empty text={t('noRisk')} />}</Card>
      </div>
      <div class="r2">
        <Card title={t('due')} note={t('byDepartment')}><Show loaded={due}>{({ groups }) => (groups.length ? <div class="groups">{groups.map((group) => <section key={group.key}><h3>{either(group.name_zh, group.name_en) || group.key} <span class="muted">{group.items.length}</span></h3>
          <ul class="rows">{group.items.slice(0, dueShown).map((item) => <li key={item.code + item.item}><time title={item.submit_by}>{shortDay(item.submit_by)}</time><a data-row href={`/projects/${item.code}`} title={item.project}>{either(item.name_zh, item.name_en)} · {item.project}</a><Diamond source={item.source} /><span class="e">{item.float < 0 ? <span class="light red">{t('late', -item.float)}</span> : t('floatLeft', item.float)}</span></li>)}</ul>{group.items.length > dueShown && <p class="in muted">{t('andMore', group.items.length - dueShown)}</p>}</section>)}</div> : <Empty text={t('noDue')} />)}</Show></Card>
        {asking && <Card title={t('leastLikely')} note={t('leastLikelyBy', asking)}><LeastLikely loaded={forecast} /></Card>}
        <Card title={t('upcoming')}>{data.upcoming.length ? <ul class="rows">{data.upcoming.map((item) => <li key={item.code}><time>{shortDay(item.planned_start)}</time><a data-row href={`/projects/${item.code}`} title={item.name}>{item.name}</a><Diamond source={item.source} /><span class="e">{either(item.division_zh, item.division_en)}</span></li>)}</ul> : <Empty text={t('noUpcoming')} />}</Card>
      </div>
    </div>;
  }}</Show>;
}

export function Card({ title, note, end, extra, children }: { title: string; note?: string; end?: ComponentChildren; extra?: ComponentChildren; children: ComponentChildren }) {
  return <section class="card"><header><h2>{title}</h2>{note && <small>{note}</small>}{end && <span class="end">{end}</span>}</header>{extra}<div class="card-body" tabIndex={0} role="region" aria-label={title}>{children}</div></section>;
}
function Figure({ name, value, unit, note, children }: { name: string; value: string; unit: string; note: string; children?: ComponentChildren }) {
  return <article class="card kpi"><h2>{name}</h2><div class="n">{value}<small>{unit}</small></div>{children}<p>{note}</p></article>;
}
function Bars({ groups, filter }: { groups: Group[]; filter: string }) {
  const most = Math.max(1, ...groups.map((group) => group.projects)), sorted = [...groups].filter((group) => group.projects).sort((a, b) => (b.projects - b.started) - (a.projects - a.started) || b.projects - a.projects);
  return sorted.length ? <ul class={`bars ${language.value}`}>{sorted.map((group) => <li key={group.code}><a data-row href={`/projects?${filter}=${group.code}`}>{either(group.name_zh, group.name_en)}</a>
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="rest" width={(group.projects / most) * 100} height="10" /><rect class="part" width={(group.started / most) * 100} height="10" /></svg><span>{group.started}/{group.projects}</span></li>)}</ul> : <Empty text={t('empty')} />;
}
