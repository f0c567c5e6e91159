-- severity: fail
-- about: Countries are three capitals, as ISO 3166 alpha-3.
SELECT article_id, 'core_entities.country' AS column_name, country AS found
FROM checked_entities
WHERE NOT regexp_full_match(country, '[A-Z]{3}')
UNION ALL
SELECT article_id, 'core_event_actors.country', country
FROM checked_event_actors
WHERE NOT regexp_full_match(country, '[A-Z]{3}')
UNION ALL
SELECT article_id, 'core_events.location_country', location_country
FROM checked_events
WHERE NOT regexp_full_match(location_country, '[A-Z]{3}')
ORDER BY ALL;
