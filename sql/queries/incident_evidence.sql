-- about: What every report of an incident says: the sentence, how it is told, with which figures; denials last.
-- topic: events
-- param: incident_id =
-- note: An empty incident_id takes the incident of the newest 30 days that most independent articles tell. Ids are in the answers of incidents, disputed_incidents, single_source and others.
-- note: An exact copy tells the sentences of its original; is_independent is false for it. modality is how the article tells it, basis what dates the event into this incident.
WITH wanted AS (
    SELECT $incident_id AS incident_id
    WHERE $incident_id <> ''
    UNION ALL
    SELECT first(incident_id ORDER BY independent_articles DESC, event_date DESC, incident_id)
    FROM mart_incidents
    WHERE
        $incident_id = ''
        AND event_date >= (
            SELECT CAST(max(newest_published_at) AS DATE) - 29 FROM mart_pipeline_freshness
        )
),
tellings AS (
    SELECT *
    FROM mart_incident_events
    WHERE incident_id = (SELECT max(incident_id) FROM wanted)
),
sentences AS (
    SELECT
        event_id,
        article_id,
        sentence_start,
        sentence_end,
        trigger_start,
        killed,
        injured,
        detained,
        confidence
    FROM core_events
    SEMI JOIN tellings USING (event_id)
    WHERE
        event_date >= (SELECT min(event_date) FROM tellings)
        AND event_date <= (SELECT max(event_date) FROM tellings)
),
articles AS (
    SELECT article_id, fetched_at
    FROM core_articles
    WHERE
        article_id IN (
            SELECT article_id FROM tellings
            UNION
            SELECT article_id FROM sentences
        )
),
texts AS (
    SELECT article_id, published_at, source_id, title, url, "text"
    FROM core_articles
    SEMI JOIN articles USING (article_id)
    WHERE
        fetched_at >= (SELECT min(fetched_at) FROM articles)
        AND fetched_at <= (SELECT max(fetched_at) FROM articles)
)
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
    a.url,
    m.event_id
FROM tellings AS m
JOIN sentences AS e USING (event_id)
JOIN texts AS o ON o.article_id = e.article_id
JOIN texts AS a ON a.article_id = m.article_id
ORDER BY
    m.basis = 'denial',
    a.published_at,
    a.url,
    m.article_id,
    e.trigger_start,
    m.event_id;
