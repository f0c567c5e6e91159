-- Events between two countries, in either direction.
CREATE OR REPLACE MACRO dyad(country, other, db := NULL) AS TABLE
    SELECT
        p.source_country,
        p.target_country,
        e.event_id,
        e.event_date,
        e.event_type,
        e.mode,
        e.quad_class,
        e.goldstein,
        e.modality,
        e.confidence,
        p.source,
        e.trigger_text AS trigger,
        p.target,
        e.article_id,
        a.duplicate_of IS NOT NULL AS is_copy
    FROM (
        SELECT
            s.event_id,
            s.country AS source_country,
            t.country AS target_country,
            string_agg(DISTINCT s.name, ', ' ORDER BY s.name) AS source,
            string_agg(DISTINCT t.name, ', ' ORDER BY t.name) AS target
        FROM query_table(concat_ws('.', db, 'core_event_actors')) AS s
        JOIN query_table(concat_ws('.', db, 'core_event_actors')) AS t ON t.event_id = s.event_id
        WHERE
            s.role = 'source'
            AND t.role = 'target'
            AND s.country IN (country, other)
            AND t.country IN (country, other)
            AND (
                (s.country = country AND t.country = other)
                OR (s.country = other AND t.country = country)
            )
        GROUP BY s.event_id, s.country, t.country
    ) AS p
    JOIN query_table(concat_ws('.', db, 'core_events')) AS e ON e.event_id = p.event_id
    JOIN query_table(concat_ws('.', db, 'core_articles')) AS a ON a.article_id = e.article_id;

COMMENT ON MACRO TABLE dyad IS
    'Events between two countries (ISO 3166 alpha-3), whichever acts: one row per event and direction. All modalities and copies are there; mart_dyads_daily counts those that are told as actual or reported and are no copy.';
