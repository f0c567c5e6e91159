-- The articles of a day as they are placed so far.
SELECT article_id, story_id FROM mart_story_articles WHERE day = CAST($day AS DATE) ORDER BY article_id;
