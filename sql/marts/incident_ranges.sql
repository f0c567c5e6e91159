-- The events dated to more than a day whose time meets the days in incident_days, all others of the
-- same times, and those that made the incidents of the days which a week or month may mean.
CREATE OR REPLACE TEMP TABLE range_events AS
SELECT *
FROM (
    SELECT
        event_id,
        event_type,
        event_date,
        event_date_precision,
        CASE event_date_precision
            WHEN 'week' THEN event_date + 6
            WHEN 'month' THEN event_date + 30
            ELSE event_date
        END AS last_date
    FROM core_events
    WHERE
        event_date_precision NOT IN ('day', 'published')
        AND modality IN ('actual', 'reported', 'claimed')
) AS e
WHERE EXISTS (FROM incident_days AS d WHERE d.day BETWEEN e.event_date AND e.last_date);

CREATE OR REPLACE TEMP TABLE wanted_events AS
WITH meant AS (
    SELECT DISTINCT event_type, event_date, last_date
    FROM range_events
    WHERE event_date_precision IN ('week', 'month')
)
SELECT event_id, CAST(NULL AS VARCHAR) AS incident_id, CAST(NULL AS DATE) AS incident_date
FROM range_events
UNION ALL
SELECT DISTINCT m.event_id, m.incident_id, m.incident_date
FROM mart_incident_events AS m
JOIN core_events AS e USING (event_id)
WHERE
    m.basis IN ('day', 'published')
    AND EXISTS (
        FROM meant AS x
        WHERE x.event_type = e.event_type AND m.incident_date BETWEEN x.event_date AND x.last_date
    );
