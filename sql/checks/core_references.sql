-- severity: fail
-- about: Sources and articles that rows of core tables name are there.
-- The references are those of sql/dictionary/references.toml.
WITH
    sources AS (
        SELECT 'core_articles' AS table_name, source_id FROM checked_articles
        UNION
        SELECT 'core_captures', source_id FROM checked_captures
        UNION
        SELECT 'core_listings', source_id FROM checked_listings
        UNION
        SELECT 'core_fetches', source_id FROM checked_fetches
        UNION
        SELECT 'core_boilerplate', source_id FROM checked_boilerplate
        UNION
        SELECT 'core_rejects', source_id FROM checked_rejects
    ),
    articles AS (
        SELECT 'core_article_revisions' AS table_name, article_id FROM checked_article_revisions
        UNION
        SELECT 'core_captures', article_id FROM checked_captures
        UNION
        SELECT 'core_duplicates', article_id FROM checked_duplicates
    )
SELECT table_name, 'dim_sources' AS refers_to, source_id AS "name"
FROM sources
ANTI JOIN dim_sources USING (source_id)
WHERE source_id IS NOT NULL
UNION ALL
SELECT table_name, 'core_articles', article_id
FROM articles
ANTI JOIN core_articles USING (article_id)
ORDER BY ALL;
