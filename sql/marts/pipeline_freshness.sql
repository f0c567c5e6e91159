-- Rebuild mart_pipeline_freshness, one row.
DELETE FROM mart_pipeline_freshness;

INSERT INTO mart_pipeline_freshness BY NAME
WITH
    loaded AS (
        SELECT DISTINCT interval_start, interval_end FROM core_runs WHERE stage = 'load'
    ),
    gaps AS (
        SELECT
            interval_start,
            max(interval_end) OVER (
                ORDER BY interval_start, interval_end
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS covered_to
        FROM loaded
    )
SELECT
    (SELECT count(*) FROM loaded) AS intervals,
    (SELECT min(interval_start) FROM loaded) AS first_interval_start,
    (SELECT max(interval_end) FROM loaded) AS last_interval_end,
    coalesce(
        (
            SELECT sum(date_diff('second', covered_to, interval_start)) / 3600
            FROM gaps
            WHERE interval_start > covered_to
        ),
        0
    ) AS gap_hours,
    (SELECT max(published_at) FROM core_articles) AS newest_published_at,
    (SELECT max(fetched_at) FROM core_articles) AS newest_fetched_at,
    (SELECT count(*) FROM core_articles) AS articles,
    (SELECT count(*) FROM core_events) AS events;
