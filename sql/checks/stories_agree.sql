-- severity: fail
-- about: An article is in one story, and each story has the articles that mart_stories counts and lists.
WITH
    named AS (
        SELECT p.story_id
        FROM mart_story_articles AS p
        JOIN checked_days AS c ON p.day BETWEEN c.first_day AND c.last_day
        UNION
        SELECT s.story_id
        FROM mart_stories AS s
        JOIN checked_days AS c
            ON CAST(s.last_published_at AS DATE) BETWEEN c.first_day AND c.last_day
    ),
    counted AS (
        SELECT story_id, count(*) AS articles, list(article_id ORDER BY article_id) AS article_ids
        FROM mart_story_articles
        SEMI JOIN named USING (story_id)
        GROUP BY story_id
    ),
    told AS (SELECT story_id, articles, article_ids FROM mart_stories SEMI JOIN named USING (story_id)),
    placed AS (
        SELECT p.article_id
        FROM mart_story_articles AS p
        JOIN checked_days AS c ON p.day BETWEEN c.first_day AND c.last_day
    )
SELECT 'article in several rows' AS problem, article_id AS id, count(*) AS "rows"
FROM mart_story_articles
SEMI JOIN placed USING (article_id)
GROUP BY article_id
HAVING count(*) > 1
UNION ALL
SELECT 'story and its articles disagree', coalesce(c.story_id, m.story_id), coalesce(c.articles, 0)
FROM counted AS c
FULL JOIN told AS m USING (story_id)
WHERE c.articles IS DISTINCT FROM m.articles OR c.article_ids IS DISTINCT FROM m.article_ids
UNION ALL
SELECT 'story id twice', story_id, count(*)
FROM told
GROUP BY story_id
HAVING count(*) > 1
ORDER BY ALL;
