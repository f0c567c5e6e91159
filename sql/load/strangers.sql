-- Rows of the lake that cannot belong to the interval: rows of another interval, and annotations
-- of no article. There are none unless the lake is broken.
SELECT lake_file, table_name, count(*) AS "rows"
FROM (
    SELECT interval_start, interval_end, lake_file, 'articles' AS table_name FROM lake_articles
    UNION ALL
    SELECT interval_start, interval_end, lake_file, 'listings' FROM lake_listings
    UNION ALL
    SELECT interval_start, interval_end, lake_file, 'fetches' FROM lake_fetches
    UNION ALL
    SELECT interval_start, interval_end, lake_file, 'boilerplate' FROM lake_boilerplate
)
WHERE interval_start <> $interval_start OR interval_end <> $interval_end
GROUP BY lake_file, table_name
UNION ALL
SELECT lake_file, table_name, count(*)
FROM (
    SELECT article_id, content_hash, lake_file, 'entities' AS table_name FROM lake_entities
    UNION ALL
    SELECT article_id, content_hash, lake_file, 'mentions' FROM lake_mentions
    UNION ALL
    SELECT article_id, content_hash, lake_file, 'quotes' FROM lake_quotes
    UNION ALL
    SELECT article_id, content_hash, lake_file, 'time_expressions' FROM lake_time_expressions
    UNION ALL
    SELECT article_id, content_hash, lake_file, 'events' FROM lake_events
    UNION ALL
    SELECT article_id, content_hash, lake_file, 'event_actors' FROM lake_event_actors
    UNION ALL
    SELECT article_id, content_hash, lake_file, 'event_details' FROM lake_event_details
)
ANTI JOIN lake_articles USING (article_id, content_hash, lake_file)
GROUP BY lake_file, table_name
ORDER BY lake_file, table_name;
