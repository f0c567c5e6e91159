-- about: Who attacks whom: pairs of countries by number of assaults, with the days, the killed and how well it is reported.
-- topic: events
-- dashboard: yes
-- param: first_day =
-- param: last_day =
-- param: limit = 50
-- note: Empty days mean the newest 30 days of the data; both days are included. An empty country is one that no report names: of a gunman, of civilians.
-- note: Incidents count once each; events are the sentences of articles that tell of them. Claims and denials are not told apart here: see disputed_incidents.
-- note: killed_min, killed_median and killed_max sum what the reports of each incident give at least, in the middle and at most.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
)
SELECT
    source_country,
    target_country,
    count(*) AS incidents,
    CAST(sum(events) AS BIGINT) AS events,
    count(DISTINCT event_date) AS days,
    min(event_date) AS first_day,
    max(event_date) AS last_day,
    CAST(sum(killed_min) AS BIGINT) AS killed_min,
    CAST(sum(CAST(killed_median AS DECIMAL(12, 1))) AS DOUBLE) AS killed_median,
    CAST(sum(killed_max) AS BIGINT) AS killed_max,
    max(independent_articles) AS most_articles,
    count(*) FILTER (sites > 1) AS told_by_several_sites
FROM mart_incidents
WHERE
    event_type = 'ASSAULT'
    AND event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
GROUP BY source_country, target_country
ORDER BY incidents DESC, source_country, target_country
LIMIT CAST($limit AS BIGINT);
