-- Rebuild mart_incidents for the days in rebuilt_days.
DELETE FROM mart_incidents WHERE event_date IN (SELECT day FROM rebuilt_days);

INSERT INTO mart_incidents BY NAME
SELECT
    left(
        sha256(
            concat_ws(
                '|',
                strftime(event_date, '%Y-%m-%d'),
                event_type,
                coalesce(source_country, '-'),
                coalesce(target_country, '-')
            )
        ),
        16
    ) AS incident_id,
    event_date,
    event_type,
    min(quad_class) AS quad_class,
    source_country,
    target_country,
    count(DISTINCT event_id) AS events,
    count(DISTINCT article_id) AS articles,
    count(DISTINCT article_id) FILTER (is_original) AS independent_articles,
    count(DISTINCT source_id) AS sources,
    count(DISTINCT site) AS sites,
    list(DISTINCT event_id ORDER BY event_id) AS event_ids,
    list(DISTINCT article_id ORDER BY article_id) AS article_ids,
    list(DISTINCT source_id ORDER BY source_id) AS source_ids,
    min(published_at) AS first_published_at,
    max(killed) AS killed_max,
    max(injured) AS injured_max,
    CAST(sum(goldstein) AS DOUBLE) / count(goldstein) AS goldstein_mean,
    max(confidence) AS confidence_max
FROM rebuilt_events
GROUP BY event_date, event_type, source_country, target_country
ORDER BY event_date, event_type, source_country, target_country;
