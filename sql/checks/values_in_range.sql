-- severity: fail
-- about: Scores, shares, coordinates and counts lie within their ranges.
SELECT article_id AS owner_id, event_id AS row_id, 'core_events' AS table_name
FROM core_events
SEMI JOIN checked_articles USING (article_id)
WHERE
    goldstein NOT BETWEEN -10 AND 10
    OR plover_score NOT BETWEEN -10 AND 10
    OR confidence NOT BETWEEN 0 AND 1
    OR killed < 0
    OR injured < 0
    OR detained < 0
    OR location_lat NOT BETWEEN -90 AND 90
    OR location_lon NOT BETWEEN -180 AND 180
UNION ALL
SELECT article_id, entity_id, 'core_entities'
FROM core_entities
SEMI JOIN checked_articles USING (article_id)
WHERE
    salience NOT BETWEEN 0 AND 1
    OR mention_count < 1
    OR lat NOT BETWEEN -90 AND 90
    OR lon NOT BETWEEN -180 AND 180
    OR link_confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT article_id, entity_id, 'core_mentions'
FROM core_mentions
SEMI JOIN checked_articles USING (article_id)
WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT article_id, quote_id, 'core_quotes'
FROM core_quotes
SEMI JOIN checked_articles USING (article_id)
WHERE speaker_confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT article_id, text, 'core_time_expressions'
FROM core_time_expressions
SEMI JOIN checked_articles USING (article_id)
WHERE first_day > last_day
UNION ALL
SELECT article_id, event_id, 'core_event_details'
FROM core_event_details
SEMI JOIN checked_articles USING (article_id)
WHERE value < 0 OR value_high < value OR (value IS NULL AND value_high IS NOT NULL)
UNION ALL
SELECT source_id, url, 'core_listings'
FROM core_listings
SEMI JOIN checked_intervals USING (interval_start, interval_end)
WHERE
    least(shown, discovered, seen, outside_interval, filtered, rejected) < 0
    OR seconds < 0
    OR oldest_at > newest_at
UNION ALL
SELECT source_id, document_id, 'core_fetches'
FROM core_fetches
SEMI JOIN checked_intervals USING (interval_start, interval_end)
WHERE
    status NOT BETWEEN 100 AND 599
    OR seconds < 0
    OR body_bytes < 0
    OR raw_offset < 0
ORDER BY ALL;
