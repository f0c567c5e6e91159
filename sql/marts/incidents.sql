-- Describe the incidents in changed_incidents anew, from the events in mart_incident_events.
-- Of many, one of $parts parts at a time: this bounds the memory.
CREATE OR REPLACE TEMP TABLE described_incidents AS
SELECT incident_id
FROM changed_incidents
WHERE hash(incident_id) % CAST($parts AS UBIGINT) = CAST($part AS UBIGINT);

DELETE FROM mart_incidents WHERE incident_id IN (SELECT incident_id FROM described_incidents);

CREATE OR REPLACE TEMP TABLE incident_tellings AS
SELECT
    m.incident_id,
    m.incident_date,
    m.incident_precision,
    m.event_id,
    m.article_id,
    m.is_independent,
    m.modality,
    m.basis,
    e.* EXCLUDE (event_id, article_id, content_hash, modality),
    e.article_id AS annotated_id,
    a.source_id,
    coalesce(
        nullif(regexp_extract(a.canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''),
        a.source_id
    ) AS site,
    a.published_at,
    coalesce(a.published_at, a.fetched_at) AS told_at
FROM mart_incident_events AS m
SEMI JOIN described_incidents USING (incident_id)
JOIN core_events AS e USING (event_id)
JOIN core_articles AS a ON m.article_id = a.article_id;

-- What each article says at most: of one that repeats a figure, the whole is the largest. Where no
-- article is independent (its original tells another day), the copies stand in.
CREATE OR REPLACE TEMP TABLE incident_reports AS
WITH
    upper_ends AS (
        SELECT
            event_id,
            max(value_high) FILTER (kind = 'killed') AS killed,
            max(value_high) FILTER (kind = 'injured') AS injured,
            max(value_high) FILTER (kind = 'detained') AS detained
        FROM core_event_details
        SEMI JOIN incident_tellings USING (event_id)
        WHERE value_high IS NOT NULL
        GROUP BY event_id
    )
SELECT
    t.incident_id,
    t.article_id,
    max(t.killed) AS killed,
    max(t.injured) AS injured,
    max(t.detained) AS detained,
    max(greatest(t.killed, CAST(u.killed AS INTEGER))) AS killed_high,
    max(greatest(t.injured, CAST(u.injured AS INTEGER))) AS injured_high,
    max(greatest(t.detained, CAST(u.detained AS INTEGER))) AS detained_high,
    max(t.confidence) AS confidence
FROM incident_tellings AS t
LEFT JOIN upper_ends AS u USING (event_id)
WHERE t.basis <> 'denial'
GROUP BY t.incident_id, t.article_id, t.is_independent
QUALIFY t.is_independent OR NOT bool_or(t.is_independent) OVER (PARTITION BY t.incident_id);

-- The place: of what sentences of the act tell, the most exact, and of those what most tell.
CREATE OR REPLACE TEMP TABLE incident_places AS
SELECT
    incident_id,
    location_entity_id,
    location_name,
    location_country,
    location_lat,
    location_lon,
    location_resolution
FROM incident_tellings
WHERE location_name IS NOT NULL AND basis <> 'denial'
GROUP BY
    incident_id,
    location_entity_id,
    location_name,
    location_country,
    location_lat,
    location_lon,
    location_resolution
QUALIFY
    row_number() OVER (
        PARTITION BY incident_id
        ORDER BY
            bool_or(coalesce(location_basis, 'clause') IN ('clause', 'sentence')) DESC,
            CASE
                WHEN location_resolution = 'country' THEN 1
                WHEN location_resolution = 'admin1' THEN 2
                WHEN location_lat IS NOT NULL THEN 3
                ELSE 0
            END DESC,
            count(DISTINCT annotated_id) DESC,
            location_name,
            location_entity_id,
            location_lat,
            location_lon
    ) = 1;

CREATE OR REPLACE TEMP TABLE incident_actors AS
WITH
    named AS (
        SELECT
            t.incident_id,
            x.role,
            coalesce(x.name, x.text) AS name,
            x.entity_id,
            x.country,
            t.annotated_id
        FROM (
            SELECT DISTINCT incident_id, event_id, annotated_id
            FROM incident_tellings
            WHERE basis <> 'denial'
        ) AS t
        JOIN core_event_actors AS x USING (event_id)
    ),
    by_name AS (
        SELECT incident_id, role, name, count(DISTINCT annotated_id) AS n
        FROM named
        WHERE name IS NOT NULL
        GROUP BY ALL
    ),
    by_country AS (
        SELECT incident_id, role, country, count(DISTINCT annotated_id) AS n
        FROM named
        WHERE country IS NOT NULL
        GROUP BY ALL
    )
SELECT
    incident_id,
    role,
    list(name ORDER BY n DESC, name)[:5] AS names,
    (
        SELECT list(country ORDER BY n DESC, country)
        FROM by_country AS c
        WHERE c.incident_id = b.incident_id AND c.role = b.role
    ) AS countries,
    (
        SELECT list(DISTINCT entity_id ORDER BY entity_id)
        FROM named AS n
        WHERE
            n.incident_id = b.incident_id
            AND n.role = b.role
            AND n.entity_id IS NOT NULL
    ) AS entity_ids
FROM by_name AS b
GROUP BY incident_id, role;

CREATE OR REPLACE TEMP TABLE incident_figures AS
SELECT
    incident_id,
    min(killed) AS killed_min,
    median(killed) AS killed_median,
    max(killed_high) AS killed_max,
    count(killed) AS killed_reports,
    min(injured) AS injured_min,
    median(injured) AS injured_median,
    max(injured_high) AS injured_max,
    count(injured) AS injured_reports,
    min(detained) AS detained_min,
    median(detained) AS detained_median,
    max(detained_high) AS detained_max,
    count(detained) AS detained_reports,
    1 - list_reduce(
        list(1 - confidence ORDER BY confidence) FILTER (confidence IS NOT NULL),
        lambda x, y: x * y
    ) AS confidence
FROM incident_reports
GROUP BY incident_id;

INSERT INTO mart_incidents BY NAME
WITH
    told AS (SELECT * FROM incident_tellings WHERE basis <> 'denial'),
    denials AS (
        SELECT
            incident_id,
            count(DISTINCT article_id) FILTER (is_independent) AS told_denied
        FROM incident_tellings
        WHERE basis = 'denial'
        GROUP BY incident_id
    )
SELECT
    t.incident_id,
    t.incident_date AS event_date,
    t.incident_precision AS event_date_precision,
    min(t.event_type) AS event_type,
    mode(t.mode ORDER BY t.mode) AS mode,
    min(t.quad_class) AS quad_class,
    any_value(s.countries)[1] AS source_country,
    any_value(x.countries)[1] AS target_country,
    coalesce(any_value(s.names), []) AS source_names,
    coalesce(any_value(x.names), []) AS target_names,
    coalesce(any_value(s.entity_ids), []) AS source_entity_ids,
    coalesce(any_value(x.entity_ids), []) AS target_entity_ids,
    any_value(p.location_entity_id) AS location_entity_id,
    any_value(p.location_name) AS location_name,
    any_value(p.location_country) AS location_country,
    any_value(p.location_lat) AS location_lat,
    any_value(p.location_lon) AS location_lon,
    any_value(p.location_resolution) AS location_resolution,
    count(DISTINCT t.event_id) AS events,
    count(DISTINCT t.article_id) AS articles,
    count(DISTINCT t.article_id) FILTER (t.is_independent) AS independent_articles,
    count(DISTINCT t.source_id) AS sources,
    count(DISTINCT t.site) AS sites,
    list(DISTINCT t.event_id ORDER BY t.event_id) AS event_ids,
    list(DISTINCT t.article_id ORDER BY t.article_id) AS article_ids,
    list(DISTINCT t.source_id ORDER BY t.source_id) AS source_ids,
    first(t.article_id ORDER BY t.told_at, t.article_id) AS first_article_id,
    first(t.source_id ORDER BY t.told_at, t.article_id) AS first_source_id,
    min(t.published_at) AS first_published_at,
    max(t.published_at) AS last_published_at,
    any_value(f.killed_min) AS killed_min,
    any_value(f.killed_median) AS killed_median,
    any_value(f.killed_max) AS killed_max,
    coalesce(any_value(f.killed_reports), 0) AS killed_reports,
    any_value(f.injured_min) AS injured_min,
    any_value(f.injured_median) AS injured_median,
    any_value(f.injured_max) AS injured_max,
    coalesce(any_value(f.injured_reports), 0) AS injured_reports,
    any_value(f.detained_min) AS detained_min,
    any_value(f.detained_median) AS detained_median,
    any_value(f.detained_max) AS detained_max,
    coalesce(any_value(f.detained_reports), 0) AS detained_reports,
    CAST(sum(CAST(t.goldstein AS DECIMAL(9, 4))) AS DOUBLE) / count(t.goldstein) AS goldstein_mean,
    max(t.confidence) AS confidence_max,
    any_value(f.confidence) AS confidence,
    first(t.event_id ORDER BY t.confidence DESC NULLS LAST, t.told_at, t.event_id) AS best_event_id,
    count(DISTINCT t.article_id) FILTER (t.is_independent AND t.modality = 'actual') AS told_actual,
    count(DISTINCT t.article_id) FILTER (t.is_independent AND t.modality = 'reported')
        AS told_reported,
    count(DISTINCT t.article_id) FILTER (t.is_independent AND t.modality = 'claimed')
        AS told_claimed,
    coalesce(any_value(d.told_denied), 0) AS told_denied
FROM told AS t
LEFT JOIN incident_actors AS s ON t.incident_id = s.incident_id AND s.role = 'source'
LEFT JOIN incident_actors AS x ON t.incident_id = x.incident_id AND x.role = 'target'
LEFT JOIN incident_places AS p ON t.incident_id = p.incident_id
LEFT JOIN incident_figures AS f ON t.incident_id = f.incident_id
LEFT JOIN denials AS d ON t.incident_id = d.incident_id
GROUP BY t.incident_id, t.incident_date, t.incident_precision
ORDER BY t.incident_date, t.incident_id;
