-- severity: fail
-- about: Documents end in core_fetches as the ledger of stage fetch counts them, batch by batch.
WITH
    told AS (
        SELECT interval_start, interval_end
        FROM core_listings
        SEMI JOIN checked_intervals USING (interval_start, interval_end)
        UNION
        SELECT interval_start, interval_end
        FROM core_fetches
        SEMI JOIN checked_intervals USING (interval_start, interval_end)
    ),
    counted AS (
        SELECT interval_start, interval_end, batch, unnest(map_entries(outcomes)) AS entry
        FROM core_runs
        SEMI JOIN told USING (interval_start, interval_end)
        WHERE stage = 'fetch'
    ),
    expected AS (
        SELECT interval_start, interval_end, batch, entry.key AS outcome, entry."value" AS in_ledger
        FROM counted
    ),
    there AS (
        SELECT interval_start, interval_end, batch, outcome, count(*) AS in_fetches
        FROM core_fetches
        SEMI JOIN told USING (interval_start, interval_end)
        GROUP BY ALL
    )
SELECT *
FROM expected
FULL JOIN there USING (interval_start, interval_end, batch, outcome)
WHERE in_ledger IS DISTINCT FROM in_fetches
ORDER BY ALL;
