// The approval graph: boxes laid out in layers, the chain that decides the start in the primary colour.
import { graphlib, layout } from '@dagrejs/dagre';
import { useMemo } from 'preact/hooks';
import type { Activity, Link } from '../api';
import { either, t, word } from '../i18n';

const width = 138, height = 42;
const marks: Record<string, string> = { done: 'M9 13.500l2.500 2.500l5-5.500', running: 'M10 9l7 4.500l-7 4.500z', todo: 'M9 13a4 4 0 1 0 8 0a4 4 0 1 0-8 0' };
const short = (text: string, most: number) => { let long = 0, i = 0; for (; i < text.length && long < most; i++) long += text.charCodeAt(i) > 255 ? 2 : 1.25; return i < text.length ? `${text.slice(0, i)}…` : text; };

export default function Graph({ activities, links, select }: { activities: Activity[]; links: Link[]; select: (id: string) => void }) {
  const drawn = useMemo(() => {
    const graph = new graphlib.Graph();
    graph.setGraph({ rankdir: 'LR', nodesep: 10, ranksep: 34, marginx: 6, marginy: 6 });
    graph.setDefaultEdgeLabel(() => ({}));
    const known = new Set(activities.map((activity) => activity.id));
    for (const activity of activities) graph.setNode(activity.id, { width, height });
    for (const link of links) if (known.has(link.from) && known.has(link.to)) graph.setEdge(link.from, link.to);
    layout(graph);
    const size = graph.graph();
    return { nodes: activities.map((activity) => ({ activity, at: graph.node(activity.id) })), edges: links.filter((link) => known.has(link.from) && known.has(link.to)).map((link) => ({ link, points: graph.edge(link.from, link.to).points as { x: number; y: number }[] })), width: size.width ?? 100, height: size.height ?? 100 };
  }, [activities, links]);
  const critical = new Set(activities.filter((activity) => activity.critical).map((activity) => activity.id));
  return <svg class="graph" width={drawn.width} height={drawn.height} viewBox={`0 0 ${drawn.width} ${drawn.height}`} role="group" aria-label={t('graph')}>
    <defs><marker id="arrow" viewBox="0 0 6 6" refX="5.500" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L6 3L0 6z" class="arrow" /></marker></defs>
    {drawn.edges.map(({ link, points }) => <path key={link.from + link.to} class={link.driving && critical.has(link.from) && critical.has(link.to) ? 'edge crit' : 'edge'} marker-end="url(#arrow)" d={points.map((p, i) => `${i ? 'L' : 'M'}${p.x} ${p.y}`).join('')} />)}
    {drawn.nodes.map(({ activity, at }) => {
      const state = activity.state ?? 'todo', name = either(activity.name, activity.name_en), place = either(activity.department_zh, activity.department_en) || activity.department || '';
      return <g key={activity.id} class={`node ${state}${activity.critical ? ' crit' : ''}`} tabIndex={0} role="button" transform={`translate(${at.x - width / 2} ${at.y - height / 2})`} onClick={() => select(activity.id)} onKeyDown={(event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); select(activity.id); } }}>
        <title>{`${name}, ${place}, ${t('workingDays', activity.duration)}, ${word('state', state === 'running' ? 'doing' : state)}`}</title><rect width={width} height={height} rx="4" /><path class="sign" d={marks[state] ?? marks.todo} />
        <text x="22" y="18">{short(name, 17)}</text><text x="9" y="34" class="small">{short(place, 16)}</text><text x={width - 8} y="34" class="small" text-anchor="end">{activity.duration}</text>
      </g>;
    })}
  </svg>;
}
