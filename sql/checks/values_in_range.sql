-- severity: fail
-- about: Scores, shares, coordinates and counts lie within their ranges.
SELECT article_id AS owner_id, event_id AS row_id, 'core_events' AS table_name
FROM checked_events
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
FROM checked_entities
WHERE
    salience NOT BETWEEN 0 AND 1
    OR mention_count < 1
    OR lat NOT BETWEEN -90 AND 90
    OR lon NOT BETWEEN -180 AND 180
    OR link_confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT article_id, entity_id, 'core_mentions'
FROM checked_mentions
WHERE confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT article_id, quote_id, 'core_quotes'
FROM checked_quotes
WHERE speaker_confidence NOT BETWEEN 0 AND 1
UNION ALL
SELECT article_id, text, 'core_time_expressions'
FROM checked_time_expressions
WHERE first_day > last_day
UNION ALL
SELECT article_id, event_id, 'core_event_details'
FROM checked_event_details
WHERE value < 0 OR value_high < value OR (value IS NULL AND value_high IS NOT NULL)
UNION ALL
SELECT source_id, url, 'core_listings'
FROM checked_listings
WHERE
    least(shown, discovered, seen, outside_interval, filtered, rejected) < 0
    OR seconds < 0
    OR oldest_at > newest_at
UNION ALL
SELECT source_id, document_id, 'core_fetches'
FROM checked_fetches
WHERE
    status NOT BETWEEN 100 AND 599
    OR seconds < 0
    OR body_bytes < 0
    OR raw_offset < 0
ORDER BY ALL;
