-- about: Which countries does a site cover more or less than the other sites do?
-- topic: sources
-- param: site = %
-- param: country = %
-- param: first_day =
-- param: last_day =
-- param: prior = 100
-- param: min_incidents = 2
-- param: limit = 50
-- note: Empty days mean the newest 30 days of the data; both days are included. A site is the host of an article's address, without www.
-- note: Counted are the incidents of those days that a site told, each once, for each country that acts, is acted upon or is where it happened. Copied articles count: whoever prints an agency's text covers the country.
-- note: log_odds is the log-odds ratio of the site against all others with an informative Dirichlet prior, and z that ratio by its standard error (Monroe, Colaresi and Quinn 2008, Fightin' Words, Political Analysis 16(4)). The prior spreads `prior` incidents over countries as all sites do together; it pulls sites with few incidents to the average. |z| above 1.96 is seldom chance for one pair, but among hundreds of pairs one in twenty is.
-- note: It tells what a site covers, not how: a site in a country covers it more, of course.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
incidents AS MATERIALIZED (
    SELECT
        incident_id,
        [
            source_country,
            CASE WHEN target_country IS DISTINCT FROM source_country THEN target_country END,
            CASE
                WHEN
                    location_country IS DISTINCT FROM source_country
                    AND location_country IS DISTINCT FROM target_country
                    THEN location_country
            END
        ] AS countries
    FROM mart_incidents
    WHERE
        event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND event_date_precision IN ('day', 'published')
),
articles AS (
    SELECT
        article_id,
        coalesce(
            nullif(regexp_extract(canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''),
            source_id
        ) AS site
    FROM core_articles
    WHERE
        published_at >= (SELECT first_day - 1 FROM span)
        AND published_at < (SELECT last_day + 31 FROM span)
),
tellings AS MATERIALIZED (
    SELECT incident_id, article_id
    FROM mart_incident_events
    WHERE
        incident_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND basis <> 'denial'
),
told AS (
    SELECT DISTINCT site, incident_id
    FROM tellings
    JOIN articles USING (article_id)
),
counts AS (
    SELECT site, country, count(*) AS n
    FROM (
        SELECT site, unnest(countries) AS country
        FROM told
        JOIN incidents USING (incident_id)
    )
    WHERE country IS NOT NULL
    GROUP BY site, country
),
sites AS (SELECT site, sum(n) AS site_n FROM counts GROUP BY site),
countries AS (SELECT country, sum(n) AS country_n FROM counts GROUP BY country),
pairs AS (
    SELECT
        s.site,
        c.country,
        coalesce(n.n, 0) AS y,
        s.site_n AS total,
        c.country_n - y AS other_y,
        t.all_n - s.site_n AS other_total,
        CAST($prior AS DOUBLE) * c.country_n / t.all_n AS alpha
    FROM sites AS s
    CROSS JOIN countries AS c
    CROSS JOIN (SELECT sum(n) AS all_n FROM counts) AS t
    LEFT JOIN counts AS n ON n.site = s.site AND n.country = c.country
    WHERE s.site LIKE $site AND c.country LIKE $country AND s.site_n < t.all_n
),
scores AS (
    SELECT
        *,
        ln((y + alpha) / (total + CAST($prior AS DOUBLE) - y - alpha))
        - ln((other_y + alpha) / (other_total + CAST($prior AS DOUBLE) - other_y - alpha))
            AS log_odds,
        log_odds / sqrt(1 / (y + alpha) + 1 / (other_y + alpha)) AS z
    FROM pairs
    WHERE
        y + other_y >= CAST($min_incidents AS BIGINT)
        AND y + other_y < total + other_total
)
SELECT
    site,
    country,
    CAST(y AS BIGINT) AS incidents,
    round(100 * y / total, 1) AS percent,
    round(100 * other_y / other_total, 1) AS percent_of_others,
    round(log_odds, 2) AS log_odds,
    round(z, 2) AS z
FROM scores
ORDER BY abs(round(z, 6)) DESC, site, country
LIMIT CAST($limit AS BIGINT);
