-- severity: fail
-- about: There are as many rejects of each outcome as the ledger counts.
WITH
    counted AS (
        SELECT interval_start, interval_end, stage, batch, unnest(map_entries(outcomes)) AS entry
        FROM checked_runs
    ),
    expected AS (
        SELECT
            interval_start,
            interval_end,
            stage,
            batch,
            entry.key AS outcome,
            entry."value" AS in_ledger
        FROM counted
        WHERE NOT list_contains($not_rejects, entry.key)
    ),
    there AS (
        SELECT interval_start, interval_end, stage, batch, outcome, count(*) AS in_rejects
        FROM checked_rejects
        GROUP BY ALL
    )
SELECT *
FROM expected
FULL JOIN there USING (interval_start, interval_end, stage, batch, outcome)
WHERE in_ledger IS DISTINCT FROM in_rejects
ORDER BY ALL;
