-- Replace the interval's rows of the ledger (those of earlier stages are in the view lake_ledger),
-- and bring the rows that stage load has for other touched intervals up to date.
CREATE OR REPLACE TEMP TABLE load_counts AS
SELECT
    i.interval_start,
    i.interval_end,
    CAST(coalesce(sum(n), 0) AS BIGINT) AS inputs,
    map_from_entries(
        coalesce(list((outcome, n) ORDER BY outcome) FILTER (outcome IS NOT NULL), [])
    ) AS outcomes
FROM touched_intervals AS i
LEFT JOIN (
    SELECT interval_start, interval_end, outcome, count(*) AS n
    FROM core_captures
    SEMI JOIN touched_intervals USING (interval_start, interval_end)
    GROUP BY ALL
) AS c
    USING (interval_start, interval_end)
GROUP BY ALL;

DELETE FROM core_runs
WHERE interval_start = $interval_start AND interval_end = $interval_end;

INSERT INTO core_runs BY NAME
SELECT * FROM lake_ledger
ORDER BY stage, batch;

INSERT INTO core_runs BY NAME
SELECT
    interval_start,
    interval_end,
    'load' AS stage,
    0 AS batch,
    inputs,
    outcomes,
    $seconds AS seconds,
    map($version_names, $version_values) AS versions
FROM load_counts
WHERE interval_start = $interval_start AND interval_end = $interval_end;

UPDATE core_runs
SET inputs = c.inputs, outcomes = c.outcomes
FROM load_counts AS c
WHERE
    core_runs.stage = 'load'
    AND core_runs.interval_start = c.interval_start
    AND core_runs.interval_end = c.interval_end
    AND NOT (c.interval_start = $interval_start AND c.interval_end = $interval_end);
