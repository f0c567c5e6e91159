-- Days whose articles are not those that were placed: articles that are new, changed, dated anew or
-- gone; all days where $all is true.
WITH
    there AS (
        SELECT article_id, content_hash, CAST(coalesce(published_at, fetched_at) AS DATE) AS day
        FROM core_articles
    ),
    placed AS (SELECT article_id, content_hash, day FROM mart_story_articles)
SELECT DISTINCT day
FROM (
    (FROM there EXCEPT FROM placed)
    UNION ALL
    (FROM placed EXCEPT FROM there)
    UNION ALL
    SELECT * FROM there WHERE CAST($all AS BOOLEAN)
)
ORDER BY day;
