// The Gantt chart. The list at the left is text; the bars are drawn on one canvas of the size of the
// window, so that a frame costs what is visible, whether there are fifty rows or five thousand.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Activity, Link, Season } from '../api';
import { either, language, t } from '../i18n';
import { theme } from '../theme';

const rowHeight = 26, headHeight = 50, chunk = 8;
export const dayNumber = (day: string) => Math.round(Date.parse(`${day}T00:00:00Z`) / 864e5);
export const isoDay = (day: number) => new Date(day * 864e5).toISOString().slice(0, 10);
interface Bar { row: number; start: number; finish: number; late: number; activity: Activity }
interface Props { activities: Activity[]; links: Link[]; nonWorking: string[]; seasons: Season[]; today: string; target?: string; selected?: string; select: (id: string) => void }

export function Gantt({ activities, links, nonWorking, seasons, today, target, selected, select }: Props) {
  const box = useRef<HTMLDivElement>(null), canvas = useRef<HTMLCanvasElement>(null), [view, setView] = useState({ first: 0, count: 30, width: 900, height: 400 }), frame = useRef(0);
  const model = useMemo(() => {
    const row = new Map(activities.map((activity, i) => [activity.id, i]));
    const bars: Bar[] = activities.map((activity, i) => ({ row: i, activity, start: dayNumber(activity.early_start), finish: dayNumber(activity.early_finish) + (activity.duration ? 1 : 0), late: dayNumber(activity.late_finish) + (activity.duration ? 1 : 0) }));
    const known = bars.filter((bar) => Number.isFinite(bar.start));
    const arrows = links.flatMap((link) => { const a = row.get(link.from), b = row.get(link.to); return a === undefined || b === undefined ? [] : [{ a, b, low: Math.min(a, b), high: Math.max(a, b), link, critical: !!link.driving && activities[a].critical && activities[b].critical }]; });
    const from = Math.min(dayNumber(today), ...known.map((bar) => bar.start)) - 10, to = Math.max(dayNumber(today), target ? dayNumber(target) : 0, ...known.map((bar) => Math.max(bar.finish, bar.late))) + 30;
    return { bars, arrows, from, to, off: nonWorking.map(dayNumber).filter((day) => day >= from && day < to), seasons: seasons.map((s) => ({ from: dayNumber(s.from), to: dayNumber(s.to) + 1 })) };
  }, [activities, links, nonWorking, seasons, today, target]);
  const narrow = view.width < 620, left = narrow ? 150 : language.value === 'en' ? 440 : 372, days = model.to - model.from;
  const [zoom, setZoom] = useState(1), rows = useRef<HTMLDivElement>(null), held = useRef<{ day: number; at: number } | null>(null);
  const fit = Math.max(1.2, Math.min(14, (view.width - left - 4) / days)), scale = Math.max(0.5, Math.min(60, fit * zoom)), width = left + days * scale, height = headHeight + activities.length * rowHeight;

  function paint() {
    const host = box.current, surface = canvas.current;
    if (!host || !surface) return;
    const dense = devicePixelRatio || 1, w = host.clientWidth - left, h = host.clientHeight, style = getComputedStyle(document.documentElement), known = new Map<string, string>();
    const colour = (name: string) => known.get(name) ?? (known.set(name, style.getPropertyValue(`--${name}`).trim()), known.get(name)!);
    if (rows.current) rows.current.style.transform = `translateY(${view.first * rowHeight - host.scrollTop}px)`;
    if (surface.width !== Math.round(w * dense) || surface.height !== Math.round(h * dense)) { surface.width = Math.round(w * dense); surface.height = Math.round(h * dense); surface.style.width = `${w}px`; surface.style.height = `${h}px`; surface.style.left = `${left}px`; }
    const g = surface.getContext('2d')!, x = (day: number) => (day - model.from) * scale - host.scrollLeft, y = (row: number) => headHeight + row * rowHeight - host.scrollTop;
    const first = Math.max(0, Math.floor(host.scrollTop / rowHeight) - 1), last = Math.min(model.bars.length, first + Math.ceil(h / rowHeight) + 2);
    g.setTransform(dense, 0, 0, dense, 0, 0);
    g.fillStyle = colour('surface'); g.fillRect(0, 0, w, h);
    g.font = `11px ${style.getPropertyValue('--font')}`; g.textBaseline = 'middle';
    for (const season of model.seasons) shade(g, x(season.from), x(season.to), headHeight, h, w, colour('ice-bg'), colour('ice'));
    if (scale >= 2) { g.fillStyle = colour('off'); for (const day of model.off) { const at = x(day); if (at > -scale && at < w) g.fillRect(at, headHeight, scale, h); } }
    g.strokeStyle = colour('line-2'); g.lineWidth = 1; g.beginPath();
    for (let i = first; i < last; i++) { const at = Math.round(y(i) + rowHeight) - 0.5; g.moveTo(0, at); g.lineTo(w, at); }
    g.stroke();
    for (let i = first; i < last; i++) bar(g, model.bars[i], y(i), x, colour, w, narrow);
    for (const arrow of model.arrows) if (arrow.high >= first && arrow.low < last) join(g, model.bars[arrow.a], model.bars[arrow.b], arrow.link.type, x, y, arrow.critical ? colour('red') : colour('link'));
    mark(g, x(dayNumber(today)), h, colour('primary'));
    if (target) mark(g, x(dayNumber(target)), h, colour('green'));
    g.fillStyle = colour('head'); g.fillRect(0, 0, w, headHeight);
    g.fillStyle = colour('line'); g.fillRect(0, headHeight - 1, w, 1);
    months(g, model.from, model.to, x, w, scale, colour);
    g.font = `600 11px ${style.getPropertyValue('--font')}`;
    tag(g, `${t('today')} ${today.slice(5)}`, x(dayNumber(today)), 40, colour('primary'), w);
    if (target && target !== today) tag(g, `${t('event_start')} ${target.slice(5)}`, x(dayNumber(target)), 40, colour('green'), w);
  }
  function look() {
    const host = box.current;
    if (!host) return;
    paint();
    const next = { first: Math.floor(host.scrollTop / rowHeight / chunk) * chunk, count: Math.ceil(host.clientHeight / rowHeight) + chunk, width: host.clientWidth, height: host.clientHeight };
    setView((old) => (old.first === next.first && old.count === next.count && old.width === next.width && old.height === next.height ? old : next));
  }
  const lookNow = useRef(look);
  lookNow.current = look;
  useEffect(() => { const watch = new ResizeObserver(() => lookNow.current()); watch.observe(box.current!); return () => watch.disconnect(); }, []);
  useEffect(() => { paint(); }, [model, scale, left, theme.value, language.value]);
  useLayoutEffect(() => {
    if (held.current) box.current!.scrollLeft = (held.current.day - model.from) * scale - held.current.at;
    held.current = null;
    paint();
  }, [scale, view.first]);
  // Keeps the day under the pointer, or in the middle, where it is.
  function zoomBy(factor: number, at = (view.width - left) / 2) {
    held.current = { day: model.from + (box.current!.scrollLeft + at) / scale, at };
    setZoom(factor ? Math.max(0.5, Math.min(60, scale * factor)) / fit : 1);
  }
  const zoomNow = useRef(zoomBy);
  zoomNow.current = zoomBy;
  useEffect(() => {
    const host = box.current!, turn = (event: WheelEvent) => { if (event.ctrlKey) { event.preventDefault(); zoomNow.current(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - canvas.current!.getBoundingClientRect().left); } };
    host.addEventListener('wheel', turn, { passive: false });
    return () => host.removeEventListener('wheel', turn);
  }, []);
  const scroll = () => { if (!frame.current) frame.current = requestAnimationFrame(() => { frame.current = 0; lookNow.current(); }); };
  const last = Math.min(activities.length, view.first + view.count);
  function press(event: KeyboardEvent) {
    const turn = { '+': 1.25, '=': 1.25, '-': 0.8, '0': 0 }[event.key];
    if (turn !== undefined && !event.ctrlKey && !event.metaKey) { event.preventDefault(); zoomBy(turn); return; }
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!by) return;
    event.preventDefault();
    const next = activities[Math.max(0, Math.min(activities.length - 1, activities.findIndex((a) => a.id === selected) + by))];
    if (next) { select(next.id); const at = activities.indexOf(next) * rowHeight, host = box.current!; if (at < host.scrollTop) host.scrollTop = at; else if (at + rowHeight + headHeight > host.scrollTop + host.clientHeight) host.scrollTop = at + rowHeight + headHeight - host.clientHeight; }
  }
  return <div class="gantt" ref={box} onScroll={scroll} tabIndex={0} role="region" aria-label={t('plan')} onKeyDown={press}>
    <div class="g-space" style={{ width: `${width}px`, height: `${height}px` }}>
      <div class="g-pane" style={{ width: `${view.width}px`, height: `${view.height}px` }}>
        <span class="g-zoom no-print" role="group" aria-label={t('zoom')}>{([['−', 'zoomOut', 0.8], ['+', 'zoomIn', 1.25], ['⇔', 'zoomFit', 0]] as const).map(([sign, key, factor]) => <button key={key} class="btn" type="button" aria-label={t(key)} title={t(key)} onClick={() => zoomBy(factor)}>{sign}</button>)}</span>
        <canvas ref={canvas} aria-hidden="true" onClick={(event) => { const row = Math.floor((event.offsetY - headHeight + box.current!.scrollTop) / rowHeight); if (event.offsetY > headHeight && activities[row]) select(activities[row].id); }} />
        <div class={narrow ? 'g-list narrow' : 'g-list'} style={{ width: `${left}px` }} role="grid" aria-label={t('plan')} aria-rowcount={activities.length + 1}>
          <div class="g-head" role="row" aria-rowindex={1}>{(['activity', 'duration', 'start', 'finish', 'float'] as const).map((key) => <span key={key} role="columnheader">{t(key)}</span>)}</div>
          <div class="g-rows" role="rowgroup" ref={rows}>
            {activities.slice(view.first, last).map((activity, i) => <div key={activity.id} role="row" aria-rowindex={view.first + i + 2} aria-selected={activity.id === selected} class={`g-row${activity.critical ? ' crit' : ''}`} data-row tabIndex={-1} onClick={() => select(activity.id)} onKeyDown={(event) => { if (event.key === 'Enter') select(activity.id); }}>
              <span role="gridcell" title={either(activity.name, activity.name_en)}>{activity.critical && <i role="img" aria-label={t('critical')}>◆</i>}{either(activity.name, activity.name_en)}</span><span role="gridcell">{activity.duration || '—'}</span><span role="gridcell">{activity.early_start.slice(2)}</span><span role="gridcell">{activity.early_finish.slice(2)}</span><span role="gridcell">{activity.total_float}</span></div>)}
          </div>
        </div>
      </div>
    </div>
  </div>;
}

