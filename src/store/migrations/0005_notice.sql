-- Notices of people, how each wants to be told, and what waits to be sent.

CREATE TABLE notice (
    id         @id,
    person_id  BIGINT NOT NULL REFERENCES person (id),
    kind       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    project    TEXT NOT NULL,
    item       TEXT NOT NULL,
    item_en    TEXT NOT NULL,
    note       TEXT NOT NULL,
    day        TEXT,
    created_at BIGINT NOT NULL,
    read_at    BIGINT,
    settled    BIGINT NOT NULL -- 1: sent at once, in a digest, or not to be sent
);
CREATE INDEX notice_person ON notice (person_id, id);
CREATE INDEX notice_waiting ON notice (person_id) WHERE settled = 0;
CREATE INDEX notice_unread ON notice (person_id) WHERE read_at IS NULL;

CREATE TABLE notice_setting (
    person_id  BIGINT NOT NULL PRIMARY KEY REFERENCES person (id),
    email      TEXT NOT NULL,
    phone      TEXT NOT NULL,
    hour       BIGINT NOT NULL,
    english    BIGINT NOT NULL,
    by_email   BIGINT NOT NULL,
    by_webhook BIGINT NOT NULL,
    digest_on  TEXT -- day of the newest digest
);

-- Messages on their way; written with what they tell of, so that none is lost, and sent at least once.
CREATE TABLE outbox (
    id         @id,
    channel    TEXT NOT NULL CHECK (channel IN ('email', 'webhook')),
    recipient  TEXT NOT NULL,
    title      TEXT NOT NULL,
    body       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    next_at    BIGINT NOT NULL,
    tries      BIGINT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    error      TEXT NOT NULL
);
CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state = 'waiting';
