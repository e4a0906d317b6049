-- src/store/programme_store.sql: programmes, projects, plans, sections, events, progress.
-- A day's view: membership since/until the day, the newest plan effective by the day, events up to the day.

-- name: programme_find
SELECT id, name, year, level, version
  FROM programme
 WHERE name = :name AND year = :year;

-- name: programme_list
SELECT p.id, p.name, p.year, p.level, p.version, p.members
  FROM programme p
 ORDER BY p.year DESC, p.name, p.id
 LIMIT 200;

-- name: programme_add
INSERT INTO programme (name, year, level, version, members, members_since)
VALUES (:name, :year, :level, 1, 0, '')
RETURNING id;

-- name: programme_new_version
UPDATE programme
   SET version = version + 1
 WHERE id = :id
RETURNING version;

-- name: programme_has_project
SELECT 1
  FROM programme_project
 WHERE programme_id = :programme_id AND project_id = :project_id AND until_version IS NULL;

-- name: programme_project_add
INSERT INTO programme_project (programme_id, project_id, since_version, since_day)
VALUES (:programme_id, :project_id, :version, :day);

-- name: programme_of_project
-- The newest list that the project stands in.
SELECT g.id, g.name, g.year, g.level, g.version
  FROM programme_project m
  JOIN programme g ON g.id = m.programme_id
 WHERE m.project_id = :project_id AND m.until_version IS NULL
 ORDER BY g.year DESC, g.id DESC
 LIMIT 1;

-- name: programme_codes
SELECT p.code
  FROM programme_project m
  JOIN project p ON p.id = m.project_id
 WHERE m.programme_id = :programme_id AND m.until_version IS NULL
 ORDER BY p.code
 LIMIT 1000000;

-- name: project_find
SELECT id, version, code, name, owner_name, owner_code, division, place, sector, type, nature,
       total_cents, problem, source, template_id, template_version, conditions, service_officer
  FROM project
 WHERE code = :code;

-- name: project_add
INSERT INTO project (code, version, name, name_pinyin, name_initials, owner_name, owner_code, division, place,
                     sector, type, nature, total_cents, problem, source, template_id, template_version,
                     conditions, service_officer, created_at, changed_at)
VALUES (:code, 1, :name, :name_pinyin, :name_initials, :owner_name, :owner_code, :division, :place,
        :sector, :type, :nature, :total_cents, :problem, :source, :template_id, :template_version,
        :conditions, :service_officer, :now, :now)
RETURNING id;

-- name: project_save
-- No row changed: ERROR_CONFLICT project.stale.
UPDATE project
   SET version = version + 1, name = :name, name_pinyin = :name_pinyin, name_initials = :name_initials,
       owner_name = :owner_name, owner_code = :owner_code, division = :division, place = :place, sector = :sector,
       type = :type, nature = :nature, total_cents = :total_cents, problem = :problem, source = :source,
       template_id = :template_id, template_version = :template_version, conditions = :conditions,
       service_officer = :service_officer, changed_at = :now
 WHERE id = :id AND version = :expected_version;

-- name: project_touch
-- A change of something that belongs to the project (a plan, an event, progress) moves its version too.
UPDATE project
   SET version = version + 1, changed_at = :now
 WHERE id = :id
RETURNING version;

-- fragment: running
-- Whether a section of project p runs on :as_of: a start or resume of the year with no later stop.
e.project_id = p.id AND e.kind <> 'stop' AND e.day <= :as_of AND e.day >= :year_start
   AND NOT EXISTS (SELECT 1 FROM site_event s
                    WHERE s.section_id = e.section_id AND s.kind = 'stop' AND s.day >= e.day AND s.day <= :as_of
                      AND +s.id > e.id)

-- fragment: state
-- How project p stands on :as_of, in the words of the API.
COALESCE((SELECT CASE e.kind WHEN 'start' THEN 'started' ELSE 'resumed' END
                       FROM site_event e WHERE {running} ORDER BY e.day, e.id LIMIT 1),
              CASE WHEN EXISTS (SELECT 1 FROM site_event e WHERE e.project_id = p.id AND e.kind = 'stop'
                                  AND e.day <= :as_of AND e.day >= :year_start) THEN 'stopped'
                   WHEN l.planned_start IS NOT NULL AND l.planned_start < :as_of THEN 'overdue'
                   ELSE 'planned' END)

