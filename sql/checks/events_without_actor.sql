-- severity: warn
-- about: Every event has an actor.
SELECT article_id, event_id, event_type, trigger_text
FROM checked_events
ANTI JOIN checked_event_actors USING (event_id)
ORDER BY ALL;
