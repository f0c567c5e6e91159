-- about: Pairs of entities that articles name together, by number of articles (copies left out).
-- param: type = person
-- param: limit = 20
SELECT
    x.entity_id,
    min(x.name) AS name,
    y.entity_id AS other_id,
    min(y.name) AS other_name,
    count(*) AS articles
FROM core_entities AS x
JOIN core_entities AS y ON x.article_id = y.article_id AND x.entity_id < y.entity_id
JOIN core_articles AS a ON a.article_id = x.article_id
WHERE a.duplicate_of IS NULL AND x.type = $type AND y.type = $type
GROUP BY x.entity_id, y.entity_id
ORDER BY articles DESC, x.entity_id, y.entity_id
LIMIT CAST($limit AS BIGINT);
