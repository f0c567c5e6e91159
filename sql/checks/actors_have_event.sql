-- severity: fail
-- about: Actors belong to an event of the same article.
SELECT x.article_id, x.event_id, x.role
FROM core_event_actors AS x
SEMI JOIN checked_articles USING (article_id)
ANTI JOIN core_events USING (event_id, article_id)
ORDER BY ALL;
