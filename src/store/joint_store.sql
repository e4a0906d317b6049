-- src/store/joint_store.sql: conclusion sheets of joint handling, and ratings.

-- name: joint_sheet_add
INSERT INTO joint_sheet (title, conclusion, met_on, link, state, made_by, created_at)
VALUES (:title, :conclusion, :met_on, :link, 'open', :made_by, :now)
RETURNING id;

-- name: joint_sheet_find
SELECT id, title, conclusion, met_on, link, state, made_by
  FROM joint_sheet
 WHERE id = :id;

-- name: joint_sheet_list
SELECT id, title, conclusion, met_on, link, state, made_by
  FROM joint_sheet
 ORDER BY id DESC
 LIMIT 200;

-- name: joint_sheet_end
-- No row changed: it is not open any more.
UPDATE joint_sheet
   SET state = :state
 WHERE id = :id AND state = 'open';

-- name: joint_case_add
INSERT INTO joint_case (sheet_id, case_id, department, version, event, reason, result)
VALUES (:sheet_id, :case_id, :department, :version, :event, :reason, :result);

-- name: joint_case_list
SELECT j.case_id, j.department, j.version, j.event, j.reason, j.result, p.code, c.item_id
  FROM joint_case j
  JOIN approval_case c ON c.id = j.case_id
  JOIN project p ON p.id = c.project_id
 WHERE j.sheet_id = :sheet_id
 ORDER BY j.case_id
 LIMIT 50;

-- name: joint_signature_add
INSERT INTO joint_signature (sheet_id, department, signer, created_at)
VALUES (:sheet_id, :department, :signer, :now);

-- name: joint_signature_list
SELECT department, signer, created_at
  FROM joint_signature
 WHERE sheet_id = :sheet_id
 ORDER BY created_at, department
 LIMIT 50;

-- name: rating_add
INSERT INTO rating (case_id, officer_id, rated_by, rated_on, grade, remark, state, due_on, correction, call_back,
                    closed_by)
VALUES (:case_id, :officer_id, :rated_by, :rated_on, :grade, :remark, :state, :due_on, '', '', '');

-- fragment: rating_columns
r.case_id, r.officer_id, o.name, r.rated_by, r.rated_on, r.grade, r.remark, r.state, r.due_on, r.correction,
       r.corrected_on, r.call_back, r.closed_by, r.closed_on, p.code, c.item_id
  FROM rating r
  JOIN person o ON o.id = r.officer_id
  JOIN approval_case c ON c.id = r.case_id
  JOIN project p ON p.id = c.project_id

-- name: rating_find
SELECT {rating_columns}
 WHERE r.case_id = :case_id;

-- name: rating_list
-- Of an officer or (0) all, with a task in a state or ('') any.
SELECT {rating_columns}
 WHERE (:officer_id = 0 OR r.officer_id = :officer_id) AND (:state = '' OR r.state = :state)
 ORDER BY r.case_id DESC
 LIMIT 500;

-- name: rating_save
-- No row changed: somebody else moved the task first.
UPDATE rating
   SET state = :state, correction = :correction, corrected_on = :corrected_on, call_back = :call_back,
       closed_by = :closed_by, closed_on = :closed_on
 WHERE case_id = :case_id AND state = :was;
