-- src/report/history_report.sql

-- name: history_of_subject
-- The newest entries about one thing, before an entry on.
SELECT seq, entry
  FROM journal
 WHERE subject = :subject AND seq < :before
 ORDER BY seq DESC
 LIMIT :limit;
