-- Ratings of finished cases with the tasks of poor ones, and joint handling.

CREATE TABLE rating (
    case_id      BIGINT NOT NULL PRIMARY KEY REFERENCES approval_case (id), -- once a case
    officer_id   BIGINT NOT NULL REFERENCES person (id),
    rated_by     TEXT NOT NULL,
    rated_on     TEXT NOT NULL,
    grade        BIGINT NOT NULL CHECK (grade BETWEEN 1 AND 5),
    remark       TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('none', 'open', 'corrected', 'closed')), -- of a poor one's task
    due_on       TEXT,
    correction   TEXT NOT NULL,
    corrected_on TEXT,
    call_back    TEXT NOT NULL,
    closed_by    TEXT NOT NULL,
    closed_on    TEXT
);
CREATE INDEX rating_officer ON rating (officer_id, case_id);

CREATE TABLE joint_sheet (
    id         @id,
    title      TEXT NOT NULL,
    conclusion TEXT NOT NULL,
    met_on     TEXT NOT NULL,
    link       TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
    made_by    TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE joint_case (
    sheet_id   BIGINT NOT NULL REFERENCES joint_sheet (id),
    case_id    BIGINT NOT NULL REFERENCES approval_case (id),
    department TEXT NOT NULL,
    version    BIGINT NOT NULL, -- of the case, when the sheet was written
    event      TEXT NOT NULL,
    reason     TEXT NOT NULL,
    result     TEXT NOT NULL,
    PRIMARY KEY (sheet_id, case_id)
);

CREATE TABLE joint_signature (
    sheet_id   BIGINT NOT NULL REFERENCES joint_sheet (id),
    department TEXT NOT NULL,
    signer     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (sheet_id, department)
);

-- On-line review by experts, tied to the special procedure that it pauses the case with.
CREATE TABLE review (
    id           @id,
    case_id      BIGINT NOT NULL REFERENCES approval_case (id),
    convened_by  TEXT NOT NULL,
    day          TEXT NOT NULL,
    link         TEXT NOT NULL,
    quorum       BIGINT NOT NULL,
    chair_id     BIGINT NOT NULL REFERENCES person (id),
    state        TEXT NOT NULL CHECK (state IN ('open', 'concluded', 'cancelled')),
    verdict      BIGINT NOT NULL,
    conclusion   TEXT NOT NULL,
    created_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX review_one_open ON review (case_id) WHERE state = 'open';

CREATE TABLE review_member (
    review_id    BIGINT NOT NULL REFERENCES review (id),
    person_id    BIGINT NOT NULL REFERENCES person (id),
    authority_id BIGINT NOT NULL REFERENCES authority (id), -- ends with the review
    declared     BIGINT NOT NULL, -- 0 not yet, 1 no conflict of interest, 2 a conflict: out
    verdict      BIGINT NOT NULL,
    opinion      TEXT NOT NULL,
    sha256       TEXT NOT NULL,   -- of the opinion, as the journal has it
    signed_at    BIGINT,
    PRIMARY KEY (review_id, person_id)
);
CREATE INDEX review_member_person ON review_member (person_id, review_id);
