-- severity: fail
-- about: Documents end in core_fetches as the ledger of stage fetch counts them, batch by batch.
WITH
    told AS (
        SELECT interval_start, interval_end FROM checked_listings
        UNION
        SELECT interval_start, interval_end FROM checked_fetches
    ),
    counted AS (
        SELECT interval_start, interval_end, batch, unnest(map_entries(outcomes)) AS entry
        FROM checked_runs
        SEMI JOIN told USING (interval_start, interval_end)
        WHERE stage = 'fetch'
    ),
    expected AS (
        SELECT interval_start, interval_end, batch, entry.key AS outcome, entry."value" AS in_ledger
        FROM counted
    ),
    there AS (
        SELECT interval_start, interval_end, batch, outcome, count(*) AS in_fetches
        FROM checked_fetches
        GROUP BY ALL
    )
SELECT *
FROM expected
FULL JOIN there USING (interval_start, interval_end, batch, outcome)
WHERE in_ledger IS DISTINCT FROM in_fetches
ORDER BY ALL;
