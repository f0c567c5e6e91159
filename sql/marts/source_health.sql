-- Rebuild mart_source_health for the intervals that start on the days in rebuilt_days.
DELETE FROM mart_source_health
WHERE CAST(interval_start AS DATE) IN (SELECT day FROM rebuilt_days);

INSERT INTO mart_source_health BY NAME
WITH
    captured AS (
        SELECT
            source_id,
            interval_start,
            interval_end,
            count(*) AS articles,
            max(published_at) AS newest_published_at
        FROM core_captures
        WHERE CAST(interval_start AS DATE) IN (SELECT day FROM rebuilt_days)
        GROUP BY source_id, interval_start, interval_end
    ),
    rejected AS (
        SELECT source_id, interval_start, interval_end, stage, outcome, count(*) AS n
        FROM core_rejects
        WHERE
            source_id IS NOT NULL
            AND CAST(interval_start AS DATE) IN (SELECT day FROM rebuilt_days)
        GROUP BY ALL
    ),
    reasons AS (
        SELECT
            source_id,
            interval_start,
            interval_end,
            map_from_entries(list((outcome, n) ORDER BY outcome)) AS rejected_by_outcome
        FROM (
            SELECT
                source_id, interval_start, interval_end, outcome, CAST(sum(n) AS BIGINT) AS n
            FROM rejected
            GROUP BY ALL
        )
        GROUP BY source_id, interval_start, interval_end
    ),
    stages AS (
        SELECT
            source_id,
            interval_start,
            interval_end,
            sum(n) AS rejected,
            coalesce(sum(n) FILTER (stage IN ('fetch', 'clean')), 0) AS after_discover,
            coalesce(sum(n) FILTER (stage = 'clean'), 0) AS after_fetch
        FROM rejected
        GROUP BY source_id, interval_start, interval_end
    )
SELECT
    source_id,
    interval_start,
    interval_end,
    CAST(coalesce(c.articles, 0) + coalesce(s.after_discover, 0) AS BIGINT) AS discovered,
    CAST(coalesce(c.articles, 0) + coalesce(s.after_fetch, 0) AS BIGINT) AS fetched,
    coalesce(c.articles, 0) AS articles,
    CAST(coalesce(s.rejected, 0) AS BIGINT) AS rejected,
    coalesce(r.rejected_by_outcome, map_from_entries([])) AS rejected_by_outcome,
    c.newest_published_at
FROM captured AS c
FULL JOIN stages AS s USING (source_id, interval_start, interval_end)
LEFT JOIN reasons AS r USING (source_id, interval_start, interval_end)
ORDER BY source_id, interval_start, interval_end;
