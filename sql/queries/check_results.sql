-- about: How does each data check stand: where it last ran, where it found something, and what it means?
-- topic: pipeline
-- dashboard: yes
-- note: A check runs for each interval that is loaded; its result stays until it runs for it again.
-- note: failing_intervals counts those in which it selects rows now; sample has the first rows of the newest of them, as JSON. `fail` keeps the warehouse from being published, `warn` does not.
-- note: Every result is in core_checks, one row per check and interval.
-- param: severity = 
-- param: since = 
WITH
    results AS (
        SELECT *
        FROM core_checks
        WHERE
            $since = ''
            OR interval_start IS NULL
            OR interval_start >= CAST(nullif($since, '') AS TIMESTAMP)
    ),
    counted AS (
        SELECT
            check_name,
            count(*) AS intervals,
            count(*) FILTER (failing_rows > 0) AS failing_intervals,
            CAST(sum(failing_rows) AS BIGINT) AS failing_rows,
            max(interval_start) AS newest_interval,
            max(interval_start) FILTER (failing_rows > 0) AS newest_failing,
            first(sample ORDER BY interval_start DESC NULLS LAST, interval_end DESC) FILTER (
                failing_rows > 0
            ) AS sample
        FROM results
        GROUP BY check_name
    )
SELECT
    d.check_name,
    d.severity,
    CASE
        WHEN c.check_name IS NULL THEN 'never ran'
        WHEN c.failing_rows = 0 THEN 'ok'
        ELSE d.severity
    END AS state,
    coalesce(c.intervals, 0) AS intervals,
    coalesce(c.failing_intervals, 0) AS failing_intervals,
    coalesce(c.failing_rows, 0) AS failing_rows,
    c.newest_interval,
    c.newest_failing,
    d.about,
    c.sample
FROM dim_checks AS d
LEFT JOIN counted AS c USING (check_name)
WHERE $severity = '' OR d.severity = $severity
ORDER BY
    list_position(['fail', 'warn', 'ok', 'never ran'], state),
    c.newest_failing DESC NULLS LAST,
    d.check_name;
