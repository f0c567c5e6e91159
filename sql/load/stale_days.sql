-- Remember the days whose marts the affected articles are in, and the types of their events. Run
-- before and after the change.
CREATE OR REPLACE TEMP TABLE affected_types AS
SELECT DISTINCT event_date AS day, event_type
FROM core_events
SEMI JOIN affected_articles USING (article_id)
WHERE event_date IS NOT NULL;

INSERT INTO mart_stale_types
FROM affected_types
EXCEPT
FROM mart_stale_types;

INSERT INTO mart_stale_days
SELECT DISTINCT day
FROM (
    SELECT CAST(coalesce(published_at, fetched_at) AS DATE) AS day
    FROM core_articles
    SEMI JOIN affected_articles USING (article_id)
    UNION ALL
    SELECT day FROM affected_types
    UNION ALL
    SELECT CAST(interval_start AS DATE) FROM touched_intervals
)
WHERE day IS NOT NULL
EXCEPT
SELECT day FROM mart_stale_days;
