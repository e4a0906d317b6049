-- src/store/consultation_store.sql: questions about items with their answers, and guide texts.

-- name: question_add
INSERT INTO question (item_id, department, person_id, address, ticket, asked_private, public, state, version, created_at)
VALUES (:item, :department, :person_id, :address, :ticket, :asked_private, 0, 'asked', 1, :now)
RETURNING id;

-- name: question_save
-- No row changed: ERROR_CONFLICT question.stale.
UPDATE question
   SET state = :state, public = :public, version = version + 1
 WHERE id = :id AND version = :expected_version;

-- fragment: question_columns
q.id, q.item_id, q.department, COALESCE(q.person_id, 0), q.ticket, q.asked_private, q.public, q.state, q.version,
       q.created_at, COALESCE((SELECT MAX(g.version) FROM guide_text g WHERE g.question_id = q.id), 0)
  FROM question q

-- name: question_find
SELECT {question_columns}
 WHERE q.id = :id;

-- name: question_list_public
SELECT {question_columns}
 WHERE q.item_id = :item AND q.state = 'answered' AND q.asked_private = 0 AND q.public = 1
 ORDER BY q.id DESC
 LIMIT 200;

-- name: question_list
-- Of a department's desk or of a person ('' and 0 for none), in a state or ('') any; oldest first.
SELECT {question_columns}
 WHERE ((:department <> '' AND q.department = :department) OR (:person_id <> 0 AND q.person_id = :person_id))
   AND (:state = '' OR q.state = :state)
 ORDER BY q.id
 LIMIT 500;

-- name: question_count_open
-- Of a person, or (0) of everybody who did not sign in.
SELECT COUNT(*)
  FROM question
 WHERE state = 'asked' AND COALESCE(person_id, 0) = :person_id;

-- name: question_count_address
SELECT COUNT(*)
  FROM question
 WHERE person_id IS NULL AND address = :address AND created_at > :since;

-- name: question_post_add
INSERT INTO question_post (question_id, seq, answers, body, author, created_at)
VALUES (:question_id, (SELECT COALESCE(MAX(seq), 0) + 1 FROM question_post WHERE question_id = :question_id),
        :answers, :body, :author, :now);

-- name: question_post_list
SELECT answers, body, author, created_at
  FROM question_post
 WHERE question_id = :question_id
 ORDER BY seq
 LIMIT 100;

-- name: guide_add
INSERT INTO guide_text (question_id, version, item_id, title, body, author, written_on, created_at)
VALUES (:question_id, :version, :item, :title, :body, :author, :day, :now);

-- name: guide_list
-- The newest version of each guide text of an item.
SELECT question_id, version, item_id, title, body, author, written_on
  FROM guide_text g
 WHERE item_id = :item
   AND version = (SELECT MAX(v.version) FROM guide_text v WHERE v.question_id = g.question_id)
 ORDER BY question_id
 LIMIT 200;

-- name: guide_versions
SELECT question_id, version, item_id, title, body, author, written_on
  FROM guide_text
 WHERE question_id = :question_id
 ORDER BY version DESC
 LIMIT 200;

-- name: desk_people
-- Who works at the desk of a department.
SELECT id
  FROM person
 WHERE body = :department AND role IN ('approver', 'head') AND enabled = 1
 ORDER BY id
 LIMIT 100;
