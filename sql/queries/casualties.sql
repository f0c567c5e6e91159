-- about: How many people were killed and injured, by country and month, in the lowest and in the highest reading of the reports?
-- topic: events
-- dashboard: yes
-- param: country = %
-- param: event_type = %
-- param: first_day =
-- param: last_day =
-- param: limit = 100
-- note: Empty days mean the newest month of the data and the two before; both days are included. The country is where it happened; where no report says so, that of whom it hit.
-- note: Each incident counts once, whoever and however often reports it: with the smallest, the median and the largest of what its independent articles say. low, median and high are sums of these; low and high are no confidence interval, for errors of incidents do not all go one way.
-- note: Incidents that are dated to a week or longer are left out, because their figures are mostly totals of others; a total that is told of a single day stays in. deadliest_killed and deadliest_incident name the incident of the highest median: look at it first when a month stands out.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(
            CAST(nullif($first_day, '') AS DATE),
            CAST(date_trunc('month', last_day) - INTERVAL 2 MONTH AS DATE)
        ) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
incidents AS (
    SELECT
        *,
        CAST(date_trunc('month', event_date) AS DATE) AS month,
        coalesce(location_country, target_country) AS country
    FROM mart_incidents
    WHERE
        event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND event_date_precision IN ('day', 'published')
        AND event_type LIKE $event_type
        AND (killed_reports > 0 OR injured_reports > 0)
)
SELECT
    month,
    country,
    count(*) AS incidents,
    count(*) FILTER (killed_reports > 0) AS with_killed,
    CAST(sum(killed_min) AS BIGINT) AS killed_low,
    CAST(sum(CAST(killed_median AS DECIMAL(12, 1))) AS DOUBLE) AS killed_median,
    CAST(sum(killed_max) AS BIGINT) AS killed_high,
    count(*) FILTER (injured_reports > 0) AS with_injured,
    CAST(sum(injured_min) AS BIGINT) AS injured_low,
    CAST(sum(CAST(injured_median AS DECIMAL(12, 1))) AS DOUBLE) AS injured_median,
    CAST(sum(injured_max) AS BIGINT) AS injured_high,
    max(killed_median) AS deadliest_killed,
    first(incident_id ORDER BY killed_median DESC NULLS LAST, incident_id)
        FILTER (killed_reports > 0) AS deadliest_incident
FROM incidents
WHERE coalesce(country, '') LIKE $country
GROUP BY month, country
ORDER BY month DESC, killed_median DESC NULLS LAST, incidents DESC, country
LIMIT CAST($limit AS BIGINT);
