-- src/store/db.sql: the schema's own version.

-- name: schema_version_newest
SELECT MAX(version) FROM schema_version;

-- name: schema_version_add
INSERT INTO schema_version (version, applied_at) VALUES (:version, :now);
