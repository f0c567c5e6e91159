-- Put the articles of a day where they were placed (view placed_articles).
INSERT INTO touched_stories
SELECT story_id FROM mart_story_articles WHERE day = CAST($day AS DATE)
UNION
SELECT story_id FROM placed_articles;

DELETE FROM mart_story_articles WHERE day = CAST($day AS DATE);

INSERT INTO mart_story_articles BY NAME
SELECT article_id, content_hash, story_id, CAST($day AS DATE) AS day, similarity
FROM placed_articles
ORDER BY article_id;
