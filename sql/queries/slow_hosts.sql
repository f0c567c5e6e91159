-- about: Hosts by the time that 95 % of their answers take, with what failed and how much they sent.
-- topic: pipeline
-- param: first_day =
-- param: last_day =
-- param: limit = 20
-- note: Empty days mean the newest 30 days that were fetched; both days are included. Requests over HTTP only: archives and files, as in the sample, have no hosts.
-- note: Seconds are of requests that were answered, with any status; failed counts answers with an error and those that never came.
-- example: no, archives and files, which the sample is, have no hosts
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (
        SELECT CAST(max(last_interval_end) - INTERVAL 1 SECOND AS DATE) AS newest
        FROM mart_pipeline_freshness
    )
)
SELECT
    regexp_replace(split_part(coalesce(final_url, url), '/', 3), ':[0-9]*$', '') AS host,
    count(*) AS requests,
    count(*) FILTER (outcome NOT IN ('ok', 'not_modified')) AS failed,
    round(quantile_cont(seconds, 0.5) FILTER (status IS NOT NULL), 3) AS p50_seconds,
    round(quantile_cont(seconds, 0.95) FILTER (status IS NOT NULL), 3) AS p95_seconds,
    round(max(seconds) FILTER (status IS NOT NULL), 3) AS max_seconds,
    CAST(coalesce(sum(body_bytes), 0) AS BIGINT) AS body_bytes
FROM core_fetches
WHERE
    kind = 'http'
    AND seconds IS NOT NULL
    AND interval_start >= (SELECT first_day FROM span)
    AND interval_start < (SELECT last_day + 1 FROM span)
GROUP BY host
ORDER BY p95_seconds DESC NULLS LAST, failed DESC, host
LIMIT CAST($limit AS BIGINT);
