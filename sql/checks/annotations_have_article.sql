-- severity: fail
-- about: Annotations belong to an article, in the version that is current.
SELECT 'core_entities' AS table_name, article_id, content_hash, count(*) AS "rows"
FROM core_entities
ANTI JOIN core_articles USING (article_id, content_hash)
GROUP BY ALL
UNION ALL
SELECT 'core_mentions', article_id, content_hash, count(*)
FROM core_mentions
ANTI JOIN core_articles USING (article_id, content_hash)
GROUP BY ALL
UNION ALL
SELECT 'core_quotes', article_id, content_hash, count(*)
FROM core_quotes
ANTI JOIN core_articles USING (article_id, content_hash)
GROUP BY ALL
UNION ALL
SELECT 'core_time_expressions', article_id, content_hash, count(*)
FROM core_time_expressions
ANTI JOIN core_articles USING (article_id, content_hash)
GROUP BY ALL
UNION ALL
SELECT 'core_events', article_id, content_hash, count(*)
FROM core_events
ANTI JOIN core_articles USING (article_id, content_hash)
GROUP BY ALL
UNION ALL
SELECT 'core_event_actors', article_id, content_hash, count(*)
FROM core_event_actors
ANTI JOIN core_articles USING (article_id, content_hash)
GROUP BY ALL
UNION ALL
SELECT 'core_event_details', article_id, content_hash, count(*)
FROM core_event_details
ANTI JOIN core_articles USING (article_id, content_hash)
GROUP BY ALL
ORDER BY ALL;
