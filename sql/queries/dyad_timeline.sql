-- about: What one country did to another, day by day, by quad class, with the mean Goldstein scale.
-- param: source = RUS
-- param: target = SYR
SELECT
    event_date,
    events,
    verbal_cooperation,
    material_cooperation,
    verbal_conflict,
    material_conflict,
    round(goldstein_mean, 2) AS goldstein_mean,
    articles,
    sources
FROM mart_dyads_daily
WHERE source_country = $source AND target_country = $target
ORDER BY event_date;
