-- Days from the first one that have articles, or had some when they were placed.
SELECT CAST(coalesce(published_at, fetched_at) AS DATE) AS day
FROM core_articles
WHERE coalesce(published_at, fetched_at) >= CAST($first_day AS DATE)
UNION
SELECT day FROM mart_story_articles WHERE day >= CAST($first_day AS DATE)
ORDER BY day;
