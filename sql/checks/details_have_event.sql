-- severity: fail
-- about: Details belong to an event of the same article.
SELECT d.article_id, d.event_id, d.kind
FROM checked_event_details AS d
ANTI JOIN checked_events USING (event_id, article_id)
ORDER BY ALL;
