-- The address of an article. No name within is one that a caller's column or alias may have.
CREATE OR REPLACE MACRO article_url(article_id, db := NULL) AS (
    SELECT m.m_url
    FROM (
        SELECT m_a.article_id AS m_id, m_a.canonical_url AS m_url
        FROM query_table(concat_ws('.', db, 'core_articles')) AS m_a
    ) AS m
    WHERE m.m_id = article_id
);

COMMENT ON MACRO article_url IS
    'Canonical address of an article; null for an id that is not there. For many articles at once, join core_articles.';
