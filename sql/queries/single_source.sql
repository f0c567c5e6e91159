-- about: Which grave incidents rest on one site alone, and which on several that do not copy each other?
-- topic: events
-- param: event_type = ASSAULT
-- param: country = %
-- param: first_day =
-- param: last_day =
-- param: max_sites = 1
-- param: limit = 30
-- note: Empty days mean the newest 14 days of the data; both days are included. country is where it happened, who acts or who is acted upon.
-- note: For checking before use. Sites are counted of all articles, copies included: an agency's text on ten sites has ten sites and one independent article, so independent_articles is what corroborates. max_sites = 1 gives the uncorroborated ones.
-- note: The gravest come first, by the median of the killed that reports give, then by Goldstein. confidence is the chance that at least one report is coded right, not that it is true.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 13) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
chosen AS (
    SELECT *
    FROM mart_incidents
    WHERE
        event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND event_type LIKE $event_type
        AND least(sites, independent_articles) <= CAST($max_sites AS BIGINT)
        AND (
            $country = '%'
            OR source_country = $country
            OR target_country = $country
            OR location_country = $country
        )
    ORDER BY killed_median DESC NULLS LAST, goldstein_mean, confidence DESC, event_date, incident_id
    LIMIT CAST($limit AS BIGINT)
)
SELECT
    c.event_date,
    c.event_type,
    array_to_string(c.source_names, ', ') AS source,
    array_to_string(c.target_names, ', ') AS target,
    c.location_name AS place,
    c.killed_median AS killed,
    c.sites,
    c.independent_articles,
    CASE
        WHEN c.told_actual > 0 THEN 'actual'
        WHEN c.told_reported > 0 THEN 'reported'
        ELSE 'claimed'
    END AS told_as,
    round(c.confidence, 2) AS confidence,
    a.title,
    a.url,
    c.incident_id
FROM chosen AS c
LEFT JOIN core_articles AS a ON a.article_id = c.first_article_id
ORDER BY
    c.killed_median DESC NULLS LAST,
    c.goldstein_mean,
    c.confidence DESC,
    c.event_date,
    c.incident_id;
