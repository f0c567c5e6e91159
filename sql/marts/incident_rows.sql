-- What decides which incident an event tells of, for the events in wanted_events. The act is its type,
-- but signed agreements (CAMEO 057) are apart from other support. Of an actor: entity,
-- its type, country, sector, with a unit separator between; actors with a record separator.
WITH
    chosen AS (
        SELECT e.*, w.incident_id, w.incident_date
        FROM core_events AS e
        JOIN wanted_events AS w USING (event_id)
    ),
    named AS (
        SELECT
            x.event_id,
            x.role,
            x.text,
            concat(
                x.entity_id,
                chr(31),
                coalesce(n.type, split_part(x.entity_id, ':', 1)),
                chr(31),
                x.country,
                chr(31),
                x.sector
            ) AS actor
        FROM core_event_actors AS x
        SEMI JOIN chosen USING (event_id)
        LEFT JOIN core_entities AS n USING (article_id, entity_id)
    ),
    actors AS (
        SELECT
            event_id,
            string_agg(DISTINCT actor, chr(30) ORDER BY actor) FILTER (role = 'source') AS sources,
            string_agg(DISTINCT actor, chr(30) ORDER BY actor) FILTER (role = 'target') AS targets,
            list_filter(
                regexp_split_to_array(
                    lower(string_agg(text, ' ') FILTER (role = 'target')),
                    '[^a-z]+'
                ),
                lambda word: length(word) > 3
                AND word NOT IN (
                    'people', 'persons', 'civilians', 'others', 'members', 'least', 'more', 'than',
                    'about', 'some', 'many', 'several', 'dozens', 'hundreds', 'thousands', 'four',
                    'five', 'seven', 'eight', 'nine', 'their', 'they', 'them', 'those', 'that'
                )
            ) AS target_words
        FROM named
        GROUP BY event_id
    )
SELECT
    c.event_id,
    c.article_id,
    CASE WHEN c.cameo_code LIKE '057%' THEN 'SUPPORT 057' ELSE c.event_type END AS act,
    c.event_date AS first_day,
    CASE c.event_date_precision
        WHEN 'week' THEN c.event_date + 6
        WHEN 'month' THEN c.event_date + 30
        ELSE c.event_date
    END AS last_day,
    coalesce(c.event_date_precision, 'day') AS precision,
    c.modality = 'denied' AS is_denied,
    coalesce(a.published_at, a.fetched_at) AS told_at,
    x.sources,
    x.targets,
    x.target_words,
    c.sentence_start,
    c.killed,
    coalesce(c.location_entity_id, 'name:' || lower(c.location_name)) AS location_id,
    c.location_name,
    c.location_country,
    c.location_lat,
    c.location_lon,
    c.location_resolution,
    c.location_basis,
    p.admin1 AS location_admin1,
    c.incident_id,
    c.incident_date
FROM chosen AS c
JOIN core_articles AS a USING (article_id)
LEFT JOIN actors AS x USING (event_id)
LEFT JOIN core_entities AS p
    ON c.article_id = p.article_id AND c.location_entity_id = p.entity_id
ORDER BY c.event_id;
