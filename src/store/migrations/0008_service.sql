-- Service officers, questions about items, and booking.

CREATE TABLE officer (
    person_id    BIGINT NOT NULL PRIMARY KEY REFERENCES person (id),
    unit         TEXT NOT NULL,
    post         TEXT NOT NULL,
    office_phone TEXT NOT NULL,
    serves       TEXT NOT NULL,
    mobile       TEXT NOT NULL,   -- personal: shown masked, revealed with a reason in the journal
    listed       BIGINT NOT NULL, -- 1: in the public directory
    version      BIGINT NOT NULL
);

CREATE TABLE officer_cover (
    id         @id,
    officer_id BIGINT NOT NULL REFERENCES person (id),
    deputy_id  BIGINT NOT NULL REFERENCES person (id),
    kind       TEXT NOT NULL CHECK (kind IN ('stand_in', 'hand_over')),
    from_day   TEXT NOT NULL,
    until_day  TEXT NOT NULL,
    made_by    TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at   BIGINT
);
CREATE INDEX officer_cover_officer ON officer_cover (officer_id, id);
CREATE INDEX officer_cover_deputy ON officer_cover (deputy_id, id);

-- Authorities that stand for a stand-in or a hand-over end with it.
ALTER TABLE authority ADD COLUMN cover_id BIGINT REFERENCES officer_cover (id);
CREATE INDEX authority_person ON authority (person_id);

CREATE TABLE work_log (
    id         @id,
    officer_id BIGINT NOT NULL REFERENCES person (id),
    project_id BIGINT NOT NULL REFERENCES project (id),
    day        TEXT NOT NULL,
    kind       TEXT NOT NULL,
    body       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX work_log_officer ON work_log (officer_id, day, id);
CREATE INDEX work_log_project ON work_log (project_id, day, id);

CREATE TABLE question (
    id            @id,
    item_id       TEXT NOT NULL,
    department    TEXT NOT NULL,
    person_id     BIGINT REFERENCES person (id), -- NULL: anonymous
    address       TEXT NOT NULL,                 -- of an anonymous one, to bound it
    ticket        TEXT NOT NULL,                 -- SHA-256 of what an anonymous asker reads the answer with
    asked_private BIGINT NOT NULL,
    public        BIGINT NOT NULL,               -- the department answered for all
    state         TEXT NOT NULL CHECK (state IN ('asked', 'answered', 'hidden')),
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL
);
CREATE INDEX question_item ON question (item_id, id);
CREATE INDEX question_desk ON question (department, id) WHERE state = 'asked';
CREATE INDEX question_person ON question (person_id, id);
CREATE INDEX question_anonymous ON question (address, created_at) WHERE person_id IS NULL;

CREATE TABLE question_post (
    question_id BIGINT NOT NULL REFERENCES question (id),
    seq         BIGINT NOT NULL,
    answers     BIGINT NOT NULL, -- 1: by the department
    body        TEXT NOT NULL,
    author      TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (question_id, seq)
);

-- A good answer as a guide text of its item; each version stays.
CREATE TABLE guide_text (
    question_id BIGINT NOT NULL REFERENCES question (id),
    version     BIGINT NOT NULL,
    item_id     TEXT NOT NULL,
    title       TEXT NOT NULL,
    body        TEXT NOT NULL,
    author      TEXT NOT NULL,
    written_on  TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (question_id, version)
);
CREATE INDEX guide_text_item ON guide_text (item_id, question_id, version);

CREATE TABLE slot (
    id          @id,
    department  TEXT NOT NULL,
    day         TEXT NOT NULL,
    from_minute BIGINT NOT NULL, -- of the city's day
    to_minute   BIGINT NOT NULL,
    place       TEXT NOT NULL,
    link        TEXT NOT NULL,
    capacity    BIGINT NOT NULL,
    taken       BIGINT NOT NULL CHECK (taken >= 0 AND taken <= capacity),
    closed      BIGINT NOT NULL, -- 1: the department took it back
    made_by     TEXT NOT NULL,
    created_at  BIGINT NOT NULL
);
CREATE INDEX slot_department ON slot (department, day, from_minute, id);

CREATE TABLE booking (
    id         @id,
    slot_id    BIGINT NOT NULL REFERENCES slot (id),
    person_id  BIGINT NOT NULL REFERENCES person (id),
    subject    TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('booked', 'cancelled', 'came', 'no_show')),
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX booking_once ON booking (slot_id, person_id) WHERE state = 'booked';
CREATE INDEX booking_person ON booking (person_id, id);