-- fragment: register_join
-- The members of a programme as of a day, with the plan of that day. The + keeps the index of
-- programmes out, so that a page walks the index of codes and stops after its rows.
FROM project p
  JOIN programme_project m ON m.project_id = p.id AND +m.programme_id = :programme_id
   AND m.since_day <= :as_of AND (m.until_day IS NULL OR m.until_day > :as_of)
  JOIN division d ON d.code = p.division
  LEFT JOIN plan l ON l.project_id = p.id AND l.year = :year
   AND l.number = (SELECT MAX(n.number) FROM plan n
                    WHERE n.project_id = p.id AND n.year = :year AND n.effective_on <= :as_of)
  LEFT JOIN plan b ON b.project_id = p.id AND b.year = :year AND b.number = 1

-- fragment: register_from
-- The same behind the filters of the register; an empty filter lets everything through.
{register_join}
 WHERE (:division = '' OR p.division = :division)
   AND {in_scope}
   AND (:sector = '' OR p.sector = :sector)
   AND (:type = '' OR p.type = :type)
   AND (:nature = '' OR p.nature = :nature)
   AND (:q = '' OR p.name LIKE :q ESCAPE '!' OR p.code LIKE :q ESCAPE '!' OR p.owner_name LIKE :q ESCAPE '!'
        OR p.name_pinyin LIKE :q ESCAPE '!' OR p.name_initials LIKE :q ESCAPE '!')
   AND (:state = '' OR {state} IN (:state, CASE :state WHEN 'running' THEN 'started' ELSE :state END,
                                           CASE :state WHEN 'running' THEN 'resumed' ELSE :state END))

-- fragment: register_columns
p.id, p.version, p.code, p.name, p.owner_name, p.owner_code, p.division, p.place, p.sector, p.type, p.nature,
       p.total_cents, p.problem, p.source, p.template_id, p.template_version, p.conditions, p.service_officer,
       l.annual_cents, l.planned_start, l.planned_finish, b.planned_start AS baseline_start, d.name_zh,
       d.name_en AS division_en,
       COALESCE((SELECT e.day || e.kind FROM site_event e WHERE {running} ORDER BY e.day, e.id LIMIT 1),
                (SELECT 'stopped' FROM site_event e
                  WHERE e.project_id = p.id AND e.kind = 'stop' AND e.day <= :as_of AND e.day >= :year_start
                  LIMIT 1)) AS standing

-- fragment: sort_key
CASE :sort WHEN 'name' THEN p.name_pinyin
           WHEN 'planned_start' THEN COALESCE(l.planned_start, '9999-12-31')
           WHEN 'total' THEN CAST(1000000000000000000 + p.total_cents AS TEXT)
           ELSE p.code END

-- name: project_row
SELECT {register_columns}, p.code AS sort_key
  {register_join}
 WHERE p.code = :code;

-- name: project_list_by_code
-- The register, a page from after a code on; walks the index of codes.
SELECT {register_columns}, p.code AS sort_key
  {register_from}
   AND p.code > :after_code
 ORDER BY p.code
 LIMIT :limit;

-- name: project_list_ascending
SELECT {register_columns}, {sort_key} AS sort_key
  {register_from}
   AND (:after_code = '' OR {sort_key} > :after_key OR ({sort_key} = :after_key AND p.code > :after_code))
 ORDER BY sort_key, p.code
 LIMIT :limit;

-- name: project_list_descending
SELECT {register_columns}, {sort_key} AS sort_key
  {register_from}
   AND (:after_code = '' OR {sort_key} < :after_key OR ({sort_key} = :after_key AND p.code > :after_code))
 ORDER BY sort_key DESC, p.code
 LIMIT :limit;

-- name: project_count_matching
-- How many the same filter lets through, counted no further than :most.
SELECT COUNT(*) FROM (SELECT p.id {register_from} LIMIT :most) AS matching;

-- name: programme_member_count
-- Counted by the joins of the list; counted anew only for a day before the list's last change.
SELECT CASE WHEN g.members_since <= :as_of THEN g.members
            ELSE (SELECT COUNT(*) FROM programme_project m
                   WHERE m.programme_id = g.id AND m.since_day <= :as_of
                     AND (m.until_day IS NULL OR m.until_day > :as_of)) END
  FROM programme g
 WHERE g.id = :programme_id;

-- name: programme_count_member
UPDATE programme
   SET members = members + 1, members_since = CASE WHEN members_since < :day THEN :day ELSE members_since END
 WHERE id = :programme_id;

-- name: plan_add
INSERT INTO plan (project_id, year, number, effective_on, planned_start, planned_finish, annual_cents, author,
                  reason, created_at)
