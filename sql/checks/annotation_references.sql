-- severity: warn
-- about: Entities that are mentioned, speak, act or attest are among those of the article; CAMEO codes are known.
WITH
    named AS (
        SELECT 'core_mentions' AS table_name, article_id, entity_id FROM checked_mentions
        UNION ALL
        SELECT 'core_quotes', article_id, speaker_entity_id FROM checked_quotes
        UNION ALL
        SELECT 'core_events', article_id, attribution_entity_id FROM checked_events
        UNION ALL
        SELECT 'core_event_actors', article_id, entity_id FROM checked_event_actors
    )
SELECT DISTINCT table_name, article_id, 'core_entities' AS refers_to, entity_id AS "name"
FROM named
ANTI JOIN checked_entities USING (article_id, entity_id)
WHERE entity_id IS NOT NULL
UNION ALL
SELECT DISTINCT 'core_events', article_id, 'dim_event_types', cameo_code
FROM checked_events
ANTI JOIN (SELECT code AS cameo_code FROM dim_event_types WHERE scheme = 'CAMEO')
    USING (cameo_code)
WHERE cameo_code IS NOT NULL
ORDER BY ALL;
