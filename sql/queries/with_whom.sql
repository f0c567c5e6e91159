-- about: Who is in the news with an entity, by articles that name both (copies left out).
-- topic: actors
-- param: entity_id = country:RUS
-- param: first_day =
-- param: last_day =
-- param: limit = 20
-- note: Empty days mean the newest 30 days of the data; both days are included.
-- note: share is that of the entity's articles; in_titles counts those whose headline names the other one, too. comention_network tells what is more than chance.
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
),
naming AS MATERIALIZED (
    SELECT e.article_id
    FROM core_entities AS e
    SEMI JOIN written USING (article_id)
    WHERE e.entity_id = $entity_id
),
others AS (
    SELECT e.rowid AS row_number FROM core_entities AS e SEMI JOIN naming USING (article_id)
)
SELECT
    e.entity_id,
    min(e.name) AS name,
    min(e.type) AS type,
    count(*) AS articles,
    count(*) FILTER (e.in_title) AS in_titles,
    round(count(*) / (SELECT count(*) FROM naming), 3) AS share
FROM core_entities AS e
JOIN others AS o ON o.row_number = e.rowid
WHERE e.entity_id <> $entity_id
GROUP BY e.entity_id
ORDER BY articles DESC, e.entity_id
LIMIT CAST($limit AS BIGINT);
