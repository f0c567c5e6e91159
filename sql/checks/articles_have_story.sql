-- severity: warn
-- about: Each article is in a story, unless the marts of its day are still to be built: else build the marts again.
WITH
    there AS (
        SELECT article_id, content_hash, CAST(coalesce(published_at, fetched_at) AS DATE) AS day
        FROM core_articles
    ),
    placed AS (SELECT article_id, content_hash, day FROM mart_story_articles),
    differing AS (
        SELECT 'no story' AS problem, t.*
        FROM there AS t
        JOIN checked_days AS c ON t.day BETWEEN c.first_day AND c.last_day
        ANTI JOIN placed USING (article_id, content_hash, day)
        UNION ALL
        SELECT 'no article', p.*
        FROM placed AS p
        JOIN checked_days AS c ON p.day BETWEEN c.first_day AND c.last_day
        ANTI JOIN there USING (article_id, content_hash, day)
    )
SELECT *
FROM differing
ANTI JOIN mart_stale_days USING (day)
WHERE EXISTS (FROM mart_story_articles)
ORDER BY ALL;
