-- src/report/programme_report.sql: everything that the statistics of a programme need, in few queries.

-- name: facts_projects
SELECT p.id, p.code, p.division, p.sector, p.nature, p.total_cents, l.annual_cents, l.planned_start,
       b.planned_start, p.name, p.problem, d.name_zh, p.source, p.owner_name, d.name_en
  FROM programme_project m
  JOIN project p ON p.id = m.project_id
  JOIN division d ON d.code = p.division
  LEFT JOIN plan l ON l.project_id = p.id AND l.year = :year
   AND l.number = (SELECT MAX(n.number) FROM plan n
                    WHERE n.project_id = p.id AND n.year = :year AND n.effective_on <= :as_of)
  LEFT JOIN plan b ON b.project_id = p.id AND b.year = :year AND b.number = 1
 WHERE m.programme_id = :programme_id AND m.since_day <= :as_of
   AND (m.until_day IS NULL OR m.until_day > :as_of)
   AND {in_scope}
 ORDER BY p.id
 LIMIT 1000000;

-- name: facts_events
SELECT e.project_id, e.id, e.section_id, e.kind, e.day
  FROM site_event e
 WHERE e.day <= :as_of
   AND EXISTS (SELECT 1 FROM programme_project m
                WHERE m.project_id = e.project_id AND m.programme_id = :programme_id
                  AND m.since_day <= :as_of AND (m.until_day IS NULL OR m.until_day > :as_of))
 ORDER BY e.project_id, e.day, e.id
 LIMIT 10000000;

-- name: facts_progress
-- When the first item of each project was accepted and its permit decided, for the speed of approval.
SELECT p.code, MIN(g.accepted_on), MAX(g.decided_on), p.name, p.source
  FROM progress g
  JOIN project p ON p.id = g.project_id
  JOIN programme_project m ON m.project_id = p.id AND m.programme_id = :programme_id
   AND m.since_day <= :as_of AND (m.until_day IS NULL OR m.until_day > :as_of)
 WHERE g.accepted_on IS NOT NULL AND g.accepted_on <= :as_of
   AND EXISTS (SELECT 1 FROM progress d WHERE d.project_id = g.project_id AND d.item_id = 'permit'
                AND d.decided_on IS NOT NULL AND d.decided_on <= :as_of
                AND (d.undone_on IS NULL OR d.undone_on > :as_of))
   AND g.item_id NOT IN ('auction', 'land_contract', 'tender', 'contract', 'utilities')
   AND g.decided_on <= :as_of AND (g.undone_on IS NULL OR g.undone_on > :as_of)
   AND {in_scope}
 GROUP BY p.code, p.name, p.source
 ORDER BY p.code
 LIMIT 100000;
