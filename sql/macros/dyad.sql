-- Events between two countries, in either direction.
CREATE OR REPLACE MACRO dyad(country, other, db := NULL) AS TABLE
    SELECT
        m_p.source_country,
        m_p.target_country,
        m_e.event_id,
        m_e.event_date,
        m_e.event_type,
        m_e.mode,
        m_e.quad_class,
        m_e.goldstein,
        m_e.modality,
        m_e.confidence,
        m_p.source,
        m_e.trigger_text AS trigger,
        m_p.target,
        m_e.article_id,
        m_a.duplicate_of IS NOT NULL AS is_copy
    FROM (
        SELECT
            m_s.event_id,
            m_s.country AS source_country,
            m_t.country AS target_country,
            string_agg(DISTINCT m_s.name, ', ' ORDER BY m_s.name) AS source,
            string_agg(DISTINCT m_t.name, ', ' ORDER BY m_t.name) AS target
        FROM query_table(concat_ws('.', db, 'core_event_actors')) AS m_s
        JOIN query_table(concat_ws('.', db, 'core_event_actors')) AS m_t
            ON m_t.event_id = m_s.event_id
        WHERE
            m_s.role = 'source'
            AND m_t.role = 'target'
            AND m_s.country IN (country, other)
            AND m_t.country IN (country, other)
            AND (
                (m_s.country = country AND m_t.country = other)
                OR (m_s.country = other AND m_t.country = country)
            )
        GROUP BY m_s.event_id, m_s.country, m_t.country
    ) AS m_p
    JOIN query_table(concat_ws('.', db, 'core_events')) AS m_e ON m_e.event_id = m_p.event_id
    JOIN query_table(concat_ws('.', db, 'core_articles')) AS m_a ON m_a.article_id = m_e.article_id;

COMMENT ON MACRO TABLE dyad IS
    'Events between two countries (ISO 3166 alpha-3), whichever acts: one row per event and direction. All modalities and copies are there; mart_dyads_daily counts those that are told as actual or reported and are no copy.';
