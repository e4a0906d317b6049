-- src/store/journal_store.sql

-- name: journal_size
SELECT COALESCE(MAX(seq), -1) + 1 FROM journal;

-- name: journal_add
INSERT INTO journal (seq, at, actor, action, subject, entry, leaf_hash)
VALUES (:seq, :at, :actor, :action, :subject, :entry, :leaf_hash);

-- name: journal_node_add
INSERT INTO journal_node (level, place, hash) VALUES (:level, :place, :hash);

-- name: journal_node_find
SELECT hash FROM journal_node WHERE level = :level AND place = :place;

-- name: journal_leaf_find
SELECT leaf_hash FROM journal WHERE seq = :seq;

-- name: journal_leaf_set
UPDATE journal SET leaf_hash = :leaf_hash WHERE seq = :seq;

-- name: journal_entry_find
SELECT entry FROM journal WHERE seq = :seq;

-- name: journal_node_forget
DELETE FROM journal_node;

-- name: journal_list
SELECT seq, at, actor, action, subject, entry, leaf_hash
  FROM journal
 WHERE seq >= :from
 ORDER BY seq
 LIMIT :limit;

-- name: journal_node_list
SELECT place, hash FROM journal_node
 WHERE level = :level AND place >= :from
 ORDER BY place
 LIMIT :limit;

-- name: journal_node_count
SELECT COUNT(*) FROM journal_node;

-- name: checkpoint_add
INSERT INTO checkpoint (tree_size, note, made_at)
VALUES (:tree_size, :note, :now)
ON CONFLICT (tree_size) DO NOTHING;

-- name: checkpoint_find
SELECT note FROM checkpoint WHERE tree_size = :tree_size;

-- name: checkpoint_list
SELECT tree_size, note FROM checkpoint ORDER BY tree_size LIMIT 1000000;

-- name: setting_find
SELECT value FROM setting WHERE name = :name;

-- name: setting_set
INSERT INTO setting (name, value) VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: database_check
-- dialect: sqlite
PRAGMA integrity_check(1);

-- name: database_check
-- dialect: postgres
SELECT 'ok';
