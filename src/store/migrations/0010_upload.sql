-- Files that are being handed in piece by piece; the bytes lie in the data folder.

CREATE TABLE upload (
    id         TEXT NOT NULL PRIMARY KEY, -- random, 128 bits, hex; the name of the file in uploads/
    person_id  BIGINT NOT NULL REFERENCES person (id),
    project_id BIGINT NOT NULL REFERENCES project (id),
    paper      TEXT NOT NULL,
    name       TEXT NOT NULL, -- of the file
    size       BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX upload_person ON upload (person_id);
