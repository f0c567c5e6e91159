-- The ledger: what each stage counted, what it could not use, and what the checks found.

CREATE TABLE core_rejects (
    interval_start TIMESTAMP NOT NULL,
    interval_end TIMESTAMP NOT NULL,
    stage VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    source_id VARCHAR,
    url VARCHAR,
    outcome VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    raw_uri VARCHAR,
    raw_offset BIGINT
);

COMMENT ON TABLE core_rejects IS
    'Inputs that a stage could not use, each with the reason: nothing is lost. Loaded from the lake table `rejects`.';
COMMENT ON COLUMN core_rejects.interval_start IS 'Start of the data interval, UTC, inclusive.';
COMMENT ON COLUMN core_rejects.interval_end IS 'End of the data interval, UTC, exclusive.';
COMMENT ON COLUMN core_rejects.stage IS
    'Stage that rejected the input: discover, fetch, clean, annotate.';
COMMENT ON COLUMN core_rejects.batch IS 'Number of the batch within the interval, from 0.';
COMMENT ON COLUMN core_rejects.source_id IS 'Source of the input; see dim_sources.';
COMMENT ON COLUMN core_rejects.url IS 'Address of the input.';
COMMENT ON COLUMN core_rejects.outcome IS
    'Outcome of the closed list in which the input ended, never one that counts as success.';
COMMENT ON COLUMN core_rejects.reason IS 'What was wrong, in words a person can act on.';
COMMENT ON COLUMN core_rejects.raw_uri IS
    'Address of the file that holds the input, where there is one.';
COMMENT ON COLUMN core_rejects.raw_offset IS 'Byte offset of the input in that file.';

CREATE TABLE core_runs (
    interval_start TIMESTAMP NOT NULL,
    interval_end TIMESTAMP NOT NULL,
    stage VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    inputs BIGINT NOT NULL,
    outcomes MAP(VARCHAR, BIGINT) NOT NULL,
    seconds DOUBLE NOT NULL,
    versions MAP(VARCHAR, VARCHAR) NOT NULL,
    PRIMARY KEY (interval_start, interval_end, stage, batch)
);

COMMENT ON TABLE core_runs IS
    'The ledger: one row per data interval, stage and batch. The outcomes of a row add up to its inputs.';
COMMENT ON COLUMN core_runs.interval_start IS 'Start of the data interval, UTC, inclusive.';
COMMENT ON COLUMN core_runs.interval_end IS 'End of the data interval, UTC, exclusive.';
COMMENT ON COLUMN core_runs.stage IS 'discover, fetch, clean, annotate or load.';
COMMENT ON COLUMN core_runs.batch IS
    'Number of the batch within the interval, from 0; discover and load have batch 0 only.';
COMMENT ON COLUMN core_runs.inputs IS
    'Number of inputs of the stage: sources'' items, documents, raw records, or articles.';
COMMENT ON COLUMN core_runs.outcomes IS
    'Outcome of the closed list to number of inputs that ended in it; those of stage load follow later loads of the same articles.';
COMMENT ON COLUMN core_runs.seconds IS
    'Time the stage took, wall-clock seconds. The only column of the warehouse that differs between two runs over the same input.';
COMMENT ON COLUMN core_runs.versions IS 'Component to version: what made the result.';

CREATE TABLE core_checks (
    check_name VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    interval_start TIMESTAMP,
    interval_end TIMESTAMP,
    failing_rows BIGINT NOT NULL,
    sample VARCHAR NOT NULL
);

COMMENT ON TABLE core_checks IS
    'Result of each data check, one row per check and data interval (or all of them): replaced whenever the check runs for the same interval.';
COMMENT ON COLUMN core_checks.check_name IS 'Name of the check: its file in sql/checks.';
COMMENT ON COLUMN core_checks.severity IS
    '`fail` (the pipeline stops before publishing) or `warn`.';
COMMENT ON COLUMN core_checks.interval_start IS
    'Start of the data interval checked, UTC, inclusive; null for a check of the whole warehouse.';
COMMENT ON COLUMN core_checks.interval_end IS
    'End of the data interval checked, UTC, exclusive; null for a check of the whole warehouse.';
COMMENT ON COLUMN core_checks.failing_rows IS
    'Number of rows that the check selected: 0 when all is well.';
COMMENT ON COLUMN core_checks.sample IS
    'The first failing rows, at most five, as a JSON array of objects.';
