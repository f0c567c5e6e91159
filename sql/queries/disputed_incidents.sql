-- about: Which incidents do some tell as fact and others deny, or only one party claim, and who does which?
-- topic: events
-- param: event_type = %
-- param: country = %
-- param: first_day =
-- param: last_day =
-- param: limit = 30
-- note: Empty days mean the newest 30 days of the data; both days are included. country is who acts, who is acted upon or where it happened.
-- note: Taken are incidents that somebody denies, and those that some tell as a fact or on another's word while others only have a party's claim of it. Numbers are of independent articles; one article may tell an incident in several ways and then counts in each.
-- note: dispute is the smaller of the two sides, told and doubted. Read the sentences with `--query incident_evidence --param incident_id=...` before calling anything disputed: a denial may be of another act on the same day.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
chosen AS (
    SELECT
        *,
        least(told_actual + told_reported, told_claimed + told_denied) AS dispute
    FROM mart_incidents
    WHERE
        event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND event_type LIKE $event_type
        AND (
            $country = '%'
            OR source_country = $country
            OR target_country = $country
            OR location_country = $country
        )
        AND (told_denied > 0 OR (told_claimed > 0 AND told_actual + told_reported > 0))
    ORDER BY dispute DESC, told_denied DESC, independent_articles DESC, event_date, incident_id
    LIMIT CAST($limit AS BIGINT)
),
tellings AS MATERIALIZED (
    SELECT incident_id, basis, modality, article_id
    FROM mart_incident_events
    WHERE
        incident_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND is_independent
),
stances AS (
    SELECT
        m.incident_id,
        CASE WHEN m.basis = 'denial' THEN 'denied' ELSE m.modality END AS stance,
        coalesce(
            nullif(regexp_extract(a.canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''),
            a.source_id
        ) AS site
    FROM tellings AS m
    SEMI JOIN chosen USING (incident_id)
    JOIN core_articles AS a USING (article_id)
),
sites AS (
    SELECT
        incident_id,
        list(DISTINCT site ORDER BY site) FILTER (stance = 'actual') AS as_fact_by,
        list(DISTINCT site ORDER BY site) FILTER (stance = 'reported') AS as_reported_by,
        list(DISTINCT site ORDER BY site) FILTER (stance = 'claimed') AS as_claim_by,
        list(DISTINCT site ORDER BY site) FILTER (stance = 'denied') AS denied_by
    FROM stances
    GROUP BY incident_id
)
SELECT
    c.event_date,
    c.event_type,
    array_to_string(c.source_names, ', ') AS source,
    array_to_string(c.target_names, ', ') AS target,
    c.location_name AS place,
    c.told_actual,
    c.told_reported,
    c.told_claimed,
    c.told_denied,
    c.dispute,
    array_to_string(s.as_fact_by[:5], ', ') AS as_fact_by,
    array_to_string(s.as_reported_by[:5], ', ') AS as_reported_by,
    array_to_string(s.as_claim_by[:5], ', ') AS as_claim_by,
    array_to_string(s.denied_by[:5], ', ') AS denied_by,
    c.incident_id
FROM chosen AS c
LEFT JOIN sites AS s USING (incident_id)
ORDER BY
    c.dispute DESC,
    c.told_denied DESC,
    c.independent_articles DESC,
    c.event_date,
    c.incident_id;
