-- severity: warn
-- about: No enabled source failed with all its listings in the last three intervals of a month.
WITH
    answers AS (
        SELECT
            source_id,
            interval_start,
            interval_end,
            bool_and(outcome NOT IN ('ok', 'not_modified', 'not_due', 'out_of_reach')) AS is_dead,
            first(reason ORDER BY form, url) AS reason
        FROM core_listings
        WHERE
            interval_start <= (SELECT max(interval_start) FROM checked_intervals)
            AND interval_start
            > (SELECT max(interval_start) - INTERVAL 30 DAY FROM checked_intervals)
            AND source_id NOT IN (SELECT source_id FROM dim_sources WHERE NOT is_enabled)
        GROUP BY source_id, interval_start, interval_end
    ),
    ranked AS (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY source_id ORDER BY interval_start DESC, interval_end DESC
            ) AS ago
        FROM answers
    )
SELECT
    source_id,
    min(interval_start) AS since,
    max(interval_end) AS until,
    first(reason ORDER BY ago) AS reason
FROM ranked
WHERE ago <= 3
GROUP BY source_id
HAVING
    bool_and(is_dead)
    AND count(*) = 3
    AND max(interval_start) IN (SELECT interval_start FROM checked_intervals)
ORDER BY source_id;
