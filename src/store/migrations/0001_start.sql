-- The first schema. One text for SQLite and PostgreSQL; @id is the automatic key of each
-- (INTEGER PRIMARY KEY AUTOINCREMENT / BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY), @bytes is BLOB / BYTEA.
-- Days are ISO text, instants UTC microseconds, money whole cents, booleans 0 or 1.

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE division (
    code     TEXT NOT NULL PRIMARY KEY,
    name_zh  TEXT NOT NULL,
    name_en  TEXT NOT NULL,
    kind     TEXT NOT NULL, -- city, district, county, county-level city, zone
    position BIGINT NOT NULL
);

-- Versions of calendars; a scope is nation, city:CODE, department:ID or project:CODE.
CREATE TABLE calendar_version (
    id           @id,
    scope        TEXT NOT NULL,
    version      BIGINT NOT NULL,
    published_on TEXT NOT NULL,
    body         TEXT NOT NULL,
    UNIQUE (scope, version)
);

CREATE TABLE template (
    id         TEXT NOT NULL,
    version    BIGINT NOT NULL,
    body       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE programme (
    id      @id,
    name    TEXT NOT NULL,
    year    BIGINT NOT NULL,
    level   TEXT NOT NULL,
    version BIGINT NOT NULL,
    members BIGINT NOT NULL,     -- how many projects stand in the list
    members_since TEXT NOT NULL, -- the last day on which that changed, or ''
    UNIQUE (name, year)
);

CREATE TABLE project (
    id                @id,
    code              TEXT NOT NULL UNIQUE,
    version           BIGINT NOT NULL,
    name              TEXT NOT NULL,
    name_pinyin       TEXT NOT NULL, -- full pinyin without tones
    name_initials     TEXT NOT NULL,
    owner_name        TEXT NOT NULL,
    owner_code        TEXT NOT NULL,
    division          TEXT NOT NULL REFERENCES division (code),
    place             TEXT NOT NULL,
    sector            TEXT NOT NULL,
    type              TEXT NOT NULL,
    nature            TEXT NOT NULL,
    total_cents       BIGINT NOT NULL,
    problem           TEXT NOT NULL,
    source            TEXT NOT NULL,
    template_id       TEXT NOT NULL,
    template_version  BIGINT NOT NULL,
    conditions        TEXT NOT NULL,
    service_officer   TEXT NOT NULL,
    created_at        BIGINT NOT NULL,
    changed_at        BIGINT NOT NULL
);
CREATE INDEX project_division ON project (division, code);

-- Which project is in which list, from which version of the list until before which.
CREATE TABLE programme_project (
    programme_id  BIGINT NOT NULL REFERENCES programme (id),
    project_id    BIGINT NOT NULL REFERENCES project (id),
    since_version BIGINT NOT NULL,
    since_day     TEXT NOT NULL,
    until_version BIGINT,
    until_day     TEXT,
    PRIMARY KEY (programme_id, project_id, since_version)
);
CREATE INDEX programme_project_project ON programme_project (project_id);

-- Versions of what was promised for a year; the newest on or before a day counts, number 1 is the baseline.
CREATE TABLE plan (
    project_id     BIGINT NOT NULL REFERENCES project (id),
    year           BIGINT NOT NULL,
    number         BIGINT NOT NULL,
    effective_on   TEXT NOT NULL,
    planned_start  TEXT,
    planned_finish TEXT,
    annual_cents   BIGINT NOT NULL,
    author         TEXT NOT NULL,
    reason         TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (project_id, year, number)
);

CREATE TABLE section (
    id         @id,
    project_id BIGINT NOT NULL REFERENCES project (id),
    number     BIGINT NOT NULL,
    name       TEXT NOT NULL,
    UNIQUE (project_id, number)
);

CREATE TABLE site_event (
    id          @id,
    section_id  BIGINT NOT NULL REFERENCES section (id),
    project_id  BIGINT NOT NULL REFERENCES project (id),
    kind        TEXT NOT NULL CHECK (kind IN ('start', 'stop', 'resume')),
    day         TEXT NOT NULL,
    permit      TEXT NOT NULL,
    photo       TEXT NOT NULL,
    photo_day   TEXT,
    photo_place TEXT NOT NULL,
    witness     TEXT NOT NULL,
    imported    BIGINT NOT NULL,
    actor       TEXT NOT NULL,
    created_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX site_event_one_start ON site_event (section_id) WHERE kind = 'start';
CREATE INDEX site_event_section ON site_event (section_id, day);
CREATE INDEX site_event_project ON site_event (project_id, day);

-- What happened to each approval item of a project, as far as the schedule needs it.
CREATE TABLE progress (
    project_id  BIGINT NOT NULL REFERENCES project (id),
    item_id     TEXT NOT NULL,
    accepted_on TEXT,
    decided_on  TEXT,
    expected_on TEXT,
    PRIMARY KEY (project_id, item_id)
);

CREATE TABLE person (
    id            @id,
    name          TEXT NOT NULL UNIQUE,
    display_name  TEXT NOT NULL,
    role          TEXT NOT NULL,
    division      TEXT NOT NULL, -- scope of a district office, or ''
    password_hash TEXT NOT NULL,
    enabled       BIGINT NOT NULL,
    must_change   BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL
);

CREATE TABLE session (
    token_hash  TEXT NOT NULL PRIMARY KEY, -- SHA-256 of the cookie's value, hex
    person_id   BIGINT NOT NULL REFERENCES person (id),
    csrf        TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL
);
CREATE INDEX session_person ON session (person_id);

CREATE TABLE saved_view (
    person_id BIGINT NOT NULL REFERENCES person (id),
    page      TEXT NOT NULL,
    name      TEXT NOT NULL,
    query     TEXT NOT NULL,
    PRIMARY KEY (person_id, page, name)
);

CREATE TABLE idempotency (
    person_id  BIGINT NOT NULL,
    token      TEXT NOT NULL,
    request    TEXT NOT NULL, -- method, path and hash of the body
    status     BIGINT NOT NULL,
    body       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, token)
);

-- The journal: entry is the canonical text whose hash is the leaf; the other columns repeat what it says,
-- so that it can be searched, and are checked against it by `kaigong journal verify`.
CREATE TABLE journal (
    seq       BIGINT NOT NULL PRIMARY KEY, -- 0, 1, 2 ... without a gap
    at        BIGINT NOT NULL,
    actor     TEXT NOT NULL,
    action    TEXT NOT NULL,
    subject   TEXT NOT NULL, -- "project:2020-230109-73-03-000006"
    entry     TEXT NOT NULL,
    leaf_hash @bytes NOT NULL
);
CREATE INDEX journal_subject ON journal (subject, seq);

-- Hashes of complete subtrees, so that a proof needs O(log n) rows: level 1 and up; level 0 is the journal.
CREATE TABLE journal_node (
    level BIGINT NOT NULL,
    place BIGINT NOT NULL,
    hash  @bytes NOT NULL,
    PRIMARY KEY (level, place)
);

CREATE TABLE checkpoint (
    tree_size BIGINT NOT NULL PRIMARY KEY,
    note      TEXT NOT NULL, -- signed note, C2SP tlog-checkpoint
    made_at   BIGINT NOT NULL
);
