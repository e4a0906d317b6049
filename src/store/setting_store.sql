-- src/store/setting_store.sql: settings of the installation.

-- name: setting_find
SELECT value
  FROM setting
 WHERE name = :name;

-- name: setting_put
INSERT INTO setting (name, value)
VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;
