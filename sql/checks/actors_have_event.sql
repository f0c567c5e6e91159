-- severity: fail
-- about: Actors belong to an event of the same article.
SELECT x.article_id, x.event_id, x.role
FROM checked_event_actors AS x
ANTI JOIN checked_events USING (event_id, article_id)
ORDER BY ALL;
