-- about: What happened around a place: incidents within a distance of it, the nearest first.
-- topic: places
-- dashboard: yes
-- param: place = Kunduz
-- param: km = 100
-- param: first_day =
-- param: last_day =
-- param: limit = 50
-- note: Empty days mean the newest 30 days of the data; both days are included.
-- note: place is a name as dim_places has it, or a place_id where a name is of several; of several the capital counts, then the city. Incidents that are located as a country only are left out.
-- note: Distances are great circles; from an incident known by its province only, to the province's middle.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
centre AS (
    SELECT place_id, name, lat, lon
    FROM dim_places
    WHERE (lower(name) = lower($place) OR place_id = $place) AND lat IS NOT NULL
    ORDER BY
        place_id = $place DESC,
        list_position(['capital', 'city', 'admin1', 'admin2', 'country'], resolution) NULLS LAST,
        place_id
    LIMIT 1
)
SELECT
    round(distance_km(c.lat, c.lon, i.location_lat, i.location_lon), 1) AS km_away,
    i.event_date,
    i.event_type,
    array_to_string(i.source_names, ', ') AS source,
    array_to_string(i.target_names, ', ') AS target,
    i.location_name AS place,
    i.location_resolution AS precision,
    i.independent_articles,
    i.killed_median,
    i.incident_id
FROM mart_incidents AS i, centre AS c
WHERE
    i.event_date >= (SELECT first_day FROM span)
    AND i.event_date <= (SELECT last_day FROM span)
    AND i.location_resolution <> 'country'
    AND within_km(c.lat, c.lon, i.location_lat, i.location_lon, CAST($km AS DOUBLE))
ORDER BY km_away, i.event_date DESC, i.incident_id
LIMIT CAST($limit AS BIGINT);
