-- src/report/forecast_report.sql: what finished cases teach.

-- name: forecast_cases
-- Items that were accepted and decided by a day, for the durations that they took.
SELECT g.item_id, g.accepted_on, g.decided_on
  FROM progress g
 WHERE g.decided_on IS NOT NULL AND g.decided_on <= :as_of AND g.accepted_on IS NOT NULL
 ORDER BY g.project_id, g.item_id
 LIMIT 1000000;
