-- severity: fail
-- about: Every event has a PLOVER type of dim_event_types.
SELECT e.article_id, e.event_id, e.event_type
FROM checked_events AS e
ANTI JOIN (SELECT code AS event_type FROM dim_event_types WHERE scheme = 'PLOVER')
    USING (event_type)
ORDER BY ALL;
