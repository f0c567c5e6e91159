-- about: Who is named with whom: pairs of entities, how many articles name both, and how much more than chance that is (NPMI).
-- topic: actors
-- param: types = person organization armed_group country
-- param: least = 3
-- param: first_day =
-- param: last_day =
-- param: limit = 50
-- note: Empty days mean the newest 7 days of the data; both days are included.
-- note: NPMI is normalised pointwise mutual information (Bouma 2009, Normalized (pointwise) mutual information in collocation extraction): 1 for two that are only named together, 0 for chance, below 0 for two that avoid each other. N is the articles of the window that name anything; copies are left out.
-- note: least is the smallest number of articles of a pair: with few articles NPMI is high by chance. The strongest pairs stand first; sort by articles for the most frequent.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 6) AS first_day
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
named AS MATERIALIZED (
    SELECT e.article_id, e.entity_id, e.name
    FROM core_entities AS e
    SEMI JOIN written USING (article_id)
    WHERE e.type IN (SELECT unnest(string_split($types, ' ')))
),
nodes AS (
    SELECT entity_id, min(name) AS name, count(*) AS articles
    FROM named
    GROUP BY entity_id
),
edges AS (
    SELECT x.entity_id, y.entity_id AS other_id, count(*) AS articles
    FROM named AS x
    JOIN named AS y ON y.article_id = x.article_id AND y.entity_id > x.entity_id
    GROUP BY x.entity_id, y.entity_id
    HAVING count(*) >= CAST($least AS BIGINT)
),
total AS (
    SELECT count(DISTINCT article_id) AS articles FROM named
)
SELECT
    e.entity_id,
    x.name,
    e.other_id,
    y.name AS other_name,
    e.articles,
    x.articles AS articles_of_one,
    y.articles AS articles_of_other,
    CASE
        WHEN e.articles = n.articles THEN 1.0
        ELSE round(
            ln(CAST(e.articles AS DOUBLE) * n.articles / (x.articles * y.articles))
            / -ln(CAST(e.articles AS DOUBLE) / n.articles),
            3
        )
    END AS npmi
FROM edges AS e
JOIN nodes AS x ON x.entity_id = e.entity_id
JOIN nodes AS y ON y.entity_id = e.other_id
CROSS JOIN total AS n
ORDER BY npmi DESC, e.articles DESC, e.entity_id, e.other_id
LIMIT CAST($limit AS BIGINT);
