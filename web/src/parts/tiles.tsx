// The tile cartogram: one square a division, darker the more of it has started.
import type { Group } from '../api';
import { either, language, t } from '../i18n';

interface Feature { id: string; properties: { name: string; name_en: string; col: number; row: number } }
export interface Tiles { features: Feature[]; schematic?: boolean; review_number?: string }

export function TileMap({ map, divisions }: { map: Tiles; divisions: Group[] }) {
  const by = new Map(divisions.map((group) => [group.code, group])), wide = 92, high = 62, gap = 6, river = 12;
  const columns = Math.max(...map.features.map((f) => f.properties.col)) + 1, rows = Math.max(...map.features.map((f) => f.properties.row)) + 1;
  const city = divisions.filter((group) => !map.features.some((f) => String(f.id) === group.code));
  return <div class={`tiles ${language.value}`}><svg viewBox={`0 0 ${columns * (wide + gap)} ${rows * (high + gap) + river + 18}`} role="group" aria-label={t('map')}>
    <path class="river" d={`M0 ${high + gap + river / 2 - 2}H${columns * (wide + gap) - gap}`} />
    {map.features.map((f) => {
      const group = by.get(String(f.id)), part = group?.projects ? group.started / group.projects : 0, x = f.properties.col * (wide + gap), y = f.properties.row * (high + gap) + (f.properties.row ? river : 0);
      return <a key={f.id} href={`/projects?division=${f.id}`}>
        <rect class="tile" x={x} y={y} width={wide} height={high} rx="4" /><rect class="tile-part" x={x} y={y} width={wide} height={high} rx="4" fill-opacity={part * 0.55} />
        <text x={x + wide / 2} y={y + 22} class="tile-name">{either(f.properties.name, f.properties.name_en)}</text>
        <text x={x + wide / 2} y={y + 38} class="tile-count">{group ? `${group.started}/${group.projects}` : t('noProject')}</text>
        {!!group?.at_risk && <text x={x + wide / 2} y={y + 54} class="tile-risk">▲ {t('riskMark', group.at_risk)}</text>}
      </a>;
    })}
    <text x="0" y={rows * (high + gap) + river + 12} class="axis">{city.map((group) => `${either(group.name_zh, group.name_en)} ${group.started}/${group.projects}`).join('　')}</text>
  </svg>{map.review_number && <p class="muted">{map.review_number}</p>}</div>;
}
