-- Remember the days whose marts the affected articles are in. Run before and after the change.
INSERT INTO mart_stale_days
SELECT DISTINCT day
FROM (
    SELECT CAST(coalesce(published_at, fetched_at) AS DATE) AS day
    FROM core_articles
    SEMI JOIN affected_articles USING (article_id)
    UNION ALL
    SELECT event_date FROM core_events SEMI JOIN affected_articles USING (article_id)
    UNION ALL
    SELECT CAST(interval_start AS DATE) FROM touched_intervals
)
WHERE day IS NOT NULL
EXCEPT
SELECT day FROM mart_stale_days;
