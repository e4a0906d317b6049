-- Calendars, seasons, thaws and disruptions. Nothing is changed or deleted: a new version stands beside
-- the old one, and a day in the past sees what was known on it (published_on, known_on).

DROP TABLE calendar_version;

-- What a notice says of whole years; a scope is nation, city, department:ID or project:CODE.
CREATE TABLE calendar_version (
    scope        TEXT NOT NULL,
    version      BIGINT NOT NULL,
    published_on TEXT NOT NULL,
    body         TEXT NOT NULL, -- {"2020":{"off":[DAY...],"work":[DAY...]}}
    author       TEXT NOT NULL,
    reason       TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (scope, version)
);

-- The windows of one kind of work in a division; those of the city's own code count where a division has
-- none.
CREATE TABLE season_version (
    division     TEXT NOT NULL REFERENCES division (code),
    work         TEXT NOT NULL,
    version      BIGINT NOT NULL,
    known_on     TEXT NOT NULL,
    follows_thaw BIGINT NOT NULL,
    windows      TEXT NOT NULL, -- [{"from":"MM-DD","kind":...,"to":"MM-DD"}]
    author       TEXT NOT NULL,
    reason       TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (division, work, version)
);

-- The day from which the ground of a division could be worked in a year; NULL: taken back.
CREATE TABLE thaw (
    division   TEXT NOT NULL REFERENCES division (code),
    year       BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    known_on   TEXT NOT NULL,
    day        TEXT,
    author     TEXT NOT NULL,
    reason     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (division, year, version)
);

-- A scope is all, division:CODE, department:ID or project:CODE.
CREATE TABLE disruption (
    id         @id,
    scope      TEXT NOT NULL,
    from_day   TEXT NOT NULL,
    stops      TEXT NOT NULL CHECK (stops IN ('approvals', 'works', 'both')),
    reason     TEXT NOT NULL,
    known_on   TEXT NOT NULL,
    author     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- When a disruption ends: version 1 is what was expected, later ones what became known. NULL: it never
-- came about.
CREATE TABLE disruption_end (
    disruption_id BIGINT NOT NULL REFERENCES disruption (id),
    version       BIGINT NOT NULL,
    known_on      TEXT NOT NULL,
    to_day        TEXT,
    author        TEXT NOT NULL,
    reason        TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (disruption_id, version)
);
