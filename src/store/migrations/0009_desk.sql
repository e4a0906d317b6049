-- Desks: the order of a department's inbox, stand-ins, how many cases a department handles at a time.

-- What the plan of the project last said of the case (D-1); the default is a case that no plan has been asked
-- about. The server brings these up to date; they are no part of the case's version.
ALTER TABLE approval_case ADD COLUMN desk_rank BIGINT NOT NULL DEFAULT 558558349361151;
ALTER TABLE approval_case ADD COLUMN float_days BIGINT;
ALTER TABLE approval_case ADD COLUMN decide_by TEXT;
ALTER TABLE approval_case ADD COLUMN target_start TEXT;
CREATE INDEX approval_case_rank ON approval_case (department, desk_rank, id) WHERE open = 1 AND state > 0;
CREATE INDEX approval_case_window ON approval_case (desk_rank, id) WHERE open = 1 AND state IN (1, 7);

CREATE TABLE desk_stand_in (
    id         @id,
    department TEXT NOT NULL,
    person     TEXT NOT NULL, -- sign-in name of who is away
    stand_in   TEXT NOT NULL, -- of who looks after the person's cases
    from_on    TEXT NOT NULL, -- both days count
    until_on   TEXT NOT NULL,
    ended      BIGINT NOT NULL,
    set_by     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX desk_stand_in_department ON desk_stand_in (department, until_on);

CREATE TABLE desk_capacity (
    department TEXT NOT NULL,
    from_on    TEXT NOT NULL,
    cases      BIGINT NOT NULL, -- handled at a time
    set_by     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (department, from_on)
);
