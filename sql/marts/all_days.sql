-- All days there are, in the core tables and in the marts, and types of event on them: everything is
-- rebuilt.
CREATE OR REPLACE TEMP TABLE rebuilt_types AS
SELECT event_date AS day, event_type FROM core_events WHERE event_date IS NOT NULL
UNION
SELECT event_date, event_type FROM mart_incidents;

CREATE OR REPLACE TEMP TABLE rebuilt_days AS
SELECT CAST(coalesce(published_at, fetched_at) AS DATE) AS day FROM core_articles
UNION
SELECT event_date FROM core_events
UNION
SELECT CAST(interval_start AS DATE) FROM core_runs
UNION
SELECT event_date FROM mart_event_daily
UNION
SELECT event_date FROM mart_dyads_daily
UNION
SELECT event_date FROM mart_incidents
UNION
SELECT published_on FROM mart_actor_daily
UNION
SELECT CAST(interval_start AS DATE) FROM mart_source_health;

DELETE FROM mart_stale_days;

DELETE FROM mart_stale_types;
