-- severity: warn
-- about: Every event has an actor.
SELECT article_id, event_id, event_type, trigger_text
FROM core_events
SEMI JOIN checked_articles USING (article_id)
ANTI JOIN core_event_actors USING (event_id)
ORDER BY ALL;
