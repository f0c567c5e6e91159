-- Rebuild the calendar over all days that intervals, publications and events touch.
DELETE FROM dim_dates;

INSERT INTO dim_dates BY NAME
WITH
    touched AS (
        SELECT CAST(interval_start AS DATE) AS day FROM core_runs
        UNION ALL
        SELECT CAST(interval_end - INTERVAL 1 MICROSECOND AS DATE) FROM core_runs
        UNION ALL
        SELECT CAST(published_at AS DATE) FROM core_articles
        UNION ALL
        SELECT event_date FROM core_events
    ),
    span AS (
        SELECT min(day) AS first_day, max(day) AS last_day
        FROM touched
        WHERE day BETWEEN DATE '1900-01-01' AND DATE '2099-12-31'
    ),
    days AS (
        SELECT CAST(unnest(generate_series(first_day, last_day, INTERVAL 1 DAY)) AS DATE) AS day
        FROM span
    )
SELECT
    day,
    year(day) AS year,
    quarter(day) AS quarter,
    month(day) AS month,
    isoyear(day) AS iso_year,
    week(day) AS iso_week,
    dayofmonth(day) AS day_of_month,
    isodow(day) AS weekday,
    dayname(day) AS weekday_name,
    isodow(day) >= 6 AS is_weekend
FROM days
ORDER BY day;
