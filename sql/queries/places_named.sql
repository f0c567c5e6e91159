-- about: Places that articles name, with coordinates, by number of articles (copies left out).
-- topic: places
-- param: country = SYR
-- param: first_day =
-- param: last_day =
-- param: limit = 20
-- note: Empty days mean the newest 30 days of the data; both days are included.
-- note: % stands for any country. resolution says what sort of place the coordinates are of; confidence is how sure it is that this place of the name is meant.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
written AS (
    SELECT article_id
    FROM core_articles
    WHERE
        published_at >= (SELECT CAST(first_day AS TIMESTAMP) FROM span)
        AND published_at < (SELECT CAST(last_day + 1 AS TIMESTAMP) FROM span)
        AND duplicate_of IS NULL
)
SELECT
    e.entity_id,
    min(e.name) AS name,
    min(e.country) AS country,
    min(e.admin1) AS admin1,
    min(e.resolution) AS resolution,
    min(e.lat) AS lat,
    min(e.lon) AS lon,
    count(*) AS articles,
    CAST(sum(e.mention_count) AS BIGINT) AS mentions,
    round(avg(CAST(e.link_confidence AS DECIMAL(9, 6))), 2) AS confidence
FROM core_entities AS e
SEMI JOIN written USING (article_id)
WHERE e.type = 'place' AND e.country LIKE $country AND e.lat IS NOT NULL
GROUP BY e.entity_id
ORDER BY articles DESC, e.entity_id
LIMIT CAST($limit AS BIGINT);
