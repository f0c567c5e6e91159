-- Add events to incidents (view assigned_events), one row for each article that tells them: the
-- article itself, and exact copies of it, which were not annotated.
INSERT INTO mart_incident_events BY NAME
WITH
    chosen AS (
        SELECT s.*, e.article_id, e.event_date, e.event_date_precision, e.modality
        FROM assigned_events AS s
        JOIN core_events AS e USING (event_id)
    ),
    tellers AS (
        SELECT article_id AS annotated_id, article_id, duplicate_of IS NULL AS is_independent
        FROM core_articles
        SEMI JOIN chosen USING (article_id)
        UNION ALL
        SELECT duplicate_of, article_id, FALSE
        FROM core_articles
        ANTI JOIN core_mentions USING (article_id)
        WHERE similarity = 1 AND duplicate_of IN (SELECT article_id FROM chosen)
    )
SELECT
    c.incident_id,
    c.incident_date,
    c.incident_precision,
    c.event_id,
    t.article_id,
    t.is_independent,
    c.modality,
    c.basis,
    c.event_date,
    CASE c.event_date_precision
        WHEN 'week' THEN c.event_date + 6
        WHEN 'month' THEN c.event_date + 30
        ELSE c.event_date
    END AS event_last_date
FROM chosen AS c
JOIN tellers AS t ON c.article_id = t.annotated_id
ORDER BY c.incident_date, c.incident_id, c.event_id, t.article_id;

INSERT INTO changed_incidents
SELECT DISTINCT incident_id FROM assigned_events
EXCEPT
SELECT incident_id FROM changed_incidents;
