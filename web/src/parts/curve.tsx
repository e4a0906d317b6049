// Planned and actual starts by day, as steps: a start is on a day, nothing lies between days. The forecast
// goes on from the day itself: half of the trials lie on each side of its line, eight of ten in its band.
import { scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';

export interface Point { day: string; planned: number; started: number | null }
export interface Band { day: string; p10: number; p50: number; p90: number }
const dayNumber = (day: string) => Date.parse(`${day}T00:00:00Z`) / 864e5;
export const shortDay = (day: string) => day.slice(5);

export function Curve({ points, asOf, total, target, forecast }: { points: Point[]; asOf: string; total: number; target?: [string, number]; forecast?: Band[] }) {
  const host = useRef<HTMLDivElement>(null), [{ width, height }, setSize] = useState({ width: 640, height: 250 });
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setSize({ width: Math.max(280, Math.round(entry.contentRect.width)), height: Math.max(250, Math.floor(entry.contentRect.height)) }));
    watch.observe(host.current!);
    return () => watch.disconnect();
  }, []);
  if (!points.length) return <div ref={host} />;
  const left = 34, right = 64, top = 22, bottom = 24, first = dayNumber(points[0].day), last = dayNumber(points[points.length - 1].day);
  const x = scaleLinear([first, Math.max(last, first + 1)], [left, width - right]), y = scaleLinear([0, Math.max(total, 1)], [height - bottom, top]).nice(4);
  const planned = line<Point>().x((p) => x(dayNumber(p.day))).y((p) => y(p.planned)).curve(curveStepAfter);
  const actual = line<Point>().defined((p) => p.started !== null && p.day <= asOf).x((p) => x(dayNumber(p.day))).y((p) => y(p.started!)).curve(curveStepAfter);
  const now = points.filter((p) => p.day <= asOf && p.started !== null).pop();
  const ahead = forecast && now ? [{ day: now.day, p10: now.started!, p50: now.started!, p90: now.started! }, ...forecast.filter((p) => p.day > now.day && dayNumber(p.day) <= last)] : [];
  const band = area<Band>().x((p) => x(dayNumber(p.day))).y0((p) => y(p.p10)).y1((p) => y(p.p90)), median = line<Band>().x((p) => x(dayNumber(p.day))).y((p) => y(p.p50));
  const months = points.filter((p) => p.day.endsWith('-01')), every = Math.ceil(months.length / Math.max(2, Math.floor((width - left - right) / 62)));
  const label = `${t('curve')}: ${asOf} ${t('actual')} ${now?.started ?? 0}${target ? `, ${target[0]} ${t('planned')} ${target[1]}` : ''}`;
  const placed = now ? x(dayNumber(now.day)) : 0, before = placed > (ahead.length > 1 ? left + 62 : width / 2);
  return <div ref={host} class="chart"><svg width={width} height={height} role="img" aria-label={label}>
    {y.ticks(4).map((value) => <g key={value}><path class="grid" d={`M${left} ${y(value)}H${width - right}`} /><text class="axis" x={left - 6} y={y(value) + 4} text-anchor="end">{value}</text></g>)}
    {months.filter((_, i) => i % every === 0).map((p) => <text key={p.day} class="axis" x={x(dayNumber(p.day))} y={height - 6} text-anchor="middle">{p.day.slice(2, 7)}</text>)}
    {ahead.length > 1 && <path class="band" d={band(ahead) ?? ''} />}
    {target && <g><path class="target" d={`M${left} ${y(target[1])}H${width - right}`} /><text class="strong" x={width - right + 4} y={y(target[1]) + 4}>{shortDay(target[0])} {target[1]}</text></g>}
    <path class="planned" d={planned(points) ?? ''} /><path class="actual" d={actual(points) ?? ''} />{ahead.length > 1 && <path class="median" d={median(ahead) ?? ''} />}
    {now && <g><path class="now" d={`M${placed} ${top}V${height - bottom}`} /><circle class="dot" cx={placed} cy={y(now.started!)} r="3.500" /><text class="strong" x={before ? placed - 8 : placed + 8} y={y(now.started!) - 8} text-anchor={before ? 'end' : 'start'}>{shortDay(now.day)} {now.started}</text></g>}
  </svg></div>;
}
