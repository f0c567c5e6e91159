-- What an event rests on: its sentence, cut out of the article's text, and who made what of it.
CREATE OR REPLACE MACRO evidence(event_id, db := NULL) AS TABLE
    SELECT
        e.event_id,
        e.event_date,
        e.event_type,
        e.modality,
        x.source,
        e.trigger_text AS trigger,
        x.target,
        substring(a.text, e.sentence_start + 1, e.sentence_end - e.sentence_start) AS sentence,
        e.rule_id AS rule,
        e.confidence,
        a.article_id,
        a.title,
        coalesce(a.published_at, a.fetched_at) AS published_at,
        a.canonical_url AS url
    FROM query_table(concat_ws('.', db, 'core_events')) AS e
    JOIN query_table(concat_ws('.', db, 'core_articles')) AS a USING (article_id)
    LEFT JOIN (
        SELECT
            n.event_id,
            string_agg(coalesce(n.name, n.text), ', ' ORDER BY n.start_offset, n.name)
                FILTER (n.role = 'source') AS source,
            string_agg(coalesce(n.name, n.text), ', ' ORDER BY n.start_offset, n.name)
                FILTER (n.role = 'target') AS target
        FROM query_table(concat_ws('.', db, 'core_event_actors')) AS n
        WHERE n.event_id = event_id
        GROUP BY n.event_id
    ) AS x ON x.event_id = e.event_id
    WHERE e.event_id = event_id;

COMMENT ON MACRO TABLE evidence IS
    'What an event rests on, one row: the sentence cut out of the article, the trigger in it, who acts and who is acted upon, the rule that coded it, its confidence and the article''s address.';
