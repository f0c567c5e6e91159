-- severity: warn
-- about: An entity has as many mentions as it says.
SELECT e.article_id, e.entity_id, e.mention_count, count(m.entity_id) AS mentions
FROM checked_entities AS e
LEFT JOIN checked_mentions AS m USING (article_id, entity_id)
GROUP BY ALL
HAVING count(m.entity_id) <> e.mention_count
ORDER BY ALL;
