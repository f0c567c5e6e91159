-- severity: fail
-- about: No key occurs twice in tables that declare none (a declared one would slow down loading).
SELECT 'core_articles' AS table_name, article_id AS row_key, count(*) AS "rows"
FROM core_articles
SEMI JOIN checked_articles USING (article_id)
GROUP BY article_id
HAVING count(*) > 1
UNION ALL
SELECT 'core_entities' AS table_name, concat_ws(' ', article_id, entity_id) AS row_key, count(*) AS "rows"
FROM core_entities
SEMI JOIN checked_articles USING (article_id)
GROUP BY article_id, entity_id
HAVING count(*) > 1
UNION ALL
SELECT 'core_mentions', concat_ws(' ', article_id, start_offset, end_offset, entity_id), count(*)
FROM core_mentions
SEMI JOIN checked_articles USING (article_id)
GROUP BY article_id, start_offset, end_offset, entity_id
HAVING count(*) > 1
UNION ALL
SELECT 'core_quotes', quote_id, count(*)
FROM core_quotes
SEMI JOIN checked_articles USING (article_id)
GROUP BY quote_id
HAVING count(*) > 1
UNION ALL
SELECT 'core_time_expressions', concat_ws(' ', article_id, start_offset, end_offset), count(*)
FROM core_time_expressions
SEMI JOIN checked_articles USING (article_id)
GROUP BY article_id, start_offset, end_offset
HAVING count(*) > 1
UNION ALL
SELECT 'core_events', event_id, count(*)
FROM core_events
SEMI JOIN checked_articles USING (article_id)
GROUP BY event_id
HAVING count(*) > 1
UNION ALL
SELECT 'core_event_actors', concat_ws(' ', event_id, role, start_offset), count(*)
FROM core_event_actors
SEMI JOIN checked_articles USING (article_id)
GROUP BY event_id, role, start_offset
HAVING count(*) > 1
UNION ALL
SELECT 'core_event_details', concat_ws(' ', event_id, kind, start_offset), count(*)
FROM core_event_details
SEMI JOIN checked_articles USING (article_id)
GROUP BY event_id, kind, start_offset
HAVING count(*) > 1
UNION ALL
SELECT 'core_listings', concat_ws(' ', source_id, form, url), count(*)
FROM core_listings
SEMI JOIN checked_intervals USING (interval_start, interval_end)
GROUP BY interval_start, interval_end, source_id, form, url
HAVING count(*) > 1
UNION ALL
SELECT 'core_duplicates', concat_ws(' ', article_id, content_hash, other_id, other_hash), count(*)
FROM core_duplicates
SEMI JOIN checked_articles USING (article_id)
GROUP BY article_id, content_hash, other_id, other_hash
HAVING count(*) > 1
UNION ALL
SELECT 'core_boilerplate', concat_ws(' ', batch, source_id, site, line_key), count(*)
FROM core_boilerplate
SEMI JOIN checked_intervals USING (interval_start, interval_end)
GROUP BY interval_start, interval_end, batch, source_id, site, line_key
HAVING count(*) > 1
UNION ALL
SELECT 'core_fetches', document_id, count(*)
FROM core_fetches
SEMI JOIN checked_intervals USING (interval_start, interval_end)
GROUP BY interval_start, interval_end, document_id
HAVING count(*) > 1
ORDER BY ALL;
