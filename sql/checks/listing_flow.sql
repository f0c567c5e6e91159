-- severity: fail
-- about: What listings showed adds up to what the ledger of stage discover counts.
WITH
    shown AS (
        SELECT
            interval_start,
            interval_end,
            sum(discovered) AS discovered,
            sum(seen) AS seen,
            sum(outside_interval) AS outside_interval,
            sum(filtered) AS filtered,
            sum(rejected) AS rejected
        FROM checked_listings
        GROUP BY interval_start, interval_end
    ),
    counted AS (
        SELECT
            interval_start,
            interval_end,
            inputs,
            coalesce(outcomes['ok'], 0) AS ok,
            coalesce(outcomes['seen'], 0) AS seen,
            coalesce(outcomes['outside_interval'], 0) AS outside_interval,
            coalesce(outcomes['filtered'], 0) AS filtered
        FROM checked_runs
        WHERE stage = 'discover'
    )
SELECT s.*, c.inputs, c.ok
FROM shown AS s
LEFT JOIN counted AS c USING (interval_start, interval_end)
WHERE
    s.discovered IS DISTINCT FROM c.ok
    OR s.seen IS DISTINCT FROM c.seen
    OR s.outside_interval IS DISTINCT FROM c.outside_interval
    OR s.filtered IS DISTINCT FROM c.filtered
    OR s.rejected IS DISTINCT FROM c.inputs - c.ok - c.seen - c.outside_interval - c.filtered
ORDER BY ALL;
