-- Rebuild mart_dyads_daily for the days in rebuilt_days.
DELETE FROM mart_dyads_daily WHERE event_date IN (SELECT day FROM rebuilt_days);

INSERT INTO mart_dyads_daily BY NAME
SELECT
    event_date,
    source_country,
    target_country,
    count(*) AS events,
    count(*) FILTER (quad_class = 1) AS verbal_cooperation,
    count(*) FILTER (quad_class = 2) AS material_cooperation,
    count(*) FILTER (quad_class = 3) AS verbal_conflict,
    count(*) FILTER (quad_class = 4) AS material_conflict,
    count(DISTINCT article_id) AS articles,
    count(DISTINCT source_id) AS sources,
    count(DISTINCT site) AS sites,
    CAST(sum(goldstein) AS DOUBLE) / count(goldstein) AS goldstein_mean
FROM rebuilt_events
WHERE is_original AND source_country IS NOT NULL AND target_country IS NOT NULL
GROUP BY event_date, source_country, target_country
ORDER BY event_date, source_country, target_country;
