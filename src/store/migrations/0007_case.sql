-- Applications for a stage, the cases that they are sent out as, and what belongs to a case. Events of a
-- case are never changed; the columns of approval_case repeat what follows from them, so that desks and the
-- daily job find cases by index.

-- What was undone (a permit recalled or revoked) counts as decided only before that day.
ALTER TABLE progress ADD COLUMN undone_on TEXT;

CREATE TABLE application (
    id           @id,
    project_id   BIGINT NOT NULL REFERENCES project (id),
    stage        BIGINT NOT NULL,
    form         TEXT NOT NULL, -- JSON object: what the applicant filled in, once
    submitted_on TEXT NOT NULL,
    submitted_by TEXT NOT NULL,
    noticed_on   TEXT,          -- the one notice of what is missing
    closed_on    TEXT,          -- by the lead department of the stage
    closed_by    TEXT NOT NULL,
    version      BIGINT NOT NULL,
    created_at   BIGINT NOT NULL
);
CREATE INDEX application_project ON application (project_id, id);

CREATE TABLE approval_case (
    id                  @id,
    application_id      BIGINT NOT NULL REFERENCES application (id),
    project_id          BIGINT NOT NULL REFERENCES project (id),
    item_id             TEXT NOT NULL,
    department          TEXT NOT NULL,
    stage               BIGINT NOT NULL,
    state               BIGINT NOT NULL, -- the code, 0 to 15
    version             BIGINT NOT NULL, -- one more with each event
    open                BIGINT NOT NULL, -- 1 until it has ended
    committed           BIGINT NOT NULL, -- decided on a commitment
    green               BIGINT NOT NULL,
    first_on            TEXT,
    accepted_on         TEXT,
    ended_on            TEXT,
    due_on              TEXT,            -- as last computed; the daily job compares
    limit_on            TEXT,
    result              TEXT NOT NULL,   -- number of the permit
    valid_until         TEXT,
    validity_extensions BIGINT NOT NULL,
    validity_warning    BIGINT NOT NULL, -- what was last said: 0 fine, 1 will lapse, 2 lapsed
    assignee            TEXT NOT NULL,
    created_at          BIGINT NOT NULL,
    changed_at          BIGINT NOT NULL
);
CREATE UNIQUE INDEX approval_case_one_open ON approval_case (project_id, item_id) WHERE open = 1;
CREATE INDEX approval_case_project ON approval_case (project_id, id);
CREATE INDEX approval_case_application ON approval_case (application_id, id);
CREATE INDEX approval_case_desk ON approval_case (department, due_on, id) WHERE open = 1;
CREATE INDEX approval_case_daily ON approval_case (id) WHERE open = 1;
CREATE INDEX approval_case_valid ON approval_case (id) WHERE valid_until IS NOT NULL;

CREATE TABLE case_event (
    case_id    BIGINT NOT NULL REFERENCES approval_case (id),
    seq        BIGINT NOT NULL, -- the version that it made
    event      TEXT NOT NULL,
    state      BIGINT NOT NULL,
    day        TEXT NOT NULL,
    special    TEXT NOT NULL,
    length     BIGINT NOT NULL,
    unit       BIGINT NOT NULL, -- 0 working days, 1 natural days
    reason     TEXT NOT NULL,
    rule       TEXT NOT NULL,   -- of an act of the program
    side       TEXT NOT NULL,
    actor      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, seq)
);

-- A paper is handed in once for the project; its bytes are kept by their hash.
CREATE TABLE project_paper (
    project_id BIGINT NOT NULL REFERENCES project (id),
    paper      TEXT NOT NULL, -- the id under which the template knows it (T-22)
    file       TEXT NOT NULL, -- SHA-256, hex
    name       TEXT NOT NULL, -- of the file
    media      TEXT NOT NULL,
    size       BIGINT NOT NULL,
    added_on   TEXT NOT NULL,
    added_by   TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (project_id, paper)
);

-- What a department misses, for the one notice.
CREATE TABLE paper_defect (
    id         @id,
    case_id    BIGINT NOT NULL REFERENCES approval_case (id),
    paper      TEXT NOT NULL,
    why        TEXT NOT NULL,
    told_on    TEXT,
    added_by   TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX paper_defect_case ON paper_defect (case_id, id);

CREATE TABLE commitment_text (
    id         TEXT NOT NULL,
    version    BIGINT NOT NULL,
    body       TEXT NOT NULL, -- JSON: titles, points, days
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id, version)
);

CREATE TABLE tolerance (
    id           @id,
    case_id      BIGINT NOT NULL REFERENCES approval_case (id),
    project_id   BIGINT NOT NULL REFERENCES project (id),
    paper        TEXT NOT NULL,
    mode         TEXT NOT NULL,
    basis        TEXT NOT NULL,
    text_id      TEXT NOT NULL,
    text_version BIGINT NOT NULL,
    signer       TEXT NOT NULL,
    allowed_by   TEXT NOT NULL,
    allowed_on   TEXT NOT NULL,
    due_on       TEXT NOT NULL,
    state        TEXT NOT NULL,
    reminded     BIGINT NOT NULL, -- working days of the last reminder, or 0
    ended_on     TEXT
);
CREATE INDEX tolerance_case ON tolerance (case_id, id);
CREATE INDEX tolerance_open ON tolerance (id) WHERE state = 'open';

CREATE TABLE commitment (
    id           @id,
    case_id      BIGINT NOT NULL REFERENCES approval_case (id),
    project_id   BIGINT NOT NULL REFERENCES project (id),
    start        BIGINT NOT NULL, -- 1: signed for the start, with others on one sheet
    text_id      TEXT NOT NULL,
    text_version BIGINT NOT NULL,
    signer       TEXT NOT NULL,
    signed_on    TEXT NOT NULL,
    due_on       TEXT NOT NULL,   -- what is owed, or the correction
    state        TEXT NOT NULL,
    corrected    BIGINT NOT NULL, -- 1: ordered to be put right once
    late_on      TEXT,
    reminded     BIGINT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX commitment_case ON commitment (case_id, id);
CREATE INDEX commitment_project ON commitment (project_id, id);
CREATE INDEX commitment_running ON commitment (id) WHERE state IN ('pending', 'correcting');

CREATE TABLE commitment_check (
    id            @id,
    commitment_id BIGINT NOT NULL REFERENCES commitment (id),
    day           TEXT NOT NULL,
    checker       TEXT NOT NULL,
    event         TEXT NOT NULL,
    note          TEXT NOT NULL,
    created_at    BIGINT NOT NULL
);
CREATE INDEX commitment_check_commitment ON commitment_check (commitment_id, id);

CREATE TABLE green_request (
    case_id    BIGINT NOT NULL PRIMARY KEY REFERENCES approval_case (id),
    reason     TEXT NOT NULL,
    asked_by   TEXT NOT NULL,
    asked_on   TEXT NOT NULL,
    state      TEXT NOT NULL, -- asked, granted, refused
    decided_by TEXT NOT NULL,
    decided_on TEXT,
    answer     TEXT NOT NULL
);

-- A lapsed tolerance or a revoked commitment of an owner (its code, or its name where it has none).
CREATE TABLE credit_record (
    id          @id,
    owner       TEXT NOT NULL,
    case_id     BIGINT NOT NULL REFERENCES approval_case (id),
    kind        TEXT NOT NULL, -- tolerance, commitment
    reason      TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    until_on    TEXT NOT NULL,
    repaired_on TEXT,
    repaired_by TEXT NOT NULL
);
CREATE INDEX credit_record_owner ON credit_record (owner, until_on);
