-- about: Incidents of a type, a pair of countries and a time, those of most reports first; % stands for any.
-- topic: events
-- dashboard: yes
-- param: event_type = ASSAULT
-- param: source = %
-- param: target = %
-- param: first_day =
-- param: last_day =
-- param: confidence = 0
-- param: limit = 50
-- note: Empty days mean the newest 30 days of the data; both days are included. Incidents of a week or month stand on its first day, as precision says.
-- note: independent_articles copy no earlier one; killed_min and killed_max are the least and the most that they give. What they say: `--query incident_evidence --param incident_id=...`.
-- note: confidence is the chance that at least one article is coded right, were their errors independent.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
)
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
    AND event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
    AND coalesce(confidence, 0) >= CAST($confidence AS DOUBLE)
ORDER BY independent_articles DESC, event_date, incident_id
LIMIT CAST($limit AS BIGINT);
