-- src/store/calendar_store.sql: versions of calendars, seasons and thaws; disruptions and their ends.
-- Each list shows what was known on a day, oldest first.

-- name: calendar_list
SELECT scope, version, published_on, body, author, reason, created_at
  FROM calendar_version
 WHERE published_on <= :as_of
 ORDER BY scope, version
 LIMIT 100000;

-- name: calendar_list_scope
SELECT scope, version, published_on, body, author, reason, created_at
  FROM calendar_version
 WHERE scope = :scope AND published_on <= :as_of
 ORDER BY version
 LIMIT 100000;

-- name: calendar_add
INSERT INTO calendar_version (scope, version, published_on, body, author, reason, created_at)
VALUES (:scope, :version, :published_on, :body, :author, :reason, :now);

-- name: season_list
SELECT division, work, version, known_on, follows_thaw, windows, author, reason, created_at
  FROM season_version
 WHERE known_on <= :as_of
 ORDER BY division, work, version
 LIMIT 100000;

-- name: season_add
INSERT INTO season_version (division, work, version, known_on, follows_thaw, windows, author, reason, created_at)
VALUES (:division, :work, :version, :known_on, :follows_thaw, :windows, :author, :reason, :now);

-- name: thaw_list
SELECT division, year, version, known_on, day, author, reason, created_at
  FROM thaw
 WHERE known_on <= :as_of
 ORDER BY division, year, version
 LIMIT 100000;

-- name: thaw_add
INSERT INTO thaw (division, year, version, known_on, day, author, reason, created_at)
VALUES (:division, :year, :version, :known_on, :day, :author, :reason, :now);

-- name: disruption_list
-- With the end that was known by the day.
SELECT d.id, d.scope, d.from_day, d.stops, d.reason, d.known_on, d.author, d.created_at,
       e.version, e.known_on, e.to_day, e.author, e.reason
  FROM disruption d
  JOIN disruption_end e ON e.disruption_id = d.id
   AND e.version = (SELECT MAX(x.version)
                      FROM disruption_end x
                     WHERE x.disruption_id = d.id AND x.known_on <= :as_of)
 WHERE d.known_on <= :as_of
 ORDER BY d.from_day, d.id
 LIMIT 100000;

-- name: disruption_add
INSERT INTO disruption (scope, from_day, stops, reason, known_on, author, created_at)
VALUES (:scope, :from_day, :stops, :reason, :known_on, :author, :now)
RETURNING id;

-- name: disruption_end_add
INSERT INTO disruption_end (disruption_id, version, known_on, to_day, author, reason, created_at)
VALUES (:disruption_id, :version, :known_on, :to_day, :author, :reason, :now);
