-- about: Hosts by the time that 95 % of their answers take, with what failed and how much they sent.
-- param: first_day = 1900-01-01
-- param: last_day = 2100-01-01
-- param: limit = 20
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
    AND CAST(interval_start AS DATE) BETWEEN CAST($first_day AS DATE) AND CAST($last_day AS DATE)
GROUP BY host
ORDER BY p95_seconds DESC NULLS LAST, failed DESC, host
LIMIT CAST($limit AS BIGINT);
