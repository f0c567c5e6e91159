-- Rebuild mart_source_health for the intervals that start on the days in rebuilt_days: a row for
-- each source that was asked, or that captures or rejects name. Intervals loaded before listings
-- and fetches were kept have neither; their documents are counted from articles and rejects.
DELETE FROM mart_source_health
WHERE CAST(interval_start AS DATE) IN (SELECT day FROM rebuilt_days);

INSERT INTO mart_source_health BY NAME
WITH
    asked AS (
        SELECT
            *,
            CASE
                WHEN form = 'manifest' THEN 0
                ELSE
                    coalesce(
                        list_position(['ok', 'not_modified', 'not_due', 'out_of_reach'], outcome), 5
                    )
            END AS severity
        FROM core_listings
        WHERE CAST(interval_start AS DATE) IN (SELECT day FROM rebuilt_days)
    ),
    listed AS (
        SELECT
            source_id,
            interval_start,
            interval_end,
            first(outcome ORDER BY severity DESC, form, url) AS state,
            nullif(first(reason ORDER BY severity DESC, form, url), '') AS reason,
            count(*) FILTER (severity > 0) AS listings,
            count(*) FILTER (severity = 5) AS listings_failed,
            count(*) FILTER (outcome = 'not_due') AS listings_not_due,
            count(*) FILTER (outcome = 'out_of_reach') AS listings_out_of_reach,
            max(seconds) AS listing_seconds_max,
            sum(seen) AS seen,
            sum(outside_interval) AS outside_interval,
            sum(filtered) AS filtered,
            max(newest_at) FILTER (
                outcome <> 'out_of_reach'
                AND newest_at < coalesce(asked_at, newest_at) + INTERVAL 1 DAY
            ) AS newest_listed_at
        FROM asked
        GROUP BY source_id, interval_start, interval_end
    ),
    documents AS (
        SELECT
            source_id,
            interval_start,
            interval_end,
            count(*) AS discovered,
            count(*) FILTER (outcome = 'ok') AS fetched,
            count(*) FILTER (outcome = 'not_modified') AS not_modified,
            sum(body_bytes) AS body_bytes,
            max(dated_at) AS newest_dated_at,
            quantile_cont(seconds, [0.5, 0.95, 0.99, 1.0]) FILTER (
                kind = 'http' AND status IS NOT NULL
            ) AS latency
        FROM core_fetches
        WHERE CAST(interval_start AS DATE) IN (SELECT day FROM rebuilt_days)
        GROUP BY source_id, interval_start, interval_end
    ),
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
    rejects AS (
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
            FROM rejects
            GROUP BY ALL
        )
        GROUP BY source_id, interval_start, interval_end
    ),
    rejected AS (
        SELECT
            source_id,
            interval_start,
            interval_end,
            sum(n) AS rejected,
            sum(n) FILTER (stage = 'clean') AS by_clean,
            sum(n) FILTER (stage = 'fetch') AS by_fetch,
            sum(n) FILTER (stage = 'fetch' AND outcome = 'robots_denied') AS robots_denied,
            map_from_entries(
                list((outcome, n) ORDER BY outcome) FILTER (
                    stage = 'fetch' AND outcome <> 'robots_denied'
                )
            ) AS failed_by_reason
        FROM rejects
        GROUP BY source_id, interval_start, interval_end
    ),
    joined AS (
        SELECT
            * REPLACE (
                coalesce(articles, 0) AS articles,
                coalesce(by_clean, 0) AS by_clean,
                coalesce(by_fetch, 0) AS by_fetch,
                coalesce(robots_denied, 0) AS robots_denied
            ),
            coalesce(greatest(newest_dated_at, newest_listed_at), newest_published_at) AS newest_at,
            CASE WHEN newest_at IS NOT NULL THEN least(newest_at, interval_end) END AS newest_item_at
        FROM listed
        FULL JOIN documents USING (source_id, interval_start, interval_end)
        FULL JOIN captured USING (source_id, interval_start, interval_end)
        FULL JOIN rejected USING (source_id, interval_start, interval_end)
        LEFT JOIN reasons USING (source_id, interval_start, interval_end)
    )
SELECT
    source_id,
    interval_start,
    interval_end,
    state,
    reason,
    coalesce(listings, 0) AS listings,
    coalesce(listings_failed, 0) AS listings_failed,
    coalesce(listings_not_due, 0) AS listings_not_due,
    coalesce(listings_out_of_reach, 0) AS listings_out_of_reach,
    listing_seconds_max,
    coalesce(discovered, articles + by_clean + by_fetch) AS discovered,
    coalesce(seen, 0) AS seen,
    coalesce(outside_interval, 0) AS outside_interval,
    coalesce(filtered, 0) AS filtered,
    coalesce(fetched, articles + by_clean) AS fetched,
    coalesce(not_modified, 0) AS not_modified,
    robots_denied,
    by_fetch - robots_denied AS failed,
    coalesce(failed_by_reason, map_from_entries([])) AS failed_by_reason,
    coalesce(body_bytes, 0) AS body_bytes,
    latency[1] AS latency_p50,
    latency[2] AS latency_p95,
    latency[3] AS latency_p99,
    latency[4] AS latency_max,
    articles,
    coalesce(rejected, 0) AS rejected,
    coalesce(rejected_by_outcome, map_from_entries([])) AS rejected_by_outcome,
    newest_published_at,
    newest_item_at,
    date_diff('second', newest_item_at, interval_end) AS lag_seconds
FROM joined
ORDER BY source_id, interval_start, interval_end;
