-- about: Incidents whose reports differ most in how many people were killed; what each article says.
-- topic: events
-- param: first_day =
-- param: last_day =
-- param: min_reports = 1
-- param: limit = 20
-- note: Empty days mean the newest 30 days of the data; both days are included. Copies and denials are left out; of an article that repeats a figure, its largest counts. min_reports = 2 leaves out incidents that one article alone counts.
-- note: reports are in the order of publication; a toll that only grows is an update, one that goes back and forth a dispute.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
chosen AS (
    SELECT *
    FROM mart_incidents
    WHERE
        killed_reports >= CAST($min_reports AS BIGINT)
        AND event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
    ORDER BY killed_max - killed_min DESC, killed_reports DESC, event_date, incident_id
    LIMIT CAST($limit AS BIGINT)
),
tellings AS MATERIALIZED (
    SELECT incident_id, event_id, article_id
    FROM mart_incident_events
    WHERE
        incident_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND is_independent
        AND basis <> 'denial'
),
figures AS (
    SELECT
        m.incident_id,
        m.article_id,
        coalesce(
            nullif(regexp_extract(a.canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''),
            a.source_id
        ) AS site,
        a.published_at,
        max(e.killed) AS killed
    FROM tellings AS m
    SEMI JOIN chosen USING (incident_id)
    JOIN core_events AS e USING (event_id)
    JOIN core_articles AS a ON a.article_id = m.article_id
    WHERE e.killed IS NOT NULL
    GROUP BY ALL
)
SELECT
    c.event_date,
    c.event_type,
    c.location_name AS place,
    c.killed_min,
    c.killed_median,
    c.killed_max,
    c.killed_reports,
    c.killed_max - c.killed_min AS spread,
    string_agg(f.site || ' ' || f.killed, ', ' ORDER BY f.published_at, f.site, f.article_id)
        AS reports,
    c.incident_id
FROM chosen AS c
JOIN figures AS f USING (incident_id)
GROUP BY ALL
ORDER BY spread DESC, c.killed_reports DESC, c.event_date, c.incident_id;
