-- src/store/party_store.sql: people, sessions, saved views, answers kept for repeated requests.

-- name: person_find
SELECT id, name, display_name, role, division, password_hash, enabled, must_change, version, body,
       (SELECT b.name_zh FROM body b WHERE b.code = person.body),
       (SELECT f.confirmed FROM second_factor f WHERE f.person_id = person.id)
  FROM person
 WHERE name = :name;

-- name: person_find_id
SELECT id, name, display_name, role, division, password_hash, enabled, must_change, version, body,
       (SELECT b.name_zh FROM body b WHERE b.code = person.body),
       (SELECT f.confirmed FROM second_factor f WHERE f.person_id = person.id)
  FROM person
 WHERE id = :id;

-- name: person_list
SELECT id, name, display_name, role, division, '', enabled, must_change, version, body,
       (SELECT b.name_zh FROM body b WHERE b.code = person.body),
       (SELECT f.confirmed FROM second_factor f WHERE f.person_id = person.id)
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
INSERT INTO person (name, display_name, role, division, body, password_hash, enabled, must_change, version,
                    created_at)
VALUES (:name, :display_name, :role, :division, :body, :password_hash, 1, :must_change, 1, :created_at)
RETURNING id;

-- name: person_save
-- No row changed: ERROR_CONFLICT person.stale.
UPDATE person
   SET display_name = :display_name, role = :role, division = :division, body = :body, password_hash = :password_hash,
       enabled = :enabled, must_change = :must_change, version = version + 1
 WHERE id = :id AND version = :expected_version;

-- name: body_put
INSERT INTO body (code, kind, name_zh, name_en)
VALUES (:code, :kind, :name_zh, :name_en)
ON CONFLICT (code) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en;

-- name: body_find
SELECT kind, name_zh, name_en
  FROM body
 WHERE code = :code;

-- name: body_owner_name
-- What the register calls an enterprise.
SELECT owner_name
  FROM project
 WHERE owner_code = :code AND owner_name <> ''
 ORDER BY id DESC
 LIMIT 1;

-- fragment: counts_today
-- Whether authority a counts on the day of the scope.
a.from_day <= :scope_day AND (a.until_day IS NULL OR a.until_day >= :scope_day) AND a.ended_at IS NULL

-- fragment: in_scope
-- Whether project p lies in a scope (domain/party/party.h): its key, and the day for authorities.
(:scope = '' OR p.division = :scope OR 'body:' || p.owner_code = :scope
    OR EXISTS (SELECT 1 FROM authority a
                WHERE a.holder = :scope AND {counts_today}
                  AND (a.project_id = p.id OR (a.body <> '' AND a.body = p.owner_code))))

-- name: scope_find_project
SELECT 1
  FROM project p
 WHERE p.id = :id AND {in_scope};

-- fragment: authority_columns
a.id, a.person_id, h.name, h.display_name, a.holder, a.body, COALESCE(a.project_id, 0), p.code, p.name, a.from_day,
       a.until_day, a.paper, a.given_by, CASE WHEN a.ended_at IS NULL THEN 0 ELSE 1 END
  FROM authority a
  JOIN person h ON h.id = a.person_id
  LEFT JOIN project p ON p.id = a.project_id

-- name: authority_find
SELECT {authority_columns}
 WHERE a.id = :id;

-- name: authority_list
-- Those of one holder, of one enterprise (whole, or of one of its projects), or all; by project.
SELECT {authority_columns}
 WHERE (:person_id = 0 OR a.person_id = :person_id)
   AND (:body = '' OR a.body = :body OR p.owner_code = :body)
   AND (:project = '' OR p.code = :project)
   AND (:role = '' OR a.holder LIKE :role)
 ORDER BY a.id DESC
 LIMIT 1000;

-- name: authority_add
INSERT INTO authority (person_id, holder, body, project_id, from_day, until_day, paper, given_by, created_at)
VALUES (:person_id, :holder, :body, :project_id, :from_day, :until_day, :paper, :given_by, :created_at)
RETURNING id;

-- name: authority_end
-- No row changed: it has ended already.
UPDATE authority
   SET ended_at = :now
 WHERE id = :id AND ended_at IS NULL;

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
