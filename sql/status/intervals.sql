-- The last intervals loaded: what became of their articles, and what was rejected on the way.
WITH
    latest AS (
        SELECT interval_start, interval_end, inputs, outcomes
        FROM core_runs
        WHERE stage = 'load'
        ORDER BY interval_start DESC, interval_end DESC
        LIMIT $intervals
    ),
    rejected AS (
        SELECT interval_start, interval_end, count(*) AS n
        FROM core_rejects
        GROUP BY interval_start, interval_end
    )
SELECT
    l.interval_start,
    l.interval_end,
    l.inputs AS articles,
    coalesce(l.outcomes['ok'], 0) AS ok,
    coalesce(l.outcomes['unchanged'], 0) AS unchanged,
    coalesce(l.outcomes['superseded'], 0) AS superseded,
    coalesce(r.n, 0) AS rejects
FROM latest AS l
LEFT JOIN rejected AS r USING (interval_start, interval_end)
ORDER BY l.interval_start DESC, l.interval_end DESC;
