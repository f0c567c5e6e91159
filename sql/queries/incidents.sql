-- about: Incidents of a type, a pair of countries and a time, those of most reports first; % stands for any.
-- param: event_type = ASSAULT
-- param: source = %
-- param: target = %
-- param: first_day = 1900-01-01
-- param: last_day = 2100-01-01
-- param: confidence = 0
-- param: limit = 50
SELECT
    event_date,
    event_date_precision AS precision,
    event_type,
    array_to_string(source_names, ', ') AS source,
    array_to_string(target_names, ', ') AS target,
    location_name AS place,
    location_country AS country,
    independent_articles,
    sources,
    first_source_id AS first_source,
    killed_min,
    killed_max,
    told_denied AS denials,
    round(confidence, 2) AS confidence,
    incident_id
FROM mart_incidents
WHERE
    event_type LIKE $event_type
    AND coalesce(source_country, '') LIKE $source
    AND coalesce(target_country, '') LIKE $target
    AND event_date BETWEEN CAST($first_day AS DATE) AND CAST($last_day AS DATE)
    AND coalesce(confidence, 0) >= CAST($confidence AS DOUBLE)
ORDER BY independent_articles DESC, event_date, incident_id
LIMIT CAST($limit AS BIGINT);
