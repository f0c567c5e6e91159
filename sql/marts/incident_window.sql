-- The events that incidents of some days and types (side by side in two lists) follow from: dated to
-- a day or by publication, from three days before each of them to two days after it.
CREATE OR REPLACE TEMP TABLE window_days AS
SELECT DISTINCT CAST(w.day + d.delta AS DATE) AS day, w.event_type
FROM
    (
        SELECT
            unnest(CAST($days AS DATE [])) AS day,
            unnest(CAST($types AS VARCHAR [])) AS event_type
    ) AS w,
    (SELECT unnest([-3, -2, -1, 0, 1, 2]) AS delta) AS d;

CREATE OR REPLACE TEMP TABLE wanted_events AS
SELECT e.event_id, CAST(NULL AS VARCHAR) AS incident_id, CAST(NULL AS DATE) AS incident_date
FROM core_events AS e
JOIN window_days AS w ON e.event_date = w.day AND e.event_type = w.event_type
WHERE
    e.modality IN ('actual', 'reported', 'claimed', 'denied')
    AND coalesce(e.event_date_precision, 'day') IN ('day', 'published');
