// What the trials say of the day that the cockpit asks about: a sentence, and who holds it up. It comes
// after the cockpit's own figures, and nothing else waits for it.
import type { Forecast, Loaded, Scores } from '../api';
import { either, t } from '../i18n';
import { shortDay } from './curve';
import { Empty } from './states';

const shown = 5;

export function ForecastSays({ loaded, scores }: { loaded: Loaded<Forecast>; scores: Loaded<Scores> }) {
  const { data, error } = loaded;
  if (!data) return <p class="in muted says" role={error ? undefined : 'status'}>{t(error ? 'forecastFailed' : 'forecasting')}{error && <> <button class="link" onClick={loaded.reload}>{t('retry')}</button></>}</p>;
  return <p class="in says">{t('forecastSays', data.by, data.planned, data.p50, data.p10, data.p90)}{!!scores.data?.scored && <> <span class="muted">{t('forecastScored', scores.data.scored, scores.data.inside)}</span></>}</p>;
}

export function LeastLikely({ loaded }: { loaded: Loaded<Forecast> }) {
  const { data, error } = loaded;
  if (!data) return <Empty text={t(error ? 'forecastFailed' : 'forecasting')} />;
  // A project that is planned after the day cannot be late by it.
  const least = data.projects.filter((project) => project.planned_start && project.planned_start <= data.by).sort((a, b) => a.chance_by - b.chance_by || a.chance_by_plan - b.chance_by_plan).slice(0, shown);
  return least.length ? <ul class="rows">{least.map((project) => { const driver = project.drivers?.[0]; return <li key={project.code}>
    <span class="two-lines"><a data-row href={`/projects/${project.code}`} title={project.name}>{project.name}</a><small>{driver ? t('drivenBy', either(driver.name_zh, driver.name_en)) : '—'}</small></span>
    <span class="e two-lines"><b>{t('chance', Math.round(project.chance_by / 10))}</b>{project.p50_start && <small>P50 {shortDay(project.p50_start)}</small>}</span></li>; })}</ul> : <Empty text={t('noneOpen')} />;
}
