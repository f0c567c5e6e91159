-- Exact duplicates: among current versions with the same text, all but the one published first
-- point to that one; a copy under another source or on another site is syndicated.
CREATE OR REPLACE TEMP TABLE text_groups AS
SELECT
    a.article_id,
    first_value(a.article_id) OVER same_text AS original_id,
    a.source_id <> first_value(a.source_id) OVER same_text
    OR regexp_extract(a.canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1)
    <> first_value(regexp_extract(a.canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1)) OVER same_text
        AS is_elsewhere
FROM core_captures AS c
JOIN core_articles AS a USING (article_id, content_hash)
WHERE c.outcome = 'ok' AND c.text_md5 IN (SELECT text_md5 FROM touched_texts)
WINDOW
    same_text AS (
        PARTITION BY c.text_md5
        ORDER BY a.published_at NULLS LAST, a.fetched_at, a.article_id
    );

UPDATE core_articles
SET
    duplicate_of = nullif(g.original_id, g.article_id),
    similarity = CASE WHEN g.original_id <> g.article_id THEN 1 END,
    is_syndicated = g.is_elsewhere
FROM text_groups AS g
WHERE
    core_articles.article_id = g.article_id
    AND (
        core_articles.duplicate_of IS DISTINCT FROM nullif(g.original_id, g.article_id)
        OR core_articles.is_syndicated IS DISTINCT FROM g.is_elsewhere
    );
