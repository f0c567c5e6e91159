-- about: Lines that sources repeat and that cleaning dropped for it; a source keeps them with `keep` or `learn = false`.
-- topic: pipeline
-- param: source = %
-- param: first_day =
-- param: last_day =
-- param: limit = 200
-- note: Empty days mean the newest 30 days of the data, those of the intervals; both days are included. Those dropped from most articles come first within a site.
-- note: A line that belongs to the news stands here by mistake: look at short ones, at those of live blogs, and at those of sources with few articles.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
)
SELECT
    source_id,
    site,
    min(text) AS text,
    max(articles) AS seen_in_articles,
    CAST(sum(dropped) AS BIGINT) AS dropped_from_articles,
    min(interval_start) AS first_dropped,
    max(interval_start) AS last_dropped
FROM core_boilerplate
WHERE
    source_id LIKE $source
    AND interval_start >= (SELECT first_day FROM span)
    AND interval_start < (SELECT last_day + 1 FROM span)
GROUP BY source_id, site, line_key
ORDER BY source_id, site, dropped_from_articles DESC, text, line_key
LIMIT CAST($limit AS BIGINT);
