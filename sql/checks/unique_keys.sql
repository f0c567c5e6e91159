-- severity: fail
-- about: No key occurs twice in tables that declare none (a declared one would slow down loading).
-- The keys are those of sql/dictionary/keys.toml.
SELECT 'core_articles' AS table_name, article_id AS row_key, count(*) AS "rows"
FROM core_articles
SEMI JOIN checked_articles USING (article_id)
GROUP BY article_id
HAVING count(*) > 1
UNION ALL
SELECT 'core_article_revisions', concat_ws(' ', article_id, content_hash), count(*)
FROM checked_article_revisions
GROUP BY article_id, content_hash
HAVING count(*) > 1
UNION ALL
SELECT
    'core_captures',
    concat_ws(
        ' ',
        article_id,
        content_hash,
        fetched_at,
        interval_start,
        interval_end,
        lake_file,
        raw_uri,
        raw_offset
    ),
    count(*)
FROM checked_captures
GROUP BY
    article_id,
    content_hash,
    fetched_at,
    interval_start,
    interval_end,
    lake_file,
    raw_uri,
    raw_offset
HAVING count(*) > 1
UNION ALL
SELECT 'core_entities', concat_ws(' ', article_id, entity_id), count(*)
FROM checked_entities
GROUP BY article_id, entity_id
HAVING count(*) > 1
UNION ALL
SELECT 'core_mentions', concat_ws(' ', article_id, start_offset, end_offset, entity_id), count(*)
FROM checked_mentions
GROUP BY article_id, start_offset, end_offset, entity_id
HAVING count(*) > 1
UNION ALL
SELECT 'core_quotes', quote_id, count(*)
FROM checked_quotes
GROUP BY quote_id
HAVING count(*) > 1
UNION ALL
SELECT 'core_time_expressions', concat_ws(' ', article_id, start_offset, end_offset), count(*)
FROM checked_time_expressions
GROUP BY article_id, start_offset, end_offset
HAVING count(*) > 1
UNION ALL
SELECT 'core_events', event_id, count(*)
FROM checked_events
GROUP BY event_id
HAVING count(*) > 1
UNION ALL
SELECT 'core_event_actors', concat_ws(' ', event_id, role, start_offset), count(*)
FROM checked_event_actors
GROUP BY event_id, role, start_offset
HAVING count(*) > 1
UNION ALL
SELECT 'core_event_details', concat_ws(' ', event_id, kind, start_offset), count(*)
FROM checked_event_details
GROUP BY event_id, kind, start_offset
HAVING count(*) > 1
UNION ALL
SELECT 'core_duplicates', concat_ws(' ', article_id, content_hash, other_id, other_hash), count(*)
FROM checked_duplicates
GROUP BY article_id, content_hash, other_id, other_hash
HAVING count(*) > 1
UNION ALL
SELECT 'core_listings', concat_ws(' ', interval_start, interval_end, source_id, form, url), count(*)
FROM checked_listings
GROUP BY interval_start, interval_end, source_id, form, url
HAVING count(*) > 1
UNION ALL
SELECT 'core_fetches', concat_ws(' ', interval_start, interval_end, document_id), count(*)
FROM checked_fetches
GROUP BY interval_start, interval_end, document_id
HAVING count(*) > 1
UNION ALL
SELECT
    'core_boilerplate',
    concat_ws(' ', interval_start, interval_end, batch, source_id, site, line_key),
    count(*)
FROM checked_boilerplate
GROUP BY interval_start, interval_end, batch, source_id, site, line_key
HAVING count(*) > 1
UNION ALL
SELECT 'core_checks', concat_ws(' ', check_name, interval_start, interval_end), count(*)
FROM core_checks
GROUP BY check_name, interval_start, interval_end
HAVING count(*) > 1
UNION ALL
SELECT 'dim_actors', concat_ws(' ', actor_id, valid_from, valid_to, office), count(*)
FROM dim_actors
GROUP BY actor_id, valid_from, valid_to, office
HAVING count(*) > 1
ORDER BY ALL;
