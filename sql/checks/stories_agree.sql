-- severity: fail
-- about: An article is in one story, and each story has the articles that mart_stories counts and lists.
WITH
    counted AS (
        SELECT story_id, count(*) AS articles, list(article_id ORDER BY article_id) AS article_ids
        FROM mart_story_articles
        GROUP BY story_id
    )
SELECT 'article in several rows' AS problem, article_id AS id, count(*) AS "rows"
FROM mart_story_articles
GROUP BY article_id
HAVING count(*) > 1
UNION ALL
SELECT 'story and its articles disagree', coalesce(c.story_id, m.story_id), coalesce(c.articles, 0)
FROM counted AS c
FULL JOIN mart_stories AS m USING (story_id)
WHERE c.articles IS DISTINCT FROM m.articles OR c.article_ids IS DISTINCT FROM m.article_ids
UNION ALL
SELECT 'story id twice', story_id, count(*)
FROM mart_stories
GROUP BY story_id
HAVING count(*) > 1
ORDER BY ALL;
