-- about: Which listings could not serve an interval and why, and which of the same source could.
-- param: first_day = 1900-01-01
-- param: last_day = 2100-01-01
-- param: source = %
WITH asked AS (
    SELECT *, outcome IN ('ok', 'not_modified', 'not_due') AND form <> 'manifest' AS has_served
    FROM core_listings
    WHERE
        CAST(interval_start AS DATE) BETWEEN CAST($first_day AS DATE) AND CAST($last_day AS DATE)
        AND source_id LIKE $source
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
    coalesce(list(form) FILTER (has_served) OVER same_source, []) AS served_by
FROM asked
WINDOW same_source AS (PARTITION BY source_id, interval_start, interval_end)
QUALIFY NOT has_served AND form <> 'manifest'
ORDER BY interval_start, interval_end, source_id, form, url;
