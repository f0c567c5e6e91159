-- The events dated to more than a day whose time meets the days of their type in incident_days, all others of the
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
WHERE EXISTS (
    FROM incident_days AS d
    WHERE d.event_type = e.event_type AND d.day BETWEEN e.event_date AND e.last_date
);

-- An incident can only be meant that has a country, an actor or a place in common with the event.
CREATE OR REPLACE TEMP TABLE meant_incidents AS
WITH
    meant AS (
        SELECT e.event_id, e.event_type, e.event_date, e.last_date, k.clue
        FROM range_events AS e
        JOIN (
            SELECT event_id, coalesce(country, entity_id) AS clue FROM core_event_actors
            UNION ALL
            SELECT event_id, location_entity_id FROM core_events
        ) AS k
            USING (event_id)
        WHERE e.event_date_precision IN ('week', 'month') AND k.clue IS NOT NULL
    ),
    spans AS (SELECT DISTINCT event_type, clue, event_date, last_date FROM meant),
    there AS (
        SELECT m.incident_id, m.incident_date, m.event_id, e.event_type, e.location_entity_id
        FROM mart_incident_events AS m
        JOIN core_events AS e USING (event_id)
        WHERE
            m.basis IN ('day', 'published')
            AND m.incident_date BETWEEN
                (SELECT min(event_date) FROM spans) AND (SELECT max(last_date) FROM spans)
    ),
    clues AS (
        SELECT DISTINCT t.incident_id, t.incident_date, t.event_type, coalesce(x.country, x.entity_id) AS clue
        FROM there AS t
        JOIN core_event_actors AS x USING (event_id)
        UNION
        SELECT incident_id, incident_date, event_type, location_entity_id FROM there
    )
SELECT DISTINCT c.incident_id, c.incident_date
FROM clues AS c
JOIN spans AS s
    ON
        c.event_type = s.event_type
        AND c.clue = s.clue
        AND c.incident_date BETWEEN s.event_date AND s.last_date;

CREATE OR REPLACE TEMP TABLE wanted_events AS
SELECT event_id, CAST(NULL AS VARCHAR) AS incident_id, CAST(NULL AS DATE) AS incident_date
FROM range_events
UNION ALL
SELECT DISTINCT event_id, incident_id, incident_date
FROM mart_incident_events
SEMI JOIN meant_incidents USING (incident_id)
WHERE basis IN ('day', 'published');
