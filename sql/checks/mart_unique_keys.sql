-- severity: warn
-- about: No key occurs twice in marts, which declare none: else build the marts again.
-- The keys are those of sql/dictionary/keys.toml.
SELECT 'mart_incidents' AS table_name, incident_id AS row_key, count(*) AS "rows"
FROM mart_incidents
JOIN checked_days AS c ON event_date BETWEEN c.first_day AND c.last_day
GROUP BY incident_id
HAVING count(*) > 1
UNION ALL
SELECT 'mart_incident_events', concat_ws(' ', incident_id, event_id, article_id), count(*)
FROM mart_incident_events
JOIN checked_days AS c ON incident_date BETWEEN c.first_day AND c.last_day
GROUP BY incident_id, event_id, article_id
HAVING count(*) > 1
UNION ALL
SELECT 'mart_stories', story_id, count(*)
FROM mart_stories
JOIN checked_days AS c ON CAST(last_published_at AS DATE) BETWEEN c.first_day AND c.last_day
GROUP BY story_id
HAVING count(*) > 1
UNION ALL
SELECT 'mart_story_articles', article_id, count(*)
FROM mart_story_articles
JOIN checked_days AS c ON day BETWEEN c.first_day AND c.last_day
GROUP BY article_id
HAVING count(*) > 1
UNION ALL
SELECT
    'mart_event_daily',
    concat_ws(' ', event_date, event_type, quad_class, source_country, target_country),
    count(*)
FROM mart_event_daily
JOIN checked_days AS c ON event_date BETWEEN c.first_day AND c.last_day
GROUP BY event_date, event_type, quad_class, source_country, target_country
HAVING count(*) > 1
UNION ALL
SELECT 'mart_dyads_daily', concat_ws(' ', event_date, source_country, target_country), count(*)
FROM mart_dyads_daily
JOIN checked_days AS c ON event_date BETWEEN c.first_day AND c.last_day
GROUP BY event_date, source_country, target_country
HAVING count(*) > 1
UNION ALL
SELECT 'mart_actor_daily', concat_ws(' ', published_on, entity_id), count(*)
FROM mart_actor_daily
JOIN checked_days AS c ON published_on BETWEEN c.first_day AND c.last_day
GROUP BY published_on, entity_id
HAVING count(*) > 1
UNION ALL
SELECT 'mart_source_health', concat_ws(' ', source_id, interval_start, interval_end), count(*)
FROM mart_source_health
JOIN checked_days AS c ON CAST(interval_start AS DATE) BETWEEN c.first_day AND c.last_day
GROUP BY source_id, interval_start, interval_end
HAVING count(*) > 1
ORDER BY ALL;
