-- about: Places that articles name, with coordinates, by number of articles (copies left out).
-- param: country = USA
-- param: limit = 20
SELECT
    e.entity_id,
    min(e.name) AS name,
    min(e.admin1) AS admin1,
    min(e.resolution) AS resolution,
    min(e.lat) AS lat,
    min(e.lon) AS lon,
    count(*) AS articles,
    round(avg(e.link_confidence), 2) AS confidence
FROM core_entities AS e
JOIN core_articles AS a USING (article_id)
WHERE a.duplicate_of IS NULL AND e.type = 'place' AND e.country = $country AND e.lat IS NOT NULL
GROUP BY e.entity_id
ORDER BY articles DESC, e.entity_id
LIMIT CAST($limit AS BIGINT);
