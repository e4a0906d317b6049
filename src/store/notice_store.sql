-- src/store/notice_store.sql: notices, settings of readers, messages on their way.

-- name: notice_add
INSERT INTO notice (person_id, kind, subject, project, item, item_en, note, day, created_at, settled)
VALUES (:person_id, :kind, :subject, :project, :item, :item_en, :note, :day, :created_at, :settled)
RETURNING id;

-- fragment: notice_columns
id, person_id, kind, subject, project, item, item_en, note, day, created_at, read_at

-- name: notice_list
SELECT {notice_columns}
  FROM notice
 WHERE person_id = :person_id AND id < :before AND (:unread = 0 OR read_at IS NULL)
 ORDER BY id DESC
 LIMIT :limit;

-- name: notice_count_unread
SELECT COUNT(*)
  FROM (SELECT id FROM notice WHERE person_id = :person_id AND read_at IS NULL LIMIT 1000) AS unread;

-- name: notice_read
-- What has been read is not told again in the digest.
UPDATE notice
   SET read_at = :now, settled = 1
 WHERE person_id = :person_id AND id <= :up_to AND read_at IS NULL;

-- name: notice_read_one
UPDATE notice
   SET read_at = :now, settled = 1
 WHERE person_id = :person_id AND id = :id AND read_at IS NULL;

-- name: notice_newest
SELECT COALESCE(MAX(id), 0) FROM notice;

-- name: notice_after
-- For the stream: who has something new.
SELECT id, person_id
  FROM notice
 WHERE id > :after
 ORDER BY id
 LIMIT 500;

-- name: notice_waiting
SELECT {notice_columns}
  FROM notice
 WHERE person_id = :person_id AND settled = 0
 ORDER BY id
 LIMIT 200;

-- name: notice_settle
UPDATE notice
   SET settled = 1
 WHERE person_id = :person_id AND id <= :up_to AND settled = 0;

-- name: notice_setting_find
SELECT email, phone, hour, english, by_email, by_webhook
  FROM notice_setting
 WHERE person_id = :person_id;

-- name: notice_setting_put
INSERT INTO notice_setting (person_id, email, phone, hour, english, by_email, by_webhook)
VALUES (:person_id, :email, :phone, :hour, :english, :by_email, :by_webhook)
ON CONFLICT (person_id) DO UPDATE
   SET email = excluded.email, phone = excluded.phone, hour = excluded.hour, english = excluded.english,
       by_email = excluded.by_email, by_webhook = excluded.by_webhook;

-- name: notice_digest_candidates
-- Readers with something unsent whose hour has come and who had no digest today.
SELECT s.person_id
  FROM notice_setting s
  JOIN person p ON p.id = s.person_id AND p.enabled = 1
 WHERE (s.by_email = 1 OR s.by_webhook = 1) AND s.hour <= :hour_now
   AND (s.digest_on IS NULL OR s.digest_on < :today)
   AND EXISTS (SELECT 1 FROM notice n WHERE n.person_id = s.person_id AND n.settled = 0)
 ORDER BY s.person_id
 LIMIT 200;

-- name: notice_digest_note
-- No row changed: another server has made today's digest.
UPDATE notice_setting
   SET digest_on = :today
 WHERE person_id = :person_id AND (digest_on IS NULL OR digest_on < :today);

-- name: outbox_add
INSERT INTO outbox (channel, recipient, title, body, created_at, next_at, tries, state, error)
VALUES (:channel, :recipient, :title, :body, :now, :now, 0, 'waiting', '');

-- name: outbox_due
SELECT id, channel, recipient, title, body, tries
  FROM outbox
 WHERE state = 'waiting' AND next_at <= :now
 ORDER BY next_at, id
 LIMIT 50;

-- name: outbox_claim
-- Takes a message for a while; no row changed: another server has taken it.
UPDATE outbox
   SET tries = tries + 1, next_at = :until
 WHERE id = :id AND state = 'waiting' AND next_at <= :now;

-- name: outbox_settle
UPDATE outbox
   SET state = :state, next_at = :next_at, error = :error
 WHERE id = :id AND state = 'waiting';

-- name: outbox_end_old
-- Sent messages are kept for thirty days, failed ones until somebody looks.
DELETE FROM outbox
 WHERE state = 'sent' AND created_at < :oldest;
