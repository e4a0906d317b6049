-- Second factors: the shared secret, sealed with a key that does not lie in the database, and hashes of
-- the codes for the day on which the device is lost.

CREATE TABLE second_factor (
    person_id BIGINT NOT NULL PRIMARY KEY REFERENCES person (id),
    sealed    @bytes NOT NULL,
    last_step BIGINT NOT NULL, -- the newest step whose code was used
    confirmed BIGINT NOT NULL, -- 0: shown, not yet proved
    made_at   BIGINT NOT NULL
);

CREATE TABLE recovery_code (
    person_id BIGINT NOT NULL REFERENCES person (id),
    code_hash TEXT NOT NULL,
    PRIMARY KEY (person_id, code_hash)
);
