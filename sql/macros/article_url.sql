-- The address of an article.
CREATE OR REPLACE MACRO article_url(article_id, db := NULL) AS (
    SELECT a.canonical_url
    FROM query_table(concat_ws('.', db, 'core_articles')) AS a
    WHERE a.article_id = article_id
);

COMMENT ON MACRO article_url IS
    'Canonical address of an article; null for an id that is not there. For many articles at once, join core_articles.';
