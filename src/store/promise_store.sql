-- src/store/promise_store.sql: what was promised and what was made easier: tolerances, commitments and their
-- texts, green channel, credit records.

-- name: tolerance_add
INSERT INTO tolerance (case_id, project_id, paper, mode, basis, text_id, text_version, signer, allowed_by, allowed_on,
                       due_on, state, reminded)
VALUES (:case_id, :project_id, :paper, :mode, :basis, :text_id, :text_version, :signer, :allowed_by, :allowed_on,
        :due_on, 'open', :reminded)
RETURNING id;

-- fragment: tolerance_columns
id, case_id, project_id, paper, mode, basis, text_id, text_version, signer, allowed_by, allowed_on, due_on, state,
       reminded, ended_on

-- name: tolerance_list_case
SELECT {tolerance_columns}
  FROM tolerance
 WHERE case_id = :case_id
 ORDER BY id
 LIMIT 200;

-- name: tolerance_list_open
SELECT {tolerance_columns}
  FROM tolerance
 WHERE state = 'open' AND id > :after
 ORDER BY id
 LIMIT :limit;

-- name: tolerance_save
UPDATE tolerance
   SET state = :state, reminded = :reminded, ended_on = :ended_on
 WHERE id = :id AND state = 'open';

-- name: commitment_text_add
INSERT INTO commitment_text (id, version, body, created_at)
VALUES (:id, :version, :body, :now);

-- name: commitment_text_newest
SELECT t.id, t.version, t.body
  FROM commitment_text t
 WHERE t.version = (SELECT MAX(n.version) FROM commitment_text n WHERE n.id = t.id)
 ORDER BY t.id
 LIMIT 200;

-- name: commitment_add
INSERT INTO commitment (case_id, project_id, start, text_id, text_version, signer, signed_on, due_on, state, corrected,
                        reminded, version)
VALUES (:case_id, :project_id, :start, :text_id, :text_version, :signer, :signed_on, :due_on, :state, 0, :reminded, 1)
RETURNING id;

-- fragment: commitment_columns
id, case_id, project_id, start, text_id, text_version, signer, signed_on, due_on, state, corrected, late_on, reminded,
       version

-- name: commitment_find
SELECT {commitment_columns}
  FROM commitment
 WHERE id = :id;

-- name: commitment_list_case
SELECT {commitment_columns}
  FROM commitment
 WHERE case_id = :case_id
 ORDER BY id
 LIMIT 200;

-- name: commitment_list_running
SELECT {commitment_columns}
  FROM commitment
 WHERE state IN ('pending', 'correcting') AND id > :after
 ORDER BY id
 LIMIT :limit;

-- name: commitment_save
UPDATE commitment
   SET state = :state, due_on = :due_on, corrected = :corrected, late_on = :late_on, reminded = :reminded,
       version = version + 1
 WHERE id = :id AND version = :expected_version;

-- name: commitment_count
-- Kept, late and broken: by owner where one is named, else of all.
SELECT m.state, CASE WHEN m.late_on IS NULL THEN 0 ELSE 1 END, COUNT(*)
  FROM commitment m
  JOIN project p ON p.id = m.project_id
 WHERE (:owner = '' OR p.owner_code = :owner)
 GROUP BY m.state, CASE WHEN m.late_on IS NULL THEN 0 ELSE 1 END
 ORDER BY 1, 2;

-- name: commitment_check_add
INSERT INTO commitment_check (commitment_id, day, checker, event, note, created_at)
VALUES (:commitment_id, :day, :checker, :event, :note, :now);

-- name: commitment_check_list
SELECT day, checker, event, note
  FROM commitment_check
 WHERE commitment_id = :commitment_id
 ORDER BY id
 LIMIT 200;

-- name: green_ask
INSERT INTO green_request (case_id, reason, asked_by, asked_on, state, decided_by, answer)
VALUES (:case_id, :reason, :asked_by, :day, 'asked', '', '');

-- name: green_find
SELECT reason, asked_by, asked_on, state, decided_by, decided_on, answer
  FROM green_request
 WHERE case_id = :case_id;

-- name: green_decide
UPDATE green_request
   SET state = :state, decided_by = :decided_by, decided_on = :day, answer = :answer
 WHERE case_id = :case_id AND state = 'asked';

-- name: green_statistics
-- By department: what is open, what of it is green, and what was asked and granted ever.
SELECT c.department, SUM(c.open), SUM(c.open * c.green), COUNT(g.case_id),
       SUM(CASE WHEN g.state = 'granted' THEN 1 ELSE 0 END)
  FROM approval_case c
  LEFT JOIN green_request g ON g.case_id = c.id
 GROUP BY c.department
 ORDER BY c.department
 LIMIT 500;

-- name: green_list
-- What stands in the green channel, with its reason, for everybody to see.
SELECT c.id, p.name, c.item_id, c.department, g.reason, g.decided_by, g.decided_on
  FROM approval_case c
  JOIN green_request g ON g.case_id = c.id AND g.state = 'granted'
  JOIN project p ON p.id = c.project_id
 WHERE c.open = 1 AND c.green = 1
 ORDER BY g.decided_on, c.id
 LIMIT 500;

-- name: credit_add
INSERT INTO credit_record (owner, case_id, kind, reason, recorded_on, until_on, repaired_by)
VALUES (:owner, :case_id, :kind, :reason, :recorded_on, :until_on, '')
RETURNING id;

-- name: credit_until
-- The last day on which an owner is shut out; no row is NULL.
SELECT MAX(until_on)
  FROM credit_record
 WHERE owner = :owner AND repaired_on IS NULL;

-- name: credit_list
SELECT id, owner, case_id, kind, reason, recorded_on, until_on, repaired_on, repaired_by
  FROM credit_record
 WHERE :owner = '' OR owner = :owner
 ORDER BY id DESC
 LIMIT 500;

-- name: credit_repair
UPDATE credit_record
   SET repaired_on = :day, repaired_by = :repaired_by
 WHERE id = :id AND repaired_on IS NULL
RETURNING owner;
