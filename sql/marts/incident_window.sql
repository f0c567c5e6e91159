-- The events that incidents of some days follow from: dated to a day or by publication, from two
-- days before each of them to one day after it.
CREATE OR REPLACE TEMP TABLE wanted_events AS
WITH window_days AS (
    SELECT DISTINCT CAST(w.day + d.delta AS DATE) AS day
    FROM
        (SELECT unnest(CAST($days AS DATE [])) AS day) AS w,
        (SELECT unnest([-2, -1, 0, 1]) AS delta) AS d
)
SELECT event_id, CAST(NULL AS VARCHAR) AS incident_id, CAST(NULL AS DATE) AS incident_date
FROM core_events
WHERE
    event_date IN (SELECT day FROM window_days)
    AND modality IN ('actual', 'reported', 'claimed', 'denied')
    AND coalesce(event_date_precision, 'day') IN ('day', 'published');
