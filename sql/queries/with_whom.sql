-- about: Who is in the news with an entity, by articles that name both (copies left out).
-- param: entity_id = country:RUS
-- param: limit = 20
SELECT
    other.entity_id,
    min(other.name) AS name,
    min(other.type) AS type,
    count(*) AS articles,
    count(*) FILTER (other.in_title) AS in_titles
FROM core_entities AS one
JOIN core_entities AS other
    ON one.article_id = other.article_id AND one.entity_id <> other.entity_id
JOIN core_articles AS a ON a.article_id = one.article_id
WHERE a.duplicate_of IS NULL AND one.entity_id = $entity_id
GROUP BY other.entity_id
ORDER BY articles DESC, other.entity_id
LIMIT CAST($limit AS BIGINT);
