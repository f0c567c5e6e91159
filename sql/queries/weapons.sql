-- about: With what was it done: kinds of weapons by number of incidents, where, and how deadly?
-- topic: events
-- param: event_type = %
-- param: country = %
-- param: first_day =
-- param: last_day =
-- param: limit = 30
-- note: Empty days mean the newest 30 days of the data; both days are included. country is where it happened or, unknown, whom it hit.
-- note: An incident counts once for each kind of weapon that its reports name, denials left out; percent is of all incidents whose reports name any. Most reports name none.
-- note: killed_per_incident is the mean of the incidents' medians, over those for which reports give a number.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
armed AS (
    SELECT event_id, lower(weapon) AS weapon
    FROM core_events
    WHERE
        weapon IS NOT NULL
        AND event_date >= (SELECT first_day - 31 FROM span)
        AND event_date <= (SELECT last_day FROM span)
        AND event_type LIKE $event_type
),
tellings AS MATERIALIZED (
    SELECT incident_id, event_id
    FROM mart_incident_events
    WHERE
        incident_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND basis <> 'denial'
),
named AS (
    SELECT DISTINCT incident_id, weapon
    FROM tellings
    JOIN armed USING (event_id)
),
there AS MATERIALIZED (
    SELECT
        incident_id,
        event_date,
        coalesce(location_country, target_country) AS country,
        CAST(killed_median AS DECIMAL(12, 1)) AS killed
    FROM mart_incidents
    WHERE
        event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND coalesce(location_country, target_country, '') LIKE $country
),
incidents AS MATERIALIZED (
    SELECT weapon, incident_id, event_date, country, killed
    FROM named
    JOIN there USING (incident_id)
),
by_country AS (
    SELECT weapon, country, count(*) AS n FROM incidents WHERE country IS NOT NULL GROUP BY ALL
),
total AS (SELECT count(DISTINCT incident_id) AS n FROM incidents)
SELECT
    i.weapon,
    count(*) AS incidents,
    round(100 * count(*) / (SELECT n FROM total), 1) AS percent,
    (
        SELECT string_agg(c.country || ' ' || c.n, ', ' ORDER BY c.n DESC, c.country)
        FROM (
            FROM by_country AS b
            QUALIFY row_number() OVER (PARTITION BY b.weapon ORDER BY b.n DESC, b.country) <= 3
        ) AS c
        WHERE c.weapon = i.weapon
    ) AS countries,
    count(i.killed) AS with_killed,
    round(CAST(sum(i.killed) AS DOUBLE) / nullif(count(i.killed), 0), 1) AS killed_per_incident,
    min(i.event_date) AS first_day,
    max(i.event_date) AS last_day
FROM incidents AS i
GROUP BY i.weapon
ORDER BY incidents DESC, i.weapon
LIMIT CAST($limit AS BIGINT);
