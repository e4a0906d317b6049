-- src/store/forecast_store.sql: forecasts that were kept, and what became of them.

-- name: forecast_add
INSERT INTO forecast (programme_id, as_of, by_day, trials, seed, started, planned, p10, p50, p90, kept_by, kept_at)
VALUES (:programme_id, :as_of, :by_day, :trials, :seed, :started, :planned, :p10, :p50, :p90, :kept_by, :kept_at)
RETURNING id;

-- name: forecast_chance_add
INSERT INTO forecast_chance (forecast_id, project_id, chance_by)
VALUES (:forecast_id, :project_id, :chance_by);

-- name: forecast_list
SELECT id, as_of, by_day, trials, seed, started, planned, p10, p50, p90, kept_by, kept_at
  FROM forecast
 WHERE programme_id = :programme_id AND as_of <= :as_of
 ORDER BY id
 LIMIT 10000;

-- name: forecast_outcomes
SELECT c.forecast_id, c.chance_by,
       CASE WHEN EXISTS (SELECT 1 FROM site_event e
                          WHERE e.project_id = c.project_id AND e.kind <> 'stop'
                            AND e.day > f.as_of AND e.day <= f.by_day)
            THEN 1 ELSE 0 END
  FROM forecast f
  JOIN forecast_chance c ON c.forecast_id = f.id
 WHERE f.programme_id = :programme_id AND f.by_day <= :as_of
 ORDER BY c.forecast_id, c.project_id
 LIMIT 1000000;
