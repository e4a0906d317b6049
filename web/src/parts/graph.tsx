// The approval graph: boxes laid out in layers, the chain that decides the start in the primary colour.
import { graphlib, layout } from '@dagrejs/dagre';
import { useMemo } from 'preact/hooks';
import type { Activity, Link } from '../api';
import { either, language, t, word } from '../i18n';

const narrow = 138, wide = 158; // English names stand on two lines
const marks: Record<string, string> = { done: 'M9 13.500l2.500 2.500l5-5.500', running: 'M10 9l7 4.500l-7 4.500z', todo: 'M9 13a4 4 0 1 0 8 0a4 4 0 1 0-8 0' };
const short = (text: string, most: number) => { let long = 0, i = 0; for (; i < text.length && long < most; i++) long += text.charCodeAt(i) > 255 ? 2 : 1.25; return i < text.length ? `${text.slice(0, i)}…` : text; };

// At most two lines of about `most` characters, broken between words.
function lines(text: string, most: number): string[] {
  if (text.length <= most) return [text];
  const at = text.lastIndexOf(' ', most);
  return at < 1 ? [`${text.slice(0, most)}…`] : [text.slice(0, at), text.length - at - 1 > most ? `${text.slice(at + 1, at + most)}…` : text.slice(at + 1)];
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
    const size = graph.graph();
    return { nodes: activities.map((activity) => ({ activity, at: graph.node(activity.id) })), edges: links.filter((link) => known.has(link.from) && known.has(link.to)).map((link) => ({ link, points: graph.edge(link.from, link.to).points as { x: number; y: number }[] })), width: size.width ?? 100, height: size.height ?? 100 };
  }, [activities, links, english]);
  const critical = new Set(activities.filter((activity) => activity.critical).map((activity) => activity.id));
  return <svg class="graph" width={drawn.width} height={drawn.height} viewBox={`0 0 ${drawn.width} ${drawn.height}`} role="group" aria-label={t('graph')}>
    <defs><marker id="arrow" viewBox="0 0 6 6" refX="5.500" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L6 3L0 6z" class="arrow" /></marker></defs>
    {drawn.edges.map(({ link, points }) => <path key={link.from + link.to} class={link.driving && critical.has(link.from) && critical.has(link.to) ? 'edge crit' : 'edge'} marker-end="url(#arrow)" d={smooth(points)} />)}
    {drawn.nodes.map(({ activity, at }) => {
      const state = activity.state ?? 'todo', name = either(activity.name, activity.name_en), place = either(activity.department_zh, activity.department_en) || activity.department || '';
      return <g key={activity.id} class={`node ${state}${activity.critical ? ' crit' : ''}`} tabindex={0} role="button" transform={`translate(${at.x - width / 2} ${at.y - height / 2})`} onClick={() => select(activity.id)} onKeyDown={(event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); select(activity.id); } }}>
        <title>{`${name}, ${place}, ${t('workingDays', activity.duration)}, ${word('state', state === 'running' ? 'doing' : state)}`}</title><rect width={width} height={height} rx="4" /><path class="sign" d={marks[state] ?? marks.todo} />
        {english ? lines(name, 21).map((line, i) => <text key={i} x="22" y={17 + i * 15}>{line}</text>) : <text x="22" y="18">{short(name, 17)}</text>}<text x="9" y={height - 8} class="small">{english ? (place.length > 23 ? `${place.slice(0, 22)}…` : place) : short(place, 16)}</text><text x={width - 8} y={height - 8} class="small" text-anchor="end">{activity.duration}</text>
      </g>;
    })}
  </svg>;
}
