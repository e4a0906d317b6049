// The whole plan on paper: a table with a bar in each row, made when the page is about to be printed,
// because the chart on the screen draws only what is visible.
import { useEffect, useState } from 'preact/hooks';
import type { Activity, Plan } from '../api';
import { either, t, type Key } from '../i18n';
import { dayNumber } from './gantt';

const heads: [Key, boolean?][] = [['activity'], ['department'], ['duration', true], ['start'], ['finish'], ['submitBy'], ['float', true]];

export function PlanPaper({ plan }: { plan: Plan }) {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const begin = () => setPrinting(true), end = () => setPrinting(false);
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => { removeEventListener('beforeprint', begin); removeEventListener('afterprint', end); };
  }, []);
  if (!printing) return null;
  const from = Math.min(...plan.activities.map((activity) => dayNumber(activity.early_start))), to = Math.max(...plan.activities.map((activity) => dayNumber(activity.late_finish))) + 1, today = dayNumber(plan.as_of) - from;
  return <div class="print-only paper"><table class="plain"><thead><tr>{heads.map(([key, end]) => <th key={key} scope="col" class={end ? 'end' : undefined}>{t(key)}</th>)}<th scope="col">{plan.activities.length ? t('fromTo', plan.activities.reduce((first, { early_start }) => (early_start < first ? early_start : first), plan.activities[0].early_start), plan.activities.reduce((last, { late_finish }) => (late_finish > last ? late_finish : last), '')) : ''}</th></tr></thead>
    <tbody>{plan.activities.map((activity) => <tr key={activity.id} class={activity.critical ? 'crit' : undefined}>
      <td>{activity.critical && '◆ '}{either(activity.name, activity.name_en)}{activity.because && <small>{either(activity.because, activity.because_en)}</small>}</td><td>{either(activity.department_zh, activity.department_en) || activity.department}</td><td class="end">{activity.duration || '—'}</td><td>{activity.early_start}</td><td>{activity.early_finish}</td><td>{activity.submit_by ?? ''}</td><td class="end">{activity.total_float}</td>
      <td class="bar-cell"><Bar activity={activity} from={from} days={to - from} today={today} /></td></tr>)}</tbody></table></div>;
}

function Bar({ activity, from, days, today }: { activity: Activity; from: number; days: number; today: number }) {
  const start = dayNumber(activity.early_start) - from, finish = dayNumber(activity.early_finish) - from + 1, late = dayNumber(activity.late_finish) - from + 1, least = days / 120;
  return <svg viewBox={`0 0 ${days} 10`} preserveAspectRatio="none" aria-hidden="true">
    {today >= 0 && today <= days && <rect class="today" x={today} width={days / 400} height="10" />}
    {late > finish && <rect class="rest" x={finish} y="4.500" width={late - finish} height="1" />}
    <rect class={activity.critical ? 'bar-crit' : activity.kind === 'work' ? 'bar-work' : 'bar-permit'} x={start} y="2" width={Math.max(finish - start, least)} height="6" />
  </svg>;
}
