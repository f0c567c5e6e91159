-- severity: fail
-- about: Annotations belong to an article, in the version that is current.
WITH
    annotations AS (
        SELECT 'core_entities' AS table_name, article_id, content_hash FROM checked_entities
        UNION ALL
        SELECT 'core_mentions', article_id, content_hash FROM checked_mentions
        UNION ALL
        SELECT 'core_quotes', article_id, content_hash FROM checked_quotes
        UNION ALL
        SELECT 'core_time_expressions', article_id, content_hash FROM checked_time_expressions
        UNION ALL
        SELECT 'core_events', article_id, content_hash FROM checked_events
        UNION ALL
        SELECT 'core_event_actors', article_id, content_hash FROM checked_event_actors
        UNION ALL
        SELECT 'core_event_details', article_id, content_hash FROM checked_event_details
    )
SELECT table_name, article_id, content_hash, count(*) AS "rows"
FROM annotations
ANTI JOIN checked_articles USING (article_id, content_hash)
GROUP BY ALL
ORDER BY ALL;
