-- src/report/learned_report.sql: what finished cases teach.

-- name: learned_cases
-- Items that were accepted and decided by a day, for the durations that they took.
SELECT g.item_id, g.accepted_on, g.decided_on, p.template_id, p.template_version
  FROM progress g
  JOIN project p ON p.id = g.project_id
 WHERE g.decided_on IS NOT NULL AND g.decided_on <= :as_of AND g.accepted_on IS NOT NULL
   AND (g.undone_on IS NULL OR g.undone_on > :as_of)
 ORDER BY g.item_id, g.project_id
 LIMIT 1000000;
