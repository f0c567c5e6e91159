-- about: Pairs of countries by number of assaults, with the days they span and who reported them.
-- param: first_day = 1900-01-01
-- param: last_day = 2100-01-01
SELECT
    source_country,
    target_country,
    sum(events) AS events,
    count(*) AS days,
    min(event_date) AS first_day,
    max(event_date) AS last_day,
    max(independent_articles) AS articles_on_busiest_day,
    max(killed_max) AS killed_max
FROM mart_incidents
WHERE
    event_type = 'ASSAULT'
    AND event_date BETWEEN CAST($first_day AS DATE) AND CAST($last_day AS DATE)
GROUP BY source_country, target_country
ORDER BY events DESC, source_country, target_country;
