-- Duplicates among the affected articles: what `chosen_originals` says of texts that are nearly
-- like an earlier one (text_groups, see text_pairs.sql), and all but the first of an equal text.
CREATE OR REPLACE TEMP TABLE marks AS
SELECT
    m.article_id,
    nullif(o.article_id, m.article_id) AS original_id,
    CASE WHEN o.article_id <> m.article_id THEN coalesce(c.similarity, 1) END AS similarity,
    m.agency IS NOT NULL
    OR m.source_id <> o.source_id
    OR m.site <> o.site AS is_syndicated
FROM text_groups AS m
LEFT JOIN chosen_originals AS c ON m.text_place = c.later
JOIN text_groups AS o ON o.place = coalesce(c.earlier, m.text_place);

UPDATE core_articles
SET
    duplicate_of = m.original_id,
    similarity = m.similarity,
    is_syndicated = m.is_syndicated
FROM marks AS m
WHERE
    core_articles.article_id = m.article_id
    AND (
        core_articles.duplicate_of IS DISTINCT FROM m.original_id
        OR core_articles.similarity IS DISTINCT FROM m.similarity
        OR core_articles.is_syndicated IS DISTINCT FROM m.is_syndicated
    );
