-- severity: fail
-- about: Countries are three capitals, as ISO 3166 alpha-3.
SELECT article_id, 'core_entities.country' AS column_name, country AS found
FROM core_entities
SEMI JOIN checked_articles USING (article_id)
WHERE NOT regexp_full_match(country, '[A-Z]{3}')
UNION ALL
SELECT article_id, 'core_event_actors.country', country
FROM core_event_actors
SEMI JOIN checked_articles USING (article_id)
WHERE NOT regexp_full_match(country, '[A-Z]{3}')
UNION ALL
SELECT article_id, 'core_events.location_country', location_country
FROM core_events
SEMI JOIN checked_articles USING (article_id)
WHERE NOT regexp_full_match(location_country, '[A-Z]{3}')
ORDER BY ALL;
