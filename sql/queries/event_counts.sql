-- about: How much happens, day by day: incidents by quad class with the mean of seven days, in a country or all over.
-- topic: events
-- dashboard: yes
-- param: country = %
-- param: event_type = %
-- param: first_day =
-- param: last_day =
-- note: Empty days mean the newest 30 days of the data; both days are included, also those on which nothing happened. country is who acts, who is acted upon or where it happened.
-- note: Incidents count once each; those that are dated to a week or longer are left out. week_mean is of the day and the six before, over the days there are in the loaded data, also before first_day.
-- note: Fewer incidents on the newest day mostly mean that it is not told to the end. conflict_percent is verbal and material conflict together.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day,
        greatest(first_day - 6, oldest) AS mean_day
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
        count(*) AS incidents,
        count(*) FILTER (quad_class = 1) AS verbal_cooperation,
        count(*) FILTER (quad_class = 2) AS material_cooperation,
        count(*) FILTER (quad_class = 3) AS verbal_conflict,
        count(*) FILTER (quad_class = 4) AS material_conflict,
        CAST(sum(CAST(killed_median AS DECIMAL(12, 1))) AS DOUBLE) AS killed
    FROM mart_incidents
    WHERE
        event_date >= (SELECT mean_day FROM span)
        AND event_date <= (SELECT last_day FROM span)
        AND event_date_precision IN ('day', 'published')
        AND event_type LIKE $event_type
        AND (
            $country = '%'
            OR source_country = $country
            OR target_country = $country
            OR location_country = $country
        )
    GROUP BY event_date
),
days AS (
    SELECT
        CAST(d.day AS DATE) AS day,
        coalesce(c.incidents, 0) AS incidents,
        coalesce(c.verbal_cooperation, 0) AS verbal_cooperation,
        coalesce(c.material_cooperation, 0) AS material_cooperation,
        coalesce(c.verbal_conflict, 0) AS verbal_conflict,
        coalesce(c.material_conflict, 0) AS material_conflict,
        c.killed
    FROM span, generate_series(span.mean_day, span.last_day, INTERVAL 1 DAY) AS d (day)
    LEFT JOIN counts AS c ON c.event_date = CAST(d.day AS DATE)
)
SELECT
    day,
    incidents,
    verbal_cooperation,
    material_cooperation,
    verbal_conflict,
    material_conflict,
    round(100 * (verbal_conflict + material_conflict) / nullif(incidents, 0), 1)
        AS conflict_percent,
    killed,
    round(avg(incidents) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW), 1)
        AS week_mean
FROM days
QUALIFY day >= (SELECT first_day FROM span)
ORDER BY day;
