-- severity: fail
-- about: Each article has one current version, which one capture stands for; likewise each revision.
WITH
    versions AS (
        SELECT article_id, content_hash, interval_start, interval_end, 'ok' AS outcome
        FROM checked_articles
        UNION ALL
        SELECT article_id, content_hash, interval_start, interval_end, 'superseded'
        FROM checked_article_revisions
    ),
    standing AS (
        SELECT article_id, content_hash, interval_start, interval_end, outcome
        FROM checked_captures
        WHERE outcome IN ('ok', 'superseded')
    )
(
    SELECT 'version without capture' AS problem, * FROM versions
    EXCEPT ALL
    SELECT 'version without capture', * FROM standing
)
UNION ALL
(
    SELECT 'capture without version', * FROM standing
    EXCEPT ALL
    SELECT 'capture without version', * FROM versions
)
UNION ALL
SELECT 'latest version is not current', a.article_id, r.content_hash, r.interval_start,
    r.interval_end, 'superseded'
FROM checked_articles AS a
JOIN core_article_revisions AS r USING (article_id)
WHERE r.revision >= a.revision
ORDER BY ALL;
