-- Make room for incidents to be made anew: those of the days and types in rebuilt_types and of the
-- days around them (what follows from what: see the window of incident_window.sql), and take out of
-- others the events whose week or month meets those days.
-- changed_incidents: incidents that lose events here. The result: days and types with events to go
-- through.
CREATE OR REPLACE TEMP TABLE incident_days AS
SELECT DISTINCT CAST(r.day + d.delta AS DATE) AS day, r.event_type
FROM rebuilt_types AS r, (SELECT unnest([-2, -1, 0, 1, 2, 3]) AS delta) AS d
WHERE r.day IS NOT NULL;

CREATE OR REPLACE TEMP TABLE ranged_events AS
SELECT DISTINCT m.event_id, m.incident_id
FROM mart_incident_events AS m
JOIN mart_incidents AS i USING (incident_id)
JOIN incident_days AS d
    ON i.event_type = d.event_type AND d.day BETWEEN m.event_date AND m.event_last_date
WHERE m.basis = 'range';

CREATE OR REPLACE TEMP TABLE emptied_incidents AS
SELECT i.incident_id
FROM mart_incidents AS i
JOIN incident_days AS d ON i.event_date = d.day AND i.event_type = d.event_type;

CREATE OR REPLACE TEMP TABLE changed_incidents AS
SELECT incident_id FROM emptied_incidents
UNION
SELECT incident_id FROM ranged_events;

DELETE FROM mart_incident_events
WHERE
    incident_id IN (SELECT incident_id FROM emptied_incidents)
    OR (basis = 'range' AND event_id IN (SELECT event_id FROM ranged_events));

SELECT DISTINCT e.event_date AS day, e.event_type
FROM core_events AS e
JOIN incident_days AS d ON e.event_date = d.day AND e.event_type = d.event_type
ORDER BY day, event_type;
