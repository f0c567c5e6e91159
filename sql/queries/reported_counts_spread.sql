-- about: Incidents whose reports differ most in how many people were killed; what each article says.
-- param: first_day = 1900-01-01
-- param: last_day = 2100-01-01
-- param: limit = 20
WITH chosen AS (
    SELECT *
    FROM mart_incidents
    WHERE
        killed_reports > 1
        AND event_date BETWEEN CAST($first_day AS DATE) AND CAST($last_day AS DATE)
    ORDER BY killed_max - killed_min DESC, killed_reports DESC, event_date, incident_id
    LIMIT CAST($limit AS BIGINT)
),
figures AS (
    SELECT m.incident_id, a.source_id, a.published_at, max(e.killed) AS killed
    FROM mart_incident_events AS m
    SEMI JOIN chosen USING (incident_id)
    JOIN core_events AS e USING (event_id)
    JOIN core_articles AS a ON a.article_id = m.article_id
    WHERE m.is_independent AND m.basis <> 'denial' AND e.killed IS NOT NULL
    GROUP BY m.incident_id, m.article_id, a.source_id, a.published_at
)
SELECT
    c.event_date,
    c.event_type,
    c.location_name AS place,
    c.killed_min,
    c.killed_median,
    c.killed_max,
    c.killed_reports,
    c.killed_max - c.killed_min AS spread,
    string_agg(f.source_id || ' ' || f.killed, ', ' ORDER BY f.published_at, f.source_id) AS reports,
    c.incident_id
FROM chosen AS c
JOIN figures AS f USING (incident_id)
GROUP BY ALL
ORDER BY spread DESC, c.killed_reports DESC, c.event_date, c.incident_id;
