-- about: Which listings could not serve an interval and why, which of the same source could, and which sources are not enabled.
-- topic: pipeline
-- param: first_day =
-- param: last_day =
-- param: source = %
-- note: Empty days mean the newest 7 days that were asked for; both days are included.
-- note: served_by lists the listings of the same source that did serve the interval: with one of them, nothing may be missing. not_enabled names sources that are in the list and not read.
WITH
    span AS (
        SELECT
            coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
            coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 6) AS first_day
        FROM (
            SELECT CAST(max(last_interval_end) - INTERVAL 1 SECOND AS DATE) AS newest
            FROM mart_pipeline_freshness
        )
    ),
    asked AS (
        SELECT *, outcome IN ('ok', 'not_modified', 'not_due') AS has_served
        FROM core_listings
        WHERE
            interval_start >= (SELECT first_day FROM span)
            AND interval_start < (SELECT last_day + 1 FROM span)
            AND source_id LIKE $source
            AND form <> 'manifest'
    ),
    gaps AS (SELECT * FROM asked WHERE NOT has_served),
    served AS (
        SELECT source_id, interval_start, interval_end, list(form ORDER BY form, url) AS served_by
        FROM asked
        SEMI JOIN gaps USING (source_id, interval_start, interval_end)
        WHERE has_served
        GROUP BY source_id, interval_start, interval_end
    )
SELECT
    interval_start,
    interval_end,
    source_id,
    form,
    url,
    outcome,
    reason,
    oldest_at,
    coalesce(served_by, []) AS served_by
FROM gaps
LEFT JOIN served USING (source_id, interval_start, interval_end)
UNION ALL
SELECT
    interval_start,
    interval_end,
    source_id,
    kind AS form,
    "location" AS url,
    'not_enabled' AS outcome,
    'enabled = false in the list of sources' AS reason,
    NULL AS oldest_at,
    [] AS served_by
FROM dim_sources
CROSS JOIN (SELECT DISTINCT interval_start, interval_end FROM asked)
WHERE NOT is_enabled AND kind <> 'unlisted' AND source_id LIKE $source
ORDER BY interval_start, interval_end, source_id, form, url;
