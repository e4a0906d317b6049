-- Bodies that people belong to, and the authorities that bind a person to projects.

CREATE TABLE body (
    code       TEXT NOT NULL PRIMARY KEY, -- unified social credit code of an enterprise, id of a department
    kind       TEXT NOT NULL CHECK (kind IN ('enterprise', 'department')),
    name_zh    TEXT NOT NULL,
    name_en    TEXT NOT NULL
);

ALTER TABLE person ADD COLUMN body TEXT NOT NULL DEFAULT '';

-- A delegate's written authority, a service officer's assignment, an expert's invitation.
CREATE TABLE authority (
    id         @id,
    person_id  BIGINT NOT NULL REFERENCES person (id),
    holder     TEXT NOT NULL, -- role and person as the scope names them, "delegate:17"
    body       TEXT NOT NULL, -- the enterprise whose projects all count, or ''
    project_id BIGINT REFERENCES project (id),
    from_day   TEXT NOT NULL,
    until_day  TEXT,          -- the last day that counts, or NULL
    paper      TEXT NOT NULL,
    given_by   TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at   BIGINT
);
CREATE INDEX authority_holder ON authority (holder);
CREATE INDEX authority_project ON authority (project_id);
