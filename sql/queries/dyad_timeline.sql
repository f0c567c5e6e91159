-- about: What one country did to another, day by day, by quad class, with the mean Goldstein scale.
-- topic: events
-- dashboard: yes
-- param: source = RUS
-- param: target = SYR
-- param: first_day =
-- param: last_day =
-- note: Empty days mean the newest 90 days of the data; both days are included. Days without an event have no row. Swap the countries for the answers.
-- note: Events are told as fact or reported; articles that copy an earlier one are left out. The Goldstein scale goes from -10 (conflict) to 10 (cooperation); for its error see goldstein_trend.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 89) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
)
SELECT
    event_date,
    events,
    verbal_cooperation,
    material_cooperation,
    verbal_conflict,
    material_conflict,
    round(goldstein_mean, 2) AS goldstein_mean,
    articles,
    sources,
    sites
FROM mart_dyads_daily
WHERE
    source_country = $source
    AND target_country = $target
    AND event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
ORDER BY event_date;
