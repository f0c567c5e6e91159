-- about: Which listings could not serve an interval and why, which of the same source could, and which sources are not enabled.
-- param: first_day = 1900-01-01
-- param: last_day = 2100-01-01
-- param: source = %
WITH
    asked AS (
        SELECT *, outcome IN ('ok', 'not_modified', 'not_due') AS has_served
        FROM core_listings
        WHERE
            CAST(interval_start AS DATE) BETWEEN CAST($first_day AS DATE) AND CAST($last_day AS DATE)
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
