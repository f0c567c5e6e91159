-- Make room for incidents to be made anew: those of the days in rebuilt_days and of the days around
-- them (an event dated by publication may belong to the day before, or to one told two days before),
-- and take out of others the events whose week or month meets those days.
-- changed_incidents: incidents that lose events here. The result: days with events to go through.
CREATE OR REPLACE TEMP TABLE incident_days AS
SELECT DISTINCT CAST(r.day + d.delta AS DATE) AS day
FROM rebuilt_days AS r, (SELECT unnest([-1, 0, 1, 2]) AS delta) AS d
WHERE r.day IS NOT NULL;

CREATE OR REPLACE TEMP TABLE changed_incidents AS
SELECT DISTINCT m.incident_id
FROM mart_incident_events AS m
WHERE
    m.incident_date IN (SELECT day FROM incident_days)
    OR (
        m.basis = 'range'
        AND EXISTS (
            FROM incident_days AS d
            WHERE d.day BETWEEN m.event_date AND m.event_last_date
        )
    );

DELETE FROM mart_incident_events AS m
WHERE
    m.incident_date IN (SELECT day FROM incident_days)
    OR (
        m.basis = 'range'
        AND EXISTS (
            FROM incident_days AS d
            WHERE d.day BETWEEN m.event_date AND m.event_last_date
        )
    );

SELECT DISTINCT event_date AS day
FROM core_events
WHERE event_date IN (SELECT day FROM incident_days)
ORDER BY day;
