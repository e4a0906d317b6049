-- src/store/desk_store.sql: a department's inbox in the order of what lateness costs; stand-ins and capacity.

-- fragment: desk_columns
c.id, c.version, c.project_id, p.code, p.name, p.owner_name, p.division, p.template_id, p.template_version,
       c.item_id, c.department, c.stage, c.state, c.green, c.due_on, c.assignee, c.desk_rank, c.float_days,
       c.decide_by, c.target_start

-- fragment: desk_filter
(:state < 0 OR c.state = :state)
   AND (:item = '' OR c.item_id = :item)
   AND (:overdue = 0 OR c.due_on < :today)
   AND (:green = 0 OR c.green = 1)
   AND (:unassigned = 0 OR c.assignee = '')
   AND (:assignee = '' OR c.assignee = :assignee
        OR c.assignee IN (SELECT s.person FROM desk_stand_in s
                           WHERE s.stand_in = :assignee AND s.ended = 0 AND s.from_on <= :today
                             AND s.until_on >= :today))

-- name: desk_list
SELECT {desk_columns}
  FROM approval_case c
  JOIN project p ON p.id = c.project_id
 WHERE c.department = :department AND c.open = 1 AND c.state > 0
   AND (c.desk_rank, c.id) > (:after_rank, :after_id)
   AND {desk_filter}
 ORDER BY c.desk_rank, c.id
 LIMIT :limit;

-- name: desk_list_window
-- The one-stop window has what nobody has accepted yet, of every department.
SELECT {desk_columns}
  FROM approval_case c
  JOIN project p ON p.id = c.project_id
 WHERE c.open = 1 AND c.state IN (1, 7)
   AND (c.desk_rank, c.id) > (:after_rank, :after_id)
   AND {desk_filter}
 ORDER BY c.desk_rank, c.id
 LIMIT :limit;

-- name: desk_count
-- At most :most are counted, so that a long inbox costs no more than a short one.
SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM approval_case c
                               WHERE c.department = :department AND c.open = 1 AND c.state > 0 LIMIT :most) a),
       (SELECT COUNT(*) FROM (SELECT 1 FROM approval_case c
                               WHERE c.department = :department AND c.open = 1 AND c.state > 0
                                 AND c.desk_rank < :kept LIMIT :most) b),
       (SELECT COUNT(*) FROM (SELECT 1 FROM approval_case c
                               WHERE c.department = :department AND c.open = 1 AND c.due_on < :today
                               LIMIT :most) d);

-- name: desk_count_window
SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM approval_case c
                               WHERE c.open = 1 AND c.state IN (1, 7) LIMIT :most) a),
       (SELECT COUNT(*) FROM (SELECT 1 FROM approval_case c
                               WHERE c.open = 1 AND c.state IN (1, 7) AND c.desk_rank < :kept LIMIT :most) b),
       0;

-- name: desk_set_cost
UPDATE approval_case
   SET desk_rank = :rank, float_days = :float_days, decide_by = :decide_by, target_start = :target
 WHERE id = :id AND open = 1;

-- name: desk_projects
-- Projects with open cases, in pages.
SELECT DISTINCT p.id, p.code
  FROM approval_case c
  JOIN project p ON p.id = c.project_id
 WHERE c.open = 1 AND p.id > :after
 ORDER BY p.id
 LIMIT :limit;

-- name: desk_running
SELECT p.code, c.item_id, COALESCE(c.due_on, c.decide_by)
  FROM approval_case c
  JOIN project p ON p.id = c.project_id
 WHERE c.department = :department AND c.open = 1 AND c.state > 0
 ORDER BY c.id
 LIMIT 100000;

-- name: desk_colleagues
SELECT p.name, p.display_name, p.role
  FROM person p
 WHERE p.body = :department AND p.enabled = 1 AND p.role IN ('approver', 'head')
 ORDER BY p.name
 LIMIT 1000;

-- name: desk_stand_in_add
INSERT INTO desk_stand_in (department, person, stand_in, from_on, until_on, ended, set_by, created_at)
VALUES (:department, :person, :stand_in, :from_on, :until_on, 0, :set_by, :now)
RETURNING id;

-- name: desk_stand_in_list
SELECT id, department, person, stand_in, from_on, until_on, set_by
  FROM desk_stand_in
 WHERE department = :department AND ended = 0 AND until_on >= :today
 ORDER BY from_on, id
 LIMIT 1000;

-- name: desk_stand_in_find
SELECT id, department, person, stand_in, from_on, until_on, set_by
  FROM desk_stand_in
 WHERE id = :id AND ended = 0;

-- name: desk_stand_in_end
UPDATE desk_stand_in
   SET ended = 1
 WHERE id = :id AND ended = 0;

-- name: desk_capacity_put
INSERT INTO desk_capacity (department, from_on, cases, set_by, created_at)
VALUES (:department, :from_on, :cases, :set_by, :now)
ON CONFLICT (department, from_on) DO UPDATE
   SET cases = excluded.cases, set_by = excluded.set_by, created_at = excluded.created_at;

-- name: desk_capacity_list
SELECT from_on, cases, set_by
  FROM desk_capacity
 WHERE department = :department
 ORDER BY from_on
 LIMIT 1000;
