-- about: Does one country answer the other? What B did to A so many days after A acted against B, beside what B does on any day.
-- topic: events
-- param: country_a = ISR
-- param: country_b = PSE
-- param: kind = conflict
-- param: first_day =
-- param: last_day =
-- param: max_lag = 7
-- note: Empty days mean the newest 90 days of the data, those before the first loaded interval left out; both days are included. kind is conflict, cooperation or %.
-- note: lag_days 3 looks at B three days after each day on which A acted; a negative lag at B before A acted. Lift is answered_percent by base_percent: above 1 at positive lags and not at negative ones speaks for B answering A.
-- note: correlation is Pearson's, of the daily numbers of incidents of A at day t and B at t + lag. Between two series without any relation 95 % of the values lie within plus or minus bound, 1.96 / sqrt(days) (Box and Jenkins 1970); trends in both widen that, so it is a hint, no proof, and from fewer than some thirty days none at all.
-- note: Incidents that are dated to a week or longer are left out; those without a stated day stand on the day of publication, which blurs lags by a day.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(
            CAST(nullif($first_day, '') AS DATE), greatest(last_day - 89, oldest)
        ) AS first_day
    FROM (
        SELECT
            CAST(max(newest_published_at) AS DATE) AS newest,
            CAST(min(first_interval_start) AS DATE) AS oldest
        FROM mart_pipeline_freshness
    )
),
counts AS (
    SELECT
        event_date,
        count(*) FILTER (source_country = $country_a) AS a,
        count(*) FILTER (source_country = $country_b) AS b
    FROM mart_incidents
    WHERE
        event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND event_date_precision IN ('day', 'published')
        AND source_country IN ($country_a, $country_b)
        AND target_country IN ($country_a, $country_b)
        AND source_country <> target_country
        AND CASE WHEN quad_class > 2 THEN 'conflict' ELSE 'cooperation' END LIKE $kind
    GROUP BY event_date
),
days AS (
    SELECT CAST(d.day AS DATE) AS day, coalesce(c.a, 0) AS a, coalesce(c.b, 0) AS b
    FROM span, generate_series(span.first_day, span.last_day, INTERVAL 1 DAY) AS d (day)
    LEFT JOIN counts AS c ON c.event_date = CAST(d.day AS DATE)
),
lags AS (
    SELECT CAST(unnest(generate_series(
        -CAST($max_lag AS BIGINT), CAST($max_lag AS BIGINT)
    )) AS INTEGER) AS lag_days
),
pairs AS (
    SELECT
        l.lag_days,
        count(*) AS days,
        count(*) FILTER (x.a > 0) AS days_a_acted,
        count(*) FILTER (x.a > 0 AND y.b > 0) AS days_answered,
        count(*) FILTER (y.b > 0) AS days_b_acted,
        sum(x.a) AS a,
        sum(y.b) AS b,
        sum(x.a * y.b) AS ab,
        sum(x.a * x.a) AS aa,
        sum(y.b * y.b) AS bb
    FROM lags AS l
    JOIN days AS x ON true
    JOIN days AS y ON y.day = x.day + l.lag_days
    GROUP BY l.lag_days
)
SELECT
    lag_days,
    days_a_acted,
    days_answered,
    round(100 * days_answered / nullif(days_a_acted, 0), 1) AS answered_percent,
    round(100 * days_b_acted / days, 1) AS base_percent,
    round(
        (days_answered / nullif(days_a_acted, 0)) / nullif(days_b_acted / days, 0), 2
    ) AS lift,
    round(
        CAST(days * ab - a * b AS DOUBLE)
        / nullif(sqrt(CAST(days * aa - a * a AS DOUBLE) * CAST(days * bb - b * b AS DOUBLE)), 0),
        3
    ) AS correlation,
    round(1.96 / sqrt(days), 3) AS bound,
    days
FROM pairs
ORDER BY lag_days;
