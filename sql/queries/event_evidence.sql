-- about: Events of a type with the sentence that says so, its article and address: for reading.
-- topic: events
-- param: event_type = ASSAULT
-- param: first_day =
-- param: last_day =
-- param: limit = 20
-- note: Empty days mean the newest 30 days of the data; both days are included.
-- note: By the day of the event, the newest first. All modalities are there, and copies, too: read modality before the sentence. One event: FROM evidence('...').
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
chosen AS MATERIALIZED (
    SELECT e.*
    FROM core_events AS e
    WHERE
        e.event_type = $event_type
        AND e.event_date >= (SELECT first_day FROM span)
        AND e.event_date <= (SELECT last_day FROM span)
    ORDER BY e.event_date DESC, e.event_id
    LIMIT CAST($limit AS BIGINT)
),
actors AS (
    SELECT
        x.event_id,
        string_agg(DISTINCT x.name, ', ' ORDER BY x.name) FILTER (x.role = 'source') AS source,
        string_agg(DISTINCT x.name, ', ' ORDER BY x.name) FILTER (x.role = 'target') AS target
    FROM core_event_actors AS x
    SEMI JOIN chosen USING (event_id)
    GROUP BY x.event_id
),
articles AS (
    SELECT a.article_id, a.rowid AS row_number FROM core_articles AS a SEMI JOIN chosen USING (article_id)
)
SELECT
    c.event_date,
    x.source,
    c.trigger_text,
    x.target,
    c.modality,
    round(c.confidence, 2) AS confidence,
    substring(a."text", c.sentence_start + 1, c.sentence_end - c.sentence_start) AS sentence,
    a.title,
    a.canonical_url AS url,
    c.event_id
FROM chosen AS c
JOIN articles AS n ON n.article_id = c.article_id
JOIN core_articles AS a ON a.rowid = n.row_number
LEFT JOIN actors AS x ON x.event_id = c.event_id
ORDER BY c.event_date DESC, c.event_id;
