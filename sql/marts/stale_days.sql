-- The days to rebuild: those that loads left stale, and those that the given intervals touch
-- (views given_intervals; its rows may be none). rebuilt_types: the types of event that incidents
-- are made anew of, by day.
CREATE OR REPLACE TEMP TABLE rebuilt_types AS
WITH given AS (
    SELECT article_id FROM core_captures SEMI JOIN given_intervals USING (interval_start, interval_end)
)
SELECT day, event_type FROM mart_stale_types
UNION
SELECT event_date, event_type FROM core_events SEMI JOIN given USING (article_id);

CREATE OR REPLACE TEMP TABLE rebuilt_days AS
WITH given AS (
    SELECT article_id FROM core_captures SEMI JOIN given_intervals USING (interval_start, interval_end)
)
SELECT day FROM mart_stale_days
UNION
SELECT CAST(interval_start AS DATE) FROM given_intervals
UNION
SELECT CAST(coalesce(published_at, fetched_at) AS DATE)
FROM core_articles
SEMI JOIN given USING (article_id)
UNION
SELECT day FROM rebuilt_types;

DELETE FROM mart_stale_days;

DELETE FROM mart_stale_types;
