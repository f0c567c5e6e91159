-- about: How a relation goes: week by week the mean Goldstein scale of what one country did to another, with a 95 % interval.
-- topic: events
-- dashboard: yes
-- param: source = RUS
-- param: target = %
-- param: first_day =
-- param: last_day =
-- note: Empty days mean the newest 26 weeks of the data; both days are included. % stands for any other country.
-- note: The scale goes from -10 (most conflictual) to 10 (most cooperative). Copies of articles are left out, so each text counts once; an event with several targets counts once for each.
-- note: The interval treats the days of a week as clusters, because reports of one day tell of the same things: standard error of a ratio of sums, G / (G - 1) * sum of squared day residuals / events^2 with G days (Cochran 1977, Sampling Techniques, ch. 9), Student's t with G - 1 degrees of freedom, cut at the ends of the scale. No interval from a single day.
-- note: rolling_mean is that of the events of this and the three weeks before. Events that are dated to a month or a year only stand on its first day.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 181) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
days AS (
    SELECT
        CAST(date_trunc('week', event_date) AS DATE) AS week,
        sum(events) AS n,
        sum(CAST(goldstein_mean * events AS DECIMAL(12, 4))) AS total
    FROM mart_dyads_daily
    WHERE
        event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND source_country LIKE $source
        AND target_country LIKE $target
        AND (source_country <> target_country OR $source = $target)
        AND goldstein_mean IS NOT NULL
    GROUP BY event_date
),
weekly AS (
    SELECT
        week,
        CAST(sum(n) AS BIGINT) AS events,
        count(*) AS days,
        sum(total) AS total,
        CAST(sum(total) AS DOUBLE) / events AS mean,
        CAST(sum(CAST(total AS DECIMAL(12, 4)) * CAST(total AS DECIMAL(12, 4))) AS DOUBLE)
        - 2 * mean * CAST(sum(CAST(total AS DECIMAL(12, 4)) * CAST(n AS DECIMAL(9, 0))) AS DOUBLE)
        + mean * mean * CAST(sum(n * n) AS DOUBLE) AS squares
    FROM days
    GROUP BY week
),
intervals AS (
    SELECT
        *,
        [12.706, 4.303, 3.182, 2.776, 2.571, 2.447][days - 1]
        * sqrt(days / (days - 1) * greatest(squares, 0)) / events AS half_width
    FROM weekly
),
weeks AS (
    SELECT CAST(unnest(generate_series(min(week), max(week), INTERVAL 7 DAY)) AS DATE) AS week
    FROM weekly
)
SELECT
    week,
    coalesce(events, 0) AS events,
    coalesce(days, 0) AS days,
    round(mean, 2) AS goldstein_mean,
    CASE WHEN half_width IS NOT NULL THEN round(greatest(mean - half_width, -10), 2) END AS low,
    CASE WHEN half_width IS NOT NULL THEN round(least(mean + half_width, 10), 2) END AS high,
    round(
        CAST(sum(total) OVER four_weeks AS DOUBLE)
        / CAST(sum(events) OVER four_weeks AS DOUBLE),
        2
    ) AS rolling_mean
FROM weeks
LEFT JOIN intervals USING (week)
WINDOW four_weeks AS (ORDER BY week ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)
ORDER BY week;
