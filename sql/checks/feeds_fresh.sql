-- severity: warn
-- about: No feed is silent for a day and for three times as long as it ever was in the month before.
WITH
    asked AS (
        SELECT
            source_id,
            url,
            interval_start,
            newest_at,
            asked_at - newest_at AS silence
        FROM core_listings
        WHERE
            form = 'feed'
            AND outcome IN ('ok', 'not_modified', 'not_due')
            AND asked_at IS NOT NULL
            AND newest_at IS NOT NULL
            AND interval_start <= (SELECT max(interval_start) FROM checked_intervals)
            AND source_id NOT IN (SELECT source_id FROM dim_sources WHERE NOT is_enabled)
    ),
    latest AS (
        SELECT *
        FROM asked
        WHERE interval_start IN (SELECT interval_start FROM checked_intervals)
        QUALIFY row_number() OVER (PARTITION BY source_id, url ORDER BY interval_start DESC) = 1
    ),
    before AS (
        SELECT l.source_id, l.url, count(*) AS polls, max(a.silence) AS longest_silence
        FROM latest AS l
        JOIN asked AS a
            ON
                a.source_id = l.source_id
                AND a.url = l.url
                AND a.newest_at < l.newest_at
                AND a.interval_start > l.newest_at - INTERVAL 30 DAY
        GROUP BY l.source_id, l.url
    )
SELECT l.source_id, l.url, l.newest_at, l.silence, b.longest_silence
FROM latest AS l
JOIN before AS b USING (source_id, url)
WHERE
    b.polls >= 3
    AND l.silence > INTERVAL 1 DAY
    AND l.silence > 3 * b.longest_silence
ORDER BY l.source_id, l.url;
