-- src/store/upload_store.sql: files that are being handed in piece by piece.

-- name: upload_add
INSERT INTO upload (id, person_id, project_id, paper, name, size, created_at)
VALUES (:id, :person_id, :project_id, :paper, :name, :size, :now);

-- name: upload_find
SELECT u.id, u.person_id, p.code, u.paper, u.name, u.size
  FROM upload u
  JOIN project p ON p.id = u.project_id
 WHERE u.id = :id;

-- name: upload_list
SELECT u.id, u.person_id, p.code, u.paper, u.name, u.size
  FROM upload u
  JOIN project p ON p.id = u.project_id
 WHERE u.person_id = :person_id
 ORDER BY u.created_at, u.id
 LIMIT 1000;

-- name: upload_list_all
-- In pages, for the sweep.
SELECT id
  FROM upload
 WHERE id > :after
 ORDER BY id
 LIMIT :limit;

-- name: upload_remove
DELETE FROM upload
 WHERE id = :id;