VALUES (:project_id, :year,
        COALESCE((SELECT MAX(number) FROM plan WHERE project_id = :project_id AND year = :year), 0) + 1,
        :effective_on, :planned_start, :planned_finish, :annual_cents, :author, :reason, :now)
RETURNING number;

-- name: plan_newest
SELECT number, effective_on, planned_start, planned_finish, annual_cents, author, reason, year
  FROM plan
 WHERE project_id = :project_id AND year = :year AND effective_on <= :as_of
 ORDER BY number DESC
 LIMIT 1;

-- name: plan_list
SELECT number, effective_on, planned_start, planned_finish, annual_cents, author, reason, year
  FROM plan
 WHERE project_id = :project_id
 ORDER BY year DESC, number DESC
 LIMIT 200;

-- name: section_list
SELECT id, number, name
  FROM section
 WHERE project_id = :project_id
 ORDER BY number
 LIMIT 500;

-- name: section_add
INSERT INTO section (project_id, number, name)
VALUES (:project_id, :number, :name)
RETURNING id;

-- name: site_event_list
SELECT e.id, e.section_id, e.kind, e.day, e.permit, e.photo, e.photo_day, e.photo_place, e.witness, e.imported,
       e.actor, s.number
  FROM site_event e
  JOIN section s ON s.id = e.section_id
 WHERE e.project_id = :project_id
 ORDER BY e.day, e.id
 LIMIT 2000;

-- name: site_event_add
INSERT INTO site_event (section_id, project_id, kind, day, permit, photo, photo_day, photo_place, witness, imported,
                        actor, created_at)
VALUES (:section_id, :project_id, :kind, :day, :permit, :photo, :photo_day, :photo_place, :witness, :imported,
        :actor, :now)
RETURNING id;

-- name: site_event_move
-- Corrects the day of an event that a list brought in; what was recorded with evidence stays.
UPDATE site_event
   SET day = :day
 WHERE id = :id AND imported = 1;

-- name: site_event_photo_elsewhere
-- The same photo as evidence of another start is a duplicate start.
SELECT p.code
  FROM site_event e
  JOIN project p ON p.id = e.project_id
 WHERE e.photo = :photo AND e.photo <> '' AND e.section_id <> :section_id
 ORDER BY e.id
 LIMIT 1;

-- name: site_event_permit_elsewhere
SELECT p.code
  FROM site_event e
  JOIN project p ON p.id = e.project_id
 WHERE e.permit = :permit AND e.permit <> '' AND e.kind = 'start' AND e.section_id <> :section_id
 ORDER BY e.id
 LIMIT 1;

-- name: progress_list
-- As of a day: what was undone by then (a permit revoked, an application withdrawn) is not there any more.
SELECT item_id, CASE WHEN undone_on <= :as_of THEN NULL ELSE accepted_on END,
       CASE WHEN undone_on <= :as_of THEN NULL ELSE decided_on END, expected_on
  FROM progress
 WHERE project_id = :project_id
 ORDER BY item_id
 LIMIT 500;

-- name: progress_set
INSERT INTO progress (project_id, item_id, accepted_on, decided_on, expected_on)
VALUES (:project_id, :item_id, :accepted_on, :decided_on, :expected_on)
ON CONFLICT (project_id, item_id) DO UPDATE
   SET accepted_on = excluded.accepted_on, decided_on = excluded.decided_on, expected_on = excluded.expected_on,
       undone_on = NULL;

-- name: progress_undo
UPDATE progress
   SET undone_on = :day, expected_on = NULL
 WHERE project_id = :project_id AND item_id = :item_id;

-- name: division_list
SELECT code, name_zh, name_en, kind
  FROM division
 ORDER BY position
 LIMIT 5000;

-- name: division_add
INSERT INTO division (code, name_zh, name_en, kind, position)
VALUES (:code, :name_zh, :name_en, :kind, :position)
ON CONFLICT (code) DO NOTHING;

-- name: template_add
INSERT INTO template (id, version, body, created_at)
VALUES (:id, :version, :body, :now);

-- name: template_find
SELECT body
  FROM template
 WHERE id = :id AND version = :version;

-- name: template_newest
SELECT t.id, t.version
  FROM template t
 WHERE t.version = (SELECT MAX(n.version) FROM template n WHERE n.id = t.id)
 ORDER BY t.id
 LIMIT 200;

-- name: calendar_version_add
INSERT INTO calendar_version (scope, version, published_on, body)
VALUES (:scope, :version, :published_on, :body);

-- name: calendar_version_list
SELECT scope, version, published_on, body
  FROM calendar_version
 ORDER BY scope, version
 LIMIT 1000;
