-- src/store/party_store.sql: people, sessions, saved views, answers kept for repeated requests.

-- name: person_find
SELECT id, name, display_name, role, division, password_hash, enabled, must_change, version
  FROM person
 WHERE name = :name;

-- name: person_find_id
SELECT id, name, display_name, role, division, password_hash, enabled, must_change, version
  FROM person
 WHERE id = :id;

-- name: person_list
SELECT id, name, display_name, role, division, '', enabled, must_change, version
  FROM person
 ORDER BY name
 LIMIT 10000;

-- name: person_count
SELECT COUNT(*)
  FROM person;

-- name: person_count_keepers
-- Enabled people who can make others: there must always be one.
SELECT COUNT(*)
  FROM person
 WHERE enabled = 1 AND role = 'security';

-- name: person_division_find
SELECT 1
  FROM division
 WHERE code = :code;

-- name: person_add
INSERT INTO person (name, display_name, role, division, password_hash, enabled, must_change, version, created_at)
VALUES (:name, :display_name, :role, :division, :password_hash, 1, :must_change, 1, :created_at)
RETURNING id;

-- name: person_save
-- No row changed: ERROR_CONFLICT person.stale.
UPDATE person
   SET display_name = :display_name, role = :role, division = :division, password_hash = :password_hash,
       enabled = :enabled, must_change = :must_change, version = version + 1
 WHERE id = :id AND version = :expected_version;

-- name: session_add
INSERT INTO session (token_hash, person_id, csrf, created_at, seen_at)
VALUES (:token_hash, :person_id, :csrf, :created_at, :seen_at);

-- name: session_list
SELECT s.token_hash, s.person_id, s.csrf, s.created_at, s.seen_at
  FROM session s
  JOIN person p ON p.id = s.person_id
 WHERE p.enabled = 1 AND s.created_at > :oldest
 ORDER BY s.token_hash
 LIMIT 100000;

-- name: session_note_seen
UPDATE session
   SET seen_at = :seen_at
 WHERE token_hash = :token_hash AND seen_at < :seen_at;

-- name: session_end
DELETE FROM session
 WHERE token_hash = :token_hash;

-- name: session_end_of_person
DELETE FROM session
 WHERE person_id = :person_id AND token_hash <> :except_hash;

-- name: session_end_old
DELETE FROM session
 WHERE created_at < :oldest OR seen_at < :unseen_since;

-- name: saved_view_list
SELECT name, query
  FROM saved_view
 WHERE person_id = :person_id AND page = :page
 ORDER BY name
 LIMIT 200;

-- name: saved_view_put
INSERT INTO saved_view (person_id, page, name, query)
VALUES (:person_id, :page, :name, :query)
ON CONFLICT (person_id, page, name) DO UPDATE SET query = excluded.query;

-- name: saved_view_count
SELECT COUNT(*)
  FROM saved_view
 WHERE person_id = :person_id;

-- name: saved_view_delete
DELETE FROM saved_view
 WHERE person_id = :person_id AND page = :page AND name = :name;

-- name: idempotency_find
SELECT request, status, body
  FROM idempotency
 WHERE person_id = :person_id AND token = :token;

-- name: idempotency_take
-- With the change itself: the answer is not known yet.
INSERT INTO idempotency (person_id, token, request, status, body, created_at)
VALUES (:person_id, :token, :request, :status, :body, :created_at);

-- name: idempotency_keep
INSERT INTO idempotency (person_id, token, request, status, body, created_at)
VALUES (:person_id, :token, :request, :status, :body, :created_at)
    ON CONFLICT (person_id, token)
    DO UPDATE SET status = excluded.status, body = excluded.body;

-- name: idempotency_end_old
DELETE FROM idempotency
 WHERE created_at < :oldest;
