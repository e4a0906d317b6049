// The approval graph: boxes laid out in layers, the chain that decides the start in the primary colour.
import { graphlib, layout } from '@dagrejs/dagre';
import { useMemo } from 'preact/hooks';
import type { Activity, Link } from '../api';
import { either, language, t, word } from '../i18n';

const narrow = 138, wide = 158; // English names stand on two lines
const marks: Record<string, string> = { done: 'M9 13.500l2.500 2.500l5-5.500', running: 'M10 9l7 4.500l-7 4.500z', todo: 'M9 13a4 4 0 1 0 8 0a4 4 0 1 0-8 0' };
// How wide a text is in the font of the page, so that it ends inside its box whatever the font is.
const pen = document.createElement('canvas').getContext('2d')!;
function widthOf(text: string, size: number): number { pen.font = `${size}px ${getComputedStyle(document.body).fontFamily}`; return pen.measureText(text).width; }
function short(text: string, room: number, size: number): string {
  if (widthOf(text, size) <= room) return text;
  let length = text.length - 1;
  while (length > 1 && widthOf(`${text.slice(0, length)}…`, size) > room) length--;
  return `${text.slice(0, length)}…`;
}
// At most two lines, broken between words.
function lines(text: string, room: number, size: number): string[] {
  let at = text.length;
  while (at > 0 && widthOf(text.slice(0, at), size) > room) at = text.lastIndexOf(' ', at - 1);
  return at <= 0 ? [short(text, room, size)] : at === text.length ? [text] : [text.slice(0, at), short(text.slice(at + 1), room, size)];
}
// A smooth line through the points that the layout gives, flat at both ends.
const smooth = (points: { x: number; y: number }[]) => points.map((p, i) => { const last = points[i - 1], middle = last ? (last.x + p.x) / 2 : 0; return last ? `C${middle} ${last.y} ${middle} ${p.y} ${p.x} ${p.y}` : `M${p.x} ${p.y}`; }).join('');

export default function Graph({ activities, links, select }: { activities: Activity[]; links: Link[]; select: (id: string) => void }) {
  const english = language.value === 'en', width = english ? wide : narrow, height = english ? 56 : 42;
  const drawn = useMemo(() => {
    const graph = new graphlib.Graph();
    graph.setGraph({ rankdir: 'LR', nodesep: 10, ranksep: 26, marginx: 6, marginy: 6 });
    graph.setDefaultEdgeLabel(() => ({}));
    const known = new Set(activities.map((activity) => activity.id));
    for (const activity of activities) graph.setNode(activity.id, { width, height });
    for (const link of links) if (known.has(link.from) && known.has(link.to)) graph.setEdge(link.from, link.to);
    layout(graph);
    // The layout counts the boxes only: a line may pass above or below all of them.
    const size = graph.graph(), heights = graph.edges().flatMap((edge) => graph.edge(edge).points.map((point: { y: number }) => point.y)), top = Math.min(0, ...heights.map((y) => y - 4)), bottom = Math.max(size.height ?? 100, ...heights.map((y) => y + 4));
    return { nodes: activities.map((activity) => ({ activity, at: graph.node(activity.id) })), edges: links.filter((link) => known.has(link.from) && known.has(link.to)).map((link) => ({ link, points: graph.edge(link.from, link.to).points as { x: number; y: number }[] })), width: size.width ?? 100, top, height: bottom - top };
  }, [activities, links, english]);
  const critical = new Set(activities.filter((activity) => activity.critical).map((activity) => activity.id));
  return <svg class="graph" width={drawn.width} height={drawn.height} viewBox={`0 ${drawn.top} ${drawn.width} ${drawn.height}`} role="group" aria-label={t('graph')}>
    <defs><marker id="arrow" viewBox="0 0 6 6" refX="5.500" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L6 3L0 6z" class="arrow" /></marker></defs>
    {drawn.edges.map(({ link, points }) => <path key={link.from + link.to} class={link.driving && critical.has(link.from) && critical.has(link.to) ? 'edge crit' : 'edge'} marker-end="url(#arrow)" d={smooth(points)} />)}
    {drawn.nodes.map(({ activity, at }) => {
      const state = activity.state ?? 'todo', name = either(activity.name, activity.name_en), place = either(activity.department_zh, activity.department_en) || activity.department || '';
      return <g key={activity.id} class={`node ${state}${activity.critical ? ' crit' : ''}`} tabindex={0} role="button" transform={`translate(${at.x - width / 2} ${at.y - height / 2})`} onClick={() => select(activity.id)} onKeyDown={(event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); select(activity.id); } }}>
        <title>{`${name}, ${place}, ${t('workingDays', activity.duration)}, ${word('state', state === 'running' ? 'doing' : state)}`}</title><rect width={width} height={height} rx="4" /><path class="sign" d={marks[state] ?? marks.todo} />
        {(english ? lines(name, width - 28, 12.5) : [short(name, width - 28, 12.5)]).map((line, i) => <text key={i} x="22" y={(english ? 17 : 18) + i * 15}>{line}</text>)}<text x="9" y={height - 8} class="small">{short(place, width - 24 - widthOf(String(activity.duration), 11), 11)}</text><text x={width - 8} y={height - 8} class="small" text-anchor="end">{activity.duration}</text>
      </g>;
    })}
  </svg>;
}
