-- severity: fail
-- about: A duplicate points to an article that is there and is no duplicate itself.
SELECT a.article_id, a.duplicate_of
FROM core_articles AS a
SEMI JOIN checked_articles USING (article_id)
ANTI JOIN (SELECT article_id AS duplicate_of FROM core_articles AS o WHERE o.duplicate_of IS NULL)
    USING (duplicate_of)
WHERE a.duplicate_of IS NOT NULL
ORDER BY ALL;
