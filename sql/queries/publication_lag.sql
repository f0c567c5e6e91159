-- about: How late is the news: days from event to article, and hours from publication to capture, by site.
-- topic: sources
-- param: site = %
-- param: first_day =
-- param: last_day =
-- param: limit = 50
-- note: Empty days mean the newest 30 days of the data, those of publication; both days are included. A site is the host of an article's address, without www. The first row is all sites together.
-- note: Events count whose words name their day (precision day), told as actual or reported, at most 30 days back: percentages are of those. Copies of articles are left out.
-- note: Hours to capture come from articles whose page gives the time of publication; they are our delay, not the site's. For intervals that were caught up later they tell of the catching up.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
articles AS (
    SELECT
        article_id,
        coalesce(
            nullif(regexp_extract(canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''),
            source_id
        ) AS site,
        CAST(published_at AS DATE) AS published_on,
        CASE
            WHEN published_precision = 'second'
                THEN date_diff('second', published_at, fetched_at) / 3600
        END AS hours
    FROM core_articles
    WHERE
        published_at >= (SELECT first_day FROM span)
        AND published_at < (SELECT last_day + 1 FROM span)
        AND duplicate_of IS NULL
),
events AS (
    SELECT a.site, CAST(a.published_on - e.event_date AS INTEGER) AS days
    FROM core_events AS e
    JOIN articles AS a USING (article_id)
    WHERE
        e.event_date >= (SELECT first_day - 30 FROM span)
        AND e.event_date <= (SELECT last_day FROM span)
        AND e.event_date_precision = 'day'
        AND e.modality IN ('actual', 'reported')
        AND a.published_on - e.event_date BETWEEN 0 AND 30
),
event_lags AS (
    SELECT
        coalesce(site, 'all sites') AS site,
        count(*) AS events,
        median(days) AS median_days,
        100 * count(*) FILTER (days = 0) / count(*) AS same_day,
        100 * count(*) FILTER (days = 1) / count(*) AS next_day,
        100 * count(*) FILTER (days > 7) / count(*) AS after_a_week
    FROM events
    GROUP BY GROUPING SETS ((site), ())
    HAVING count(*) > 0
),
capture_lags AS (
    SELECT
        coalesce(site, 'all sites') AS site,
        count(*) AS articles,
        quantile_cont(hours, [0.5, 0.9]) AS hours
    FROM articles
    GROUP BY GROUPING SETS ((site), ())
    HAVING count(*) > 0
)
SELECT
    site,
    articles,
    coalesce(events, 0) AS dated_events,
    round(median_days, 1) AS median_days,
    round(same_day, 1) AS same_day_percent,
    round(next_day, 1) AS next_day_percent,
    round(after_a_week, 1) AS after_a_week_percent,
    round(hours[1], 2) AS capture_median_hours,
    round(hours[2], 2) AS capture_p90_hours
FROM capture_lags
LEFT JOIN event_lags USING (site)
WHERE site = 'all sites' OR site LIKE $site
ORDER BY site = 'all sites' DESC, articles DESC, site
LIMIT CAST($limit AS BIGINT);
