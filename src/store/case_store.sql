-- src/store/case_store.sql: applications, cases, their events, papers and defects.

-- name: application_add
INSERT INTO application (project_id, stage, form, submitted_on, submitted_by, closed_by, version, created_at)
VALUES (:project_id, :stage, :form, :submitted_on, :submitted_by, '', 1, :now)
RETURNING id;

-- fragment: application_columns
a.id, a.project_id, p.code, a.stage, a.form, a.submitted_on, a.submitted_by, a.noticed_on, a.closed_on, a.closed_by,
       a.version

-- name: application_find
SELECT {application_columns}
  FROM application a
  JOIN project p ON p.id = a.project_id
 WHERE a.id = :id;

-- name: application_list
SELECT {application_columns}
  FROM application a
  JOIN project p ON p.id = a.project_id
 WHERE a.project_id = :project_id
 ORDER BY a.id
 LIMIT 500;

-- name: application_save
UPDATE application
   SET noticed_on = :noticed_on, closed_on = :closed_on, closed_by = :closed_by, version = version + 1
 WHERE id = :id AND version = :expected_version;

-- name: case_add
INSERT INTO approval_case (application_id, project_id, item_id, department, stage, state, version, open, committed,
                           green, result, validity_extensions, validity_warning, assignee, created_at, changed_at)
VALUES (:application_id, :project_id, :item_id, :department, :stage, 0, 0, 1, 0, 0, '', 0, 0, '', :now, :now)
RETURNING id;

-- fragment: case_columns
c.id, c.application_id, c.project_id, p.code, c.item_id, c.department, c.stage, c.state, c.version, c.open,
       c.committed, c.green, c.first_on, c.accepted_on, c.ended_on, c.due_on, c.limit_on, c.result, c.valid_until,
       c.validity_extensions, c.validity_warning, c.assignee

-- name: case_find
SELECT {case_columns}
  FROM approval_case c
  JOIN project p ON p.id = c.project_id
 WHERE c.id = :id;

-- name: case_list_project
SELECT {case_columns}
  FROM approval_case c
  JOIN project p ON p.id = c.project_id
 WHERE c.project_id = :project_id
 ORDER BY c.id
 LIMIT 2000;

-- name: case_list_application
SELECT {case_columns}
  FROM approval_case c
  JOIN project p ON p.id = c.project_id
 WHERE c.application_id = :application_id
 ORDER BY c.id
 LIMIT 500;

-- name: case_list_open
-- For the daily job, in pages.
SELECT {case_columns}
  FROM approval_case c
  JOIN project p ON p.id = c.project_id
 WHERE c.open = 1 AND c.id > :after
 ORDER BY c.id
 LIMIT :limit;

-- name: case_list_valid
SELECT {case_columns}
  FROM approval_case c
  JOIN project p ON p.id = c.project_id
 WHERE c.valid_until IS NOT NULL AND c.id > :after
 ORDER BY c.id
 LIMIT :limit;

-- name: case_save
UPDATE approval_case
   SET state = :state, version = version + 1, open = :open, committed = :committed, green = :green,
       first_on = :first_on, accepted_on = :accepted_on, ended_on = :ended_on, due_on = :due_on,
       limit_on = :limit_on, result = :result, valid_until = :valid_until,
       validity_extensions = :validity_extensions, validity_warning = :validity_warning, assignee = :assignee,
       changed_at = :now
 WHERE id = :id AND version = :expected_version;

-- name: case_item_known
SELECT 1
  FROM approval_case
 WHERE project_id = :project_id AND item_id = :item_id
 LIMIT 1;

-- name: case_count_open
SELECT COUNT(*), COALESCE(SUM(green), 0)
  FROM approval_case
 WHERE department = :department AND open = 1;

-- name: case_event_add
INSERT INTO case_event (case_id, seq, event, state, day, special, length, unit, reason, rule, side, actor, created_at)
VALUES (:case_id, :seq, :event, :state, :day, :special, :length, :unit, :reason, :rule, :side, :actor, :now);

-- name: case_event_list
SELECT event, state, day, special, length, unit, reason, rule, side, actor, created_at, seq
  FROM case_event
 WHERE case_id = :case_id
 ORDER BY seq
 LIMIT 10000;

-- name: paper_put
INSERT INTO project_paper (project_id, paper, file, name, media, size, added_on, added_by, created_at)
VALUES (:project_id, :paper, :file, :name, :media, :size, :added_on, :added_by, :now)
ON CONFLICT (project_id, paper) DO UPDATE
   SET file = excluded.file, name = excluded.name, media = excluded.media, size = excluded.size,
       added_on = excluded.added_on, added_by = excluded.added_by, created_at = excluded.created_at;

-- name: paper_list
SELECT paper, file, name, media, size, added_on, added_by
  FROM project_paper
 WHERE project_id = :project_id
 ORDER BY paper
 LIMIT 2000;

-- name: defect_add
INSERT INTO paper_defect (case_id, paper, why, added_by, created_at)
VALUES (:case_id, :paper, :why, :added_by, :now)
RETURNING id;

-- name: defect_list
SELECT id, paper, why, told_on, added_by
  FROM paper_defect
 WHERE case_id = :case_id
 ORDER BY id
 LIMIT 500;

-- name: defect_tell
UPDATE paper_defect
   SET told_on = :day
 WHERE case_id = :case_id AND told_on IS NULL;

-- name: case_reader_list
-- Whom an entry about a case names: the enterprise's people and its delegates, the project's service officers, the
-- department's people, its heads; only who is enabled and whose authority counts on the day.
SELECT h.id
  FROM person h
 WHERE h.enabled = 1
   AND ((:owner = 1 AND h.role = 'owner' AND h.body <> '' AND h.body = :owner_code)
        OR (h.role = CASE WHEN :owner = 1 THEN 'delegate' ELSE '' END AND EXISTS
              (SELECT 1 FROM authority a
                WHERE a.person_id = h.id AND {counts_today}
                  AND (a.project_id = :project_id OR (a.body <> '' AND a.body = :owner_code))))
        OR (h.role = CASE WHEN :officer = 1 THEN 'officer' ELSE '' END AND EXISTS
              (SELECT 1 FROM authority a
                WHERE a.person_id = h.id AND {counts_today} AND a.project_id = :project_id))
        OR (:department = 1 AND h.role = 'approver' AND h.body = :department_id)
        OR (:head = 1 AND h.role = 'head' AND h.body = :department_id))
 ORDER BY h.id
 LIMIT 200;
