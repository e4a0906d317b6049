-- Forecasts that were kept, to be scored when their day has come.

CREATE TABLE forecast (
    id           @id,
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    as_of        TEXT NOT NULL,
    by_day       TEXT NOT NULL,
    trials       BIGINT NOT NULL,
    seed         BIGINT NOT NULL,
    started      BIGINT NOT NULL, -- had started on as_of
    planned      BIGINT NOT NULL,
    p10          BIGINT NOT NULL,
    p50          BIGINT NOT NULL,
    p90          BIGINT NOT NULL,
    kept_by      TEXT NOT NULL,
    kept_at      BIGINT NOT NULL
);
CREATE INDEX forecast_of_programme ON forecast (programme_id, by_day);

-- Of each project that had not started: its chance to start by the forecast's day, in thousandths.
CREATE TABLE forecast_chance (
    forecast_id BIGINT NOT NULL REFERENCES forecast (id),
    project_id  BIGINT NOT NULL REFERENCES project (id),
    chance_by   BIGINT NOT NULL,
    PRIMARY KEY (forecast_id, project_id)
);
