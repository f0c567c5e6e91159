-- about: Where does conflict rise and where does it ebb: incidents by country, now and before?
-- topic: events
-- dashboard: yes
-- param: kind = material
-- param: first_day =
-- param: last_day =
-- param: min_incidents = 3
-- param: limit = 30
-- note: Empty days mean the newest 7 days of the data; both days are included. before are the four spans of the same length before those, together; expected is what they and exposure give for the days. kind is material (conflict), verbal (conflict) or %.
-- note: The country is where it happened; where no report says so, whom it hit. Incidents count once each; those that are dated to a week or longer are left out.
-- note: z compares the two Poisson counts by square roots (Anscombe; Gu et al. 2008), with the number of all incidents of the days as exposure, so that a week in which more was read lifts no country. Rises come first, ebbs last.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 6) AS first_day,
        first_day - 4 * (CAST(last_day - first_day AS INTEGER) + 1) AS before_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
incidents AS (
    SELECT
        event_date >= (SELECT first_day FROM span) AS is_now,
        coalesce(location_country, target_country) AS country,
        quad_class = 4 AND $kind IN ('material', '%')
        OR quad_class = 3 AND $kind IN ('verbal', '%') AS is_chosen,
        killed_median
    FROM mart_incidents
    WHERE
        event_date >= (SELECT before_day FROM span)
        AND event_date <= (SELECT last_day FROM span)
        AND event_date_precision IN ('day', 'published')
),
exposure AS (
    SELECT count(*) FILTER (is_now) / nullif(count(*) FILTER (NOT is_now), 0) AS d FROM incidents
),
counts AS (
    SELECT
        country,
        count(*) FILTER (is_now) AS x,
        count(*) FILTER (NOT is_now) AS y,
        sum(CAST(killed_median AS DECIMAL(12, 1))) FILTER (is_now) AS killed
    FROM incidents
    WHERE is_chosen AND country IS NOT NULL
    GROUP BY country
),
scores AS (
    SELECT
        *,
        2 * (sqrt(x + 0.375) - sqrt((y + 0.375) * d)) / sqrt(1 + d) AS z
    FROM counts, exposure
    WHERE greatest(x, y * d) >= CAST($min_incidents AS BIGINT)
)
SELECT
    country,
    x AS incidents,
    y AS incidents_before,
    round(y * d, 1) AS expected,
    round(z, 2) AS z,
    CAST(killed AS DOUBLE) AS killed
FROM scores
ORDER BY round(z, 6) DESC, country
LIMIT CAST($limit AS BIGINT);
