-- about: Events of a type with the sentence that says so, its article and address: for reading.
-- param: event_type = ASSAULT
-- param: limit = 20
SELECT
    e.event_date,
    string_agg(DISTINCT s.name, ', ' ORDER BY s.name) AS source,
    e.trigger_text,
    string_agg(DISTINCT t.name, ', ' ORDER BY t.name) AS target,
    e.modality,
    round(e.confidence, 2) AS confidence,
    substring(a.text, e.sentence_start + 1, e.sentence_end - e.sentence_start) AS sentence,
    a.title,
    a.url
FROM core_events AS e
JOIN core_articles AS a USING (article_id)
LEFT JOIN core_event_actors AS s ON s.event_id = e.event_id AND s.role = 'source'
LEFT JOIN core_event_actors AS t ON t.event_id = e.event_id AND t.role = 'target'
WHERE e.event_type = $event_type
GROUP BY
    e.event_id,
    e.event_date,
    e.trigger_text,
    e.modality,
    e.confidence,
    sentence,
    a.title,
    a.url
ORDER BY e.event_date, a.url, e.event_id
LIMIT CAST($limit AS BIGINT);
