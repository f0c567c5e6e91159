-- severity: fail
-- about: Details belong to an event of the same article.
SELECT d.article_id, d.event_id, d.kind
FROM core_event_details AS d
SEMI JOIN checked_articles USING (article_id)
ANTI JOIN core_events USING (event_id, article_id)
ORDER BY ALL;
