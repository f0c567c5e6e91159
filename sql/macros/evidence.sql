-- What an event rests on: its sentence, cut out of the article's text, and who made what of it.
CREATE OR REPLACE MACRO evidence(event_id, db := NULL) AS TABLE
    SELECT
        m_e.event_id,
        m_e.event_date,
        m_e.event_type,
        m_e.modality,
        m_x.source,
        m_e.trigger_text AS trigger,
        m_x.target,
        substring(
            m_a.text, m_e.sentence_start + 1, m_e.sentence_end - m_e.sentence_start
        ) AS sentence,
        m_e.rule_id AS rule,
        m_e.confidence,
        m_a.article_id,
        m_a.title,
        coalesce(m_a.published_at, m_a.fetched_at) AS published_at,
        m_a.canonical_url AS url
    FROM query_table(concat_ws('.', db, 'core_events')) AS m_e
    JOIN query_table(concat_ws('.', db, 'core_articles')) AS m_a USING (article_id)
    LEFT JOIN (
        SELECT
            m_n.event_id,
            string_agg(coalesce(m_n.name, m_n.text), ', ' ORDER BY m_n.start_offset, m_n.name)
                FILTER (m_n.role = 'source') AS source,
            string_agg(coalesce(m_n.name, m_n.text), ', ' ORDER BY m_n.start_offset, m_n.name)
                FILTER (m_n.role = 'target') AS target
        FROM query_table(concat_ws('.', db, 'core_event_actors')) AS m_n
        WHERE m_n.event_id = event_id
        GROUP BY m_n.event_id
    ) AS m_x ON m_x.event_id = m_e.event_id
    WHERE m_e.event_id = event_id;

COMMENT ON MACRO TABLE evidence IS
    'What an event rests on, one row: the sentence cut out of the article, the trigger in it, who acts and who is acted upon, the rule that coded it, its confidence and the article''s address.';
