-- severity: warn
-- about: Each source, and all of them together, bring as many articles as their own intervals of the four months before let expect.
-- Compared are intervals of the same length that begin at the same time of day: on the same weekday
-- where there are 14 of them, else on the same part of the week (Saturday and Sunday, or the rest)
-- where there are 14, else nothing is said. An interval counts for a source that was asked in it, or
-- gave something; it gave 0 articles if none. Counts are compared as 2 * sqrt(n + 3/8), whose
-- standard deviation is 1 for Poisson counts of any size (Anscombe 1948); what is expected is the
-- median, give or take four times 1.4826 times the median absolute deviation, or four times 1 if
-- that is more. Of the whole warehouse, the intervals of the last week are looked at.
WITH
    judged AS (
        SELECT interval_start, interval_end
        FROM checked_intervals
        WHERE interval_start > (SELECT max(interval_start) - INTERVAL 7 DAY FROM checked_intervals)
    ),
    since AS (SELECT min(interval_start) - INTERVAL 120 DAY AS first_start FROM judged),
    asked AS (
        SELECT source_id, interval_start, interval_end
        FROM core_listings
        WHERE interval_start >= (SELECT first_start FROM since) AND outcome <> 'out_of_reach'
        UNION
        SELECT '(all)', interval_start, interval_end
        FROM core_runs
        WHERE interval_start >= (SELECT first_start FROM since) AND stage = 'load'
    ),
    given AS (
        SELECT
            coalesce(source_id, '(all)') AS source_id,
            interval_start,
            interval_end,
            count(*) AS articles
        FROM core_captures
        WHERE interval_start >= (SELECT first_start FROM since)
        GROUP BY GROUPING SETS (
            (source_id, interval_start, interval_end),
            (interval_start, interval_end)
        )
    ),
    counted AS (
        SELECT
            source_id,
            interval_start,
            interval_end,
            coalesce(articles, 0) AS articles,
            2 * sqrt(coalesce(articles, 0) + 0.375) AS root,
            (epoch(interval_end - interval_start), CAST(interval_start AS TIME)) AS kind,
            isodow(interval_start) AS weekday,
            isodow(interval_start) >= 6 AS is_weekend
        FROM asked
        FULL JOIN given USING (source_id, interval_start, interval_end)
        WHERE source_id NOT IN (SELECT source_id FROM dim_sources WHERE NOT is_enabled)
    ),
    compared AS (
        SELECT
            n.source_id,
            n.interval_start,
            n.interval_end,
            n.articles,
            n.root,
            unnest(['weekday', 'part of the week']) AS basis,
            b.articles AS articles_before,
            b.root AS root_before,
            b.weekday = n.weekday OR basis <> 'weekday' AS is_alike
        FROM counted AS n
        SEMI JOIN judged USING (interval_start, interval_end)
        JOIN counted AS b
            ON
                b.source_id = n.source_id
                AND b.kind = n.kind
                AND b.is_weekend = n.is_weekend
                AND b.interval_start < n.interval_start
                AND b.interval_start >= n.interval_start - INTERVAL 120 DAY
    ),
    expected AS (
        SELECT
            source_id,
            interval_start,
            interval_end,
            articles,
            root,
            basis,
            count(*) AS intervals_before,
            median(root_before) AS middle,
            4 * greatest(1, 1.4826 * mad(root_before)) AS reach
        FROM compared
        WHERE is_alike
        GROUP BY source_id, interval_start, interval_end, articles, root, basis
        HAVING count(*) >= 14 AND max(articles_before) > 0
        QUALIFY
            row_number() OVER (
                PARTITION BY source_id, interval_start, interval_end ORDER BY basis DESC
            ) = 1
    )
SELECT
    source_id,
    interval_start,
    interval_end,
    articles,
    CAST(ceil(greatest(middle - reach, 0) ** 2 / 4 - 0.375) AS BIGINT) AS expected_low,
    CAST(floor((middle + reach) ** 2 / 4 - 0.375) AS BIGINT) AS expected_high,
    intervals_before,
    basis AS of_the_same
FROM expected
WHERE abs(root - middle) > reach
ORDER BY source_id, interval_start, interval_end;
