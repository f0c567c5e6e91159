-- about: Incidents as points of a map: one row each, with its place, how exact that is, and how widely it was reported.
-- topic: places
-- dashboard: yes
-- param: event_type = %
-- param: country = %
-- param: first_day =
-- param: last_day =
-- param: limit = 1000
-- note: Empty days mean the newest 30 days of the data; both days are included.
-- note: precision is what the coordinates stand for: those of a country or admin1 are its middle; draw them apart. size is a radius: the square root of the independent articles, so that areas compare.
-- note: The most reported come first, so that a limit leaves out the smallest. % stands for any type and country. Incidents without coordinates are left out: query incidents has them.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
)
SELECT
    incident_id,
    event_date,
    event_type,
    quad_class,
    location_lat AS lat,
    location_lon AS lon,
    location_resolution AS precision,
    location_name AS place,
    location_country AS country,
    array_to_string(source_names, ', ') AS source,
    array_to_string(target_names, ', ') AS target,
    independent_articles,
    sites,
    round(sqrt(independent_articles), 2) AS size,
    killed_median,
    round(confidence, 2) AS confidence
FROM mart_incidents
WHERE
    event_date >= (SELECT first_day FROM span)
    AND event_date <= (SELECT last_day FROM span)
    AND event_type LIKE $event_type
    AND location_country LIKE $country
    AND location_lat IS NOT NULL
    AND location_lon IS NOT NULL
ORDER BY independent_articles DESC, event_date DESC, incident_id
LIMIT CAST($limit AS BIGINT);
