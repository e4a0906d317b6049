-- src/store/officer_store.sql: service officers, who stands in for them, what they do.

-- fragment: officer_columns
-- Of person h; the day is the scope's.
h.id, h.name, h.display_name, COALESCE(o.unit, ''), COALESCE(o.post, ''), COALESCE(o.office_phone, ''),
       COALESCE(o.serves, ''), COALESCE(o.mobile, ''), COALESCE(o.listed, 0), COALESCE(o.version, 0),
       (SELECT COUNT(DISTINCT a.project_id) FROM authority a
         WHERE a.person_id = h.id AND a.holder LIKE 'officer:%' AND {counts_today}),
       (SELECT d.display_name FROM officer_cover c JOIN person d ON d.id = c.deputy_id
         WHERE c.officer_id = h.id AND c.ended_at IS NULL AND c.from_day <= :scope_day AND c.until_day >= :scope_day
         ORDER BY c.id DESC LIMIT 1),
       (SELECT MAX(c.until_day) FROM officer_cover c
         WHERE c.officer_id = h.id AND c.ended_at IS NULL AND c.from_day <= :scope_day AND c.until_day >= :scope_day)
  FROM person h
  LEFT JOIN officer o ON o.person_id = h.id

-- name: officer_list
-- Service officers by name; with :listed only those of the public directory.
SELECT {officer_columns}
 WHERE h.role = 'officer' AND h.enabled = 1 AND (:listed = 0 OR o.listed = 1)
 ORDER BY h.name
 LIMIT 1000;

-- name: officer_find
SELECT {officer_columns}
 WHERE h.name = :name AND h.role = 'officer';

-- name: officer_find_project
-- Who goes with a project today; the newest assignment first.
SELECT a.person_id
  FROM authority a
 WHERE a.project_id = :project_id AND a.holder LIKE 'officer:%' AND {counts_today}
 ORDER BY a.id DESC
 LIMIT 1;

-- name: officer_save
-- No row changed: ERROR_CONFLICT officer.stale.
INSERT INTO officer (person_id, unit, post, office_phone, serves, mobile, listed, version)
VALUES (:person_id, :unit, :post, :office_phone, :serves, :mobile, :listed, :expected_version + 1)
ON CONFLICT (person_id) DO UPDATE
   SET unit = excluded.unit, post = excluded.post, office_phone = excluded.office_phone, serves = excluded.serves,
       mobile = excluded.mobile, listed = excluded.listed, version = officer.version + 1
 WHERE officer.version = excluded.version - 1;

-- fragment: cover_columns
c.id, c.officer_id, c.deputy_id, o.name, o.display_name, d.name, d.display_name, c.kind, c.from_day, c.until_day
  FROM officer_cover c
  JOIN person o ON o.id = c.officer_id
  JOIN person d ON d.id = c.deputy_id

-- name: cover_list
-- Those that have not ended before the day, of a person on either side, or (0) all.
SELECT {cover_columns}
 WHERE c.ended_at IS NULL AND c.until_day >= :today
   AND (:person_id = 0 OR c.officer_id = :person_id OR c.deputy_id = :person_id)
 ORDER BY c.from_day, c.id
 LIMIT 1000;

-- name: cover_find
SELECT {cover_columns}
 WHERE c.id = :id AND c.ended_at IS NULL;

-- name: cover_add
INSERT INTO officer_cover (officer_id, deputy_id, kind, from_day, until_day, made_by, created_at)
VALUES (:officer_id, :deputy_id, :kind, :from_day, :until_day, :made_by, :now)
RETURNING id;

-- name: cover_end
UPDATE officer_cover
   SET ended_at = :now
 WHERE id = :id AND ended_at IS NULL;

-- name: cover_authorise
-- The deputy gets what the officer holds, for the days of a stand-in, or from the first day of a hand-over
-- for as long as the officer had it.
INSERT INTO authority (person_id, holder, body, project_id, from_day, until_day, paper, given_by, created_at, cover_id)
SELECT c.deputy_id, 'officer:' || c.deputy_id, '', a.project_id,
       CASE WHEN a.from_day > c.from_day THEN a.from_day ELSE c.from_day END,
       CASE WHEN c.kind = 'stand_in' AND (a.until_day IS NULL OR a.until_day > c.until_day) THEN c.until_day
            ELSE a.until_day END,
       a.paper, c.made_by, c.created_at, c.id
  FROM officer_cover c
  JOIN authority a ON a.person_id = c.officer_id
 WHERE c.id = :id AND a.holder LIKE 'officer:%' AND a.project_id IS NOT NULL AND a.cover_id IS NULL
   AND a.ended_at IS NULL AND a.from_day <= c.until_day AND (a.until_day IS NULL OR a.until_day >= c.from_day);

-- name: cover_leave
-- After the last day of a hand-over the officer no longer holds what was handed over.
UPDATE authority
   SET until_day = :until_day
 WHERE person_id = :officer_id AND holder LIKE 'officer:%' AND ended_at IS NULL AND from_day <= :until_day
   AND (until_day IS NULL OR until_day > :until_day);

-- name: cover_end_authorities
UPDATE authority
   SET ended_at = :now
 WHERE cover_id = :id AND ended_at IS NULL;

-- name: work_log_add
INSERT INTO work_log (officer_id, project_id, day, kind, body, created_at)
VALUES (:officer_id, :project_id, :day, :kind, :body, :now)
RETURNING id;

-- name: work_log_list
-- Of an officer or a project (0 for any), within days, newest day first.
SELECT w.id, o.name, o.display_name, p.code, p.name, w.day, w.kind, w.body
  FROM work_log w
  JOIN person o ON o.id = w.officer_id
  JOIN project p ON p.id = w.project_id
 WHERE (:officer_id = 0 OR w.officer_id = :officer_id) AND (:project_id = 0 OR w.project_id = :project_id)
   AND w.day >= :from_day AND w.day <= :until_day
 ORDER BY w.day DESC, w.id DESC
 LIMIT 500;
