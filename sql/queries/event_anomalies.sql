-- about: On which days happened far more or far fewer incidents in a country than it is used to, by type and all together?
-- topic: events
-- param: country = %
-- param: event_type = %
-- param: first_day =
-- param: last_day =
-- param: history_days = 90
-- param: z = 3.5
-- param: min_count = 3
-- param: limit = 50
-- note: Empty days mean the newest 7 days of the data; both days are included. event_type ALL is all types together.
-- note: z is robust: (count - median) / greatest(1.4826 * MAD, sqrt(median), 1), median and MAD (median absolute deviation) over the history_days days before, days without an incident as zeros; days before the first loaded interval are no history. 3.5 is the usual cut (Iglewicz and Hoaglin 1993). The floor sqrt(median) is the noise of a Poisson count; without it a quiet country's every second incident would be an anomaly.
-- note: The country is where it happened; where no report says so, that of whom it hit, else of who acted. Days of which neither count nor median reaches min_count are left out. Incidents that are dated to a week or longer are left out.
-- note: A drop on the newest day may only mean that its articles are not all published; one in all countries at once, that an interval is missing: see history_gaps.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 6) AS first_day,
        oldest
    FROM (
        SELECT
            CAST(max(newest_published_at) AS DATE) AS newest,
            CAST(min(first_interval_start) AS DATE) AS oldest
        FROM mart_pipeline_freshness
    )
),
incidents AS (
    SELECT
        event_date,
        event_type,
        coalesce(location_country, target_country, source_country) AS country
    FROM mart_incidents
    WHERE
        event_date >= (SELECT first_day - CAST($history_days AS INTEGER) FROM span)
        AND event_date <= (SELECT last_day FROM span)
        AND event_date_precision IN ('day', 'published')
),
counts AS (
    SELECT country, coalesce(event_type, 'ALL') AS event_type, event_date, count(*) AS n
    FROM incidents
    WHERE country LIKE $country
    GROUP BY GROUPING SETS ((country, event_type, event_date), (country, event_date))
),
series AS (
    SELECT
        country,
        event_type,
        list(struct_pack(day := event_date, n := n)) AS counts
    FROM counts
    WHERE event_type LIKE $event_type
    GROUP BY country, event_type
    HAVING max(n) >= CAST($min_count AS BIGINT)
),
tested AS (
    SELECT
        s.country,
        s.event_type,
        CAST(d.day AS DATE) AS event_date,
        coalesce(
            list_sum(list_transform(
                list_filter(s.counts, lambda c: c.day = CAST(d.day AS DATE)), lambda c: c.n
            )),
            0
        ) AS n,
        CAST(least(
            CAST($history_days AS INTEGER),
            CAST(d.day AS DATE) - coalesce(span.oldest, DATE '1900-01-01')
        ) AS INTEGER) AS history,
        list_transform(
            list_filter(
                s.counts,
                lambda c: c.day BETWEEN CAST(d.day AS DATE) - history AND CAST(d.day AS DATE) - 1
            ),
            lambda c: c.n
        ) AS before
    FROM
        series AS s,
        span,
        generate_series(span.first_day, span.last_day, INTERVAL 1 DAY) AS d (day)
),
medians AS (
    SELECT
        * EXCLUDE (before),
        list_resize(before, history, 0) AS past,
        list_median(past) AS median
    FROM tested
    WHERE
        history > 0
        AND (n >= CAST($min_count AS BIGINT) OR list_sum(before) >= CAST($min_count AS BIGINT))
),
scores AS (
    SELECT
        *,
        list_median(list_transform(past, lambda x: abs(x - median))) AS mad,
        (n - median) / greatest(1.4826 * mad, sqrt(median), 1) AS score
    FROM medians
    WHERE greatest(n, median) >= CAST($min_count AS BIGINT)
)
SELECT
    event_date,
    country,
    event_type,
    n AS incidents,
    median AS usual,
    round(mad, 1) AS mad,
    round(score, 1) AS z,
    history AS history_days
FROM scores
WHERE abs(score) >= CAST($z AS DOUBLE)
ORDER BY abs(score) DESC, event_date, country, event_type
LIMIT CAST($limit AS BIGINT);
