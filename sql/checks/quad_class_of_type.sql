-- severity: fail
-- about: The quad class of an event is that of its PLOVER type.
SELECT e.article_id, e.event_id, e.event_type, e.quad_class, t.quad_class AS quad_class_of_type
FROM checked_events AS e
JOIN dim_event_types AS t ON t.scheme = 'PLOVER' AND t.code = e.event_type
WHERE e.quad_class IS DISTINCT FROM t.quad_class
ORDER BY ALL;
