-- severity: warn
-- about: An entity has as many mentions as it says.
SELECT e.article_id, e.entity_id, e.mention_count, count(m.entity_id) AS mentions
FROM core_entities AS e
SEMI JOIN checked_articles USING (article_id)
LEFT JOIN core_mentions AS m USING (article_id, entity_id)
GROUP BY ALL
HAVING count(m.entity_id) <> e.mention_count
ORDER BY ALL;
