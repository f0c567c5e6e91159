-- Stories whose row in mart_stories is made anew: at first, those with articles of rebuilt_days.
CREATE OR REPLACE TEMP TABLE touched_stories AS
SELECT DISTINCT story_id FROM mart_story_articles WHERE day IN (SELECT day FROM rebuilt_days);
