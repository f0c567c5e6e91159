-- severity: warn
-- about: Of each source, and of all together, articles are as long, as often rejected or without a date, and tell as many events as in the month before.
-- Compared are intervals of the same length with at least 20 documents, where there are 14 of them in
-- the 30 days before. Shares are compared as asin(sqrt(p)), whose standard deviation is
-- 1 / sqrt(4 n) for n documents (Anscombe 1948), means and medians as logarithms; what is expected is
-- the median, give or take four times 1.4826 times the median absolute deviation, or four times
-- that standard deviation if that is more. For the logarithm it is 0.1, and of events 1 / sqrt(n) if
-- that is more: as if articles differed in them by as much as there are. Of the whole warehouse, the
-- intervals of the last week are looked at.
WITH
    judged AS (
        SELECT interval_start, interval_end
        FROM checked_intervals
        WHERE interval_start > (SELECT max(interval_start) - INTERVAL 7 DAY FROM checked_intervals)
    ),
    since AS (SELECT min(interval_start) - INTERVAL 30 DAY AS first_start FROM judged),
    articles AS (
        SELECT
            article_id,
            source_id,
            interval_start,
            interval_end,
            word_count,
            published_precision = 'fetched' OR published_at IS NULL AS is_undated,
            duplicate_of IS NULL AS is_original
        FROM core_articles
        WHERE interval_start >= (SELECT first_start FROM since)
    ),
    told AS (
        SELECT article_id, count(*) AS events
        FROM core_events
        SEMI JOIN articles USING (article_id)
        GROUP BY article_id
    ),
    given AS (
        SELECT
            coalesce(source_id, '(all)') AS source_id,
            interval_start,
            interval_end,
            count(*) AS articles,
            count(*) FILTER (is_undated) AS undated,
            count(*) FILTER (is_original) AS originals,
            CAST(sum(events) FILTER (is_original) AS BIGINT) AS events,
            median(word_count) AS words
        FROM articles
        LEFT JOIN told USING (article_id)
        GROUP BY GROUPING SETS (
            (source_id, interval_start, interval_end),
            (interval_start, interval_end)
        )
    ),
    dropped AS (
        SELECT
            coalesce(source_id, '(all)') AS source_id,
            interval_start,
            interval_end,
            count(*) AS rejected
        FROM core_rejects
        WHERE
            stage = 'clean'
            AND source_id IS NOT NULL
            AND interval_start >= (SELECT first_start FROM since)
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
            coalesce(rejected, 0) AS rejected,
            undated,
            originals,
            coalesce(events, 0) AS events,
            words
        FROM given
        FULL JOIN dropped USING (source_id, interval_start, interval_end)
    ),
    measured AS (
        SELECT
            source_id,
            interval_start,
            interval_end,
            'share of documents rejected' AS measure,
            articles + rejected AS n,
            rejected / n AS "value",
            asin(sqrt((rejected + 0.375) / (n + 0.75))) AS scaled,
            0.5 / sqrt(n + 0.5) AS deviation
        FROM counted
        WHERE articles + rejected >= 20
        UNION ALL
        SELECT
            source_id,
            interval_start,
            interval_end,
            'share of articles without a date',
            articles,
            undated / articles,
            asin(sqrt((undated + 0.375) / (articles + 0.75))),
            0.5 / sqrt(articles + 0.5)
        FROM counted
        WHERE articles >= 20
        UNION ALL
        SELECT
            source_id,
            interval_start,
            interval_end,
            'events per original article',
            originals,
            events / originals,
            ln((events + 0.5) / originals),
            greatest(0.1, 1 / sqrt(originals))
        FROM counted
        WHERE originals >= 20
        UNION ALL
        SELECT
            source_id,
            interval_start,
            interval_end,
            'median of words per article',
            articles,
            words,
            ln(greatest(words, 1)),
            0.1
        FROM counted
        WHERE articles >= 20 AND words IS NOT NULL
    ),
    expected AS (
        SELECT
            n.source_id,
            n.interval_start,
            n.interval_end,
            n.measure,
            n.n,
            n."value",
            n.scaled,
            count(*) AS intervals_before,
            median(b.scaled) AS middle,
            median(b."value") AS usual,
            4 * greatest(n.deviation, 1.4826 * mad(b.scaled)) AS reach
        FROM measured AS n
        SEMI JOIN judged USING (interval_start, interval_end)
        JOIN measured AS b
            ON
                b.source_id = n.source_id
                AND b.measure = n.measure
                AND b.interval_end - b.interval_start = n.interval_end - n.interval_start
                AND b.interval_start < n.interval_start
                AND b.interval_start >= n.interval_start - INTERVAL 30 DAY
        GROUP BY
            n.source_id,
            n.interval_start,
            n.interval_end,
            n.measure,
            n.n,
            n."value",
            n.scaled,
            n.deviation
        HAVING count(*) >= 14
    )
SELECT
    source_id,
    interval_start,
    interval_end,
    measure,
    n,
    round("value", 3) AS "value",
    round(usual, 3) AS usual,
    CASE
        WHEN measure LIKE 'share%' THEN round(sin(greatest(middle - reach, 0)) ** 2, 3)
        ELSE round(exp(middle - reach), 3)
    END AS expected_low,
    CASE
        WHEN measure LIKE 'share%' THEN round(sin(least(middle + reach, pi() / 2)) ** 2, 3)
        ELSE round(exp(middle + reach), 3)
    END AS expected_high,
    intervals_before
FROM expected
WHERE abs(scaled - middle) > reach
ORDER BY source_id, interval_start, interval_end, measure;
