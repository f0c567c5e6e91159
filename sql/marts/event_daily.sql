-- Rebuild mart_event_daily for the days in rebuilt_days.
DELETE FROM mart_event_daily WHERE event_date IN (SELECT day FROM rebuilt_days);

INSERT INTO mart_event_daily BY NAME
SELECT
    event_date,
    event_type,
    quad_class,
    source_country,
    target_country,
    count(*) AS events,
    count(DISTINCT article_id) AS articles,
    count(DISTINCT source_id) AS sources,
    count(DISTINCT site) AS sites,
    CAST(sum(goldstein) AS DOUBLE) / count(goldstein) AS goldstein_mean
FROM rebuilt_events
WHERE is_original
GROUP BY event_date, event_type, quad_class, source_country, target_country
ORDER BY event_date, event_type, quad_class, source_country, target_country;