type Place = (value: number) => number;
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
function shade(g: CanvasRenderingContext2D, from: number, to: number, top: number, bottom: number, width: number, ground: string, stroke: string) {
  const a = Math.max(0, from), b = Math.min(width, to);
  if (b <= a) return;
  g.save(); g.beginPath(); g.rect(a, top, b - a, bottom - top); g.clip();
  g.globalAlpha = 0.55; g.fillStyle = ground; g.fillRect(a, top, b - a, bottom - top);
  g.globalAlpha = 0.35; g.strokeStyle = stroke; g.beginPath();
  for (let at = a - (bottom - top) - ((a - from) % 9); at < b; at += 9) { g.moveTo(at, bottom); g.lineTo(at + bottom - top, top); }
  g.stroke(); g.restore();
}
function bar(g: CanvasRenderingContext2D, { activity, start, finish, late }: Bar, top: number, x: Place, colour: (name: string) => string, width: number, narrow: boolean) {
  const from = x(start), long = Math.max(x(finish) - from, 2), middle = top + rowHeight / 2, work = activity.kind === 'work', stroke = activity.critical ? colour('red') : work ? colour('bar-s') : colour('bar2-s');
  const end = Math.max(from + long, x(late));
  if (end < 0 || from > width) return;
  if (late > finish) { g.strokeStyle = stroke; g.setLineDash([2, 2]); g.beginPath(); g.moveTo(from + long, middle); g.lineTo(x(late), middle); g.moveTo(x(late), middle - 4); g.lineTo(x(late), middle + 4); g.stroke(); g.setLineDash([]); }
  if (!activity.duration) {
    g.fillStyle = activity.critical ? colour('red') : colour('text'); g.beginPath(); g.moveTo(from, middle - 7); g.lineTo(from + 7, middle); g.lineTo(from, middle + 7); g.lineTo(from - 7, middle); g.fill();
    if (!narrow) { g.fillStyle = colour('text'); g.fillText(either(activity.name, activity.name_en), from + 11, middle); }
    return;
  }
  g.fillStyle = activity.state === 'done' ? stroke : activity.critical ? colour('crit') : work ? colour('bar') : colour('bar2'); g.strokeStyle = stroke; g.lineWidth = activity.critical ? 1.5 : 1;
  g.beginPath(); g.rect(from, top + 6, long, rowHeight - 12); g.fill(); g.stroke(); g.lineWidth = 1;
  if (activity.state === 'running') { g.fillStyle = stroke; g.fillRect(from, top + 6, long / 2, rowHeight - 12); }
}
function join(g: CanvasRenderingContext2D, a: Bar, b: Bar, type: string, x: Place, y: Place, stroke: string) {
  const x1 = x(type[0] === 'S' ? a.start : a.finish), x2 = x(type[1] === 'F' ? b.finish : b.start), y1 = y(a.row) + rowHeight / 2, y2 = y(b.row) + rowHeight / 2, down = y2 > y1 ? 1 : -1;
  g.strokeStyle = g.fillStyle = stroke; g.beginPath(); g.moveTo(x1, y1);
  if (x2 >= x1 + 8) { g.lineTo(x1 + 4, y1); g.lineTo(x1 + 4, y2); g.lineTo(x2, y2); } else { g.lineTo(x1 + 4, y1); g.lineTo(x1 + 4, y2 - down * rowHeight / 2); g.lineTo(x2 - 8, y2 - down * rowHeight / 2); g.lineTo(x2 - 8, y2); g.lineTo(x2, y2); }
  g.stroke(); g.beginPath(); g.moveTo(x2, y2); g.lineTo(x2 - 5, y2 - 3); g.lineTo(x2 - 5, y2 + 3); g.fill();
}
function mark(g: CanvasRenderingContext2D, at: number, bottom: number, stroke: string) { g.fillStyle = stroke; g.fillRect(Math.round(at) - 0.75, headHeight, 1.5, bottom); }
function tag(g: CanvasRenderingContext2D, text: string, at: number, y: number, colour: string, width: number) { if (at > -60 && at < width) { g.fillStyle = colour; g.fillText(text, Math.min(at + 3, width - g.measureText(text).width - 2), y); } }
function months(g: CanvasRenderingContext2D, from: number, to: number, x: Place, width: number, scale: number, colour: (name: string) => string) {
  const day = new Date(from * 864e5), every = scale * 30 < 26 ? 3 : 1;
  day.setUTCDate(1);
  let year = 0, yearAt = -100;
  for (; day.getTime() / 864e5 < to; day.setUTCMonth(day.getUTCMonth() + 1)) {
    const at = x(day.getTime() / 864e5), month = day.getUTCMonth();
    if (at > width) break;
    if (at < -40 * scale) continue;
    g.fillStyle = colour('line'); g.fillRect(Math.round(at), month ? 18 : 0, 1, headHeight - (month ? 18 : 0));
    if (month % every === 0 && at > -18) { g.fillStyle = colour('text-2'); g.fillText(language.value === 'en' ? monthNames[month] : `${month + 1}月`, Math.max(at, 0) + 4, 25); }
    if (day.getUTCFullYear() !== year && Math.max(at, 0) > yearAt + 40) { year = day.getUTCFullYear(); yearAt = Math.max(at, 0); g.fillStyle = colour('text'); g.fillText(language.value === 'en' ? `${year}` : `${year}年`, yearAt + 4, 10); }
  }
}
