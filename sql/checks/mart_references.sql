-- severity: warn
-- about: What marts name is there: articles, events, sources, codes, incidents, stories; but for days whose marts are still to be built.
WITH
    incident_events AS (
        SELECT m.*
        FROM mart_incident_events AS m
        JOIN checked_days AS c ON m.incident_date BETWEEN c.first_day AND c.last_day
    ),
    stale_incidents AS (
        SELECT incident_id
        FROM incident_events
        WHERE
            incident_date IN (SELECT day FROM mart_stale_days)
            OR event_date IN (SELECT day FROM mart_stale_days)
    ),
    incidents AS (
        SELECT m.*
        FROM mart_incidents AS m
        JOIN checked_days AS c ON m.event_date BETWEEN c.first_day AND c.last_day
        WHERE m.event_date NOT IN (SELECT day FROM mart_stale_days)
    ),
    story_articles AS (
        SELECT m.*
        FROM mart_story_articles AS m
        JOIN checked_days AS c ON m.day BETWEEN c.first_day AND c.last_day
        WHERE m.day NOT IN (SELECT day FROM mart_stale_days)
    ),
    stories AS (
        SELECT m.*
        FROM mart_stories AS m
        JOIN checked_days AS c
            ON CAST(m.first_published_at AS DATE) BETWEEN c.first_day AND c.last_day
        WHERE CAST(m.first_published_at AS DATE) NOT IN (SELECT day FROM mart_stale_days)
    ),
    articles AS (
        SELECT 'mart_incidents' AS table_name, first_article_id AS article_id, incident_id
        FROM incidents
        UNION ALL
        SELECT 'mart_incident_events', article_id, incident_id FROM incident_events
        UNION ALL
        SELECT 'mart_stories', first_article_id, NULL FROM stories
        UNION ALL
        SELECT 'mart_story_articles', article_id, NULL FROM story_articles
    ),
    events AS (
        SELECT 'mart_incidents' AS table_name, best_event_id AS event_id, incident_id
        FROM incidents
        UNION ALL
        SELECT 'mart_incident_events', event_id, incident_id FROM incident_events
    ),
    sources AS (
        SELECT DISTINCT 'mart_incidents' AS table_name, first_source_id AS source_id
        FROM incidents
        UNION ALL
        SELECT DISTINCT 'mart_stories', first_source_id FROM stories
        UNION ALL
        SELECT DISTINCT 'mart_source_health', m.source_id
        FROM mart_source_health AS m
        JOIN checked_days AS c ON CAST(m.interval_start AS DATE) BETWEEN c.first_day AND c.last_day
    ),
    codes AS (
        SELECT DISTINCT 'mart_incidents' AS table_name, event_type AS code FROM incidents
        UNION ALL
        SELECT DISTINCT 'mart_event_daily', m.event_type
        FROM mart_event_daily AS m
        JOIN checked_days AS c ON m.event_date BETWEEN c.first_day AND c.last_day
    )
SELECT table_name, 'core_articles' AS refers_to, article_id AS "name"
FROM articles
ANTI JOIN core_articles USING (article_id)
ANTI JOIN stale_incidents USING (incident_id)
UNION ALL
SELECT table_name, 'core_events', event_id
FROM events
ANTI JOIN core_events USING (event_id)
ANTI JOIN stale_incidents USING (incident_id)
UNION ALL
SELECT table_name, 'dim_sources', source_id
FROM sources
ANTI JOIN dim_sources USING (source_id)
UNION ALL
SELECT table_name, 'dim_event_types', code
FROM codes
ANTI JOIN (SELECT code FROM dim_event_types WHERE scheme = 'PLOVER') USING (code)
UNION ALL
SELECT 'mart_incident_events', 'mart_incidents', incident_id
FROM incident_events
ANTI JOIN mart_incidents USING (incident_id)
ANTI JOIN stale_incidents USING (incident_id)
UNION ALL
SELECT 'mart_story_articles', 'mart_stories', story_id
FROM story_articles
ANTI JOIN mart_stories USING (story_id)
ORDER BY ALL;
