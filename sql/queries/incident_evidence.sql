-- about: What every report of an incident says: the sentence, how it is told, with which figures; denials last.
-- param: incident_id = 0000000000000000
SELECT
    a.published_at,
    a.source_id,
    m.modality,
    m.basis,
    e.killed,
    e.injured,
    e.detained,
    round(e.confidence, 2) AS confidence,
    substring(o.text, e.sentence_start + 1, e.sentence_end - e.sentence_start) AS sentence,
    m.is_independent,
    a.title,
    a.url
FROM mart_incident_events AS m
JOIN core_events AS e USING (event_id)
JOIN core_articles AS o ON o.article_id = e.article_id
JOIN core_articles AS a ON a.article_id = m.article_id
WHERE m.incident_id = $incident_id
ORDER BY m.basis = 'denial', a.published_at, a.url, e.trigger_start;
