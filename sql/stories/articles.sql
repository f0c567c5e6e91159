-- Articles of some days in the order in which they appeared, with the stories that they are in.
SELECT
    a.article_id,
    a.content_hash,
    CAST(coalesce(a.published_at, a.fetched_at) AS DATE) AS day,
    a."language",
    a.title,
    a."text",
    s.story_id
FROM core_articles AS a
LEFT JOIN mart_story_articles AS s
    ON a.article_id = s.article_id AND CAST(coalesce(a.published_at, a.fetched_at) AS DATE) = s.day
WHERE
    coalesce(a.published_at, a.fetched_at) >= CAST($first_day AS DATE)
    AND coalesce(a.published_at, a.fetched_at) < CAST($last_day AS DATE) + INTERVAL 1 DAY
ORDER BY coalesce(a.published_at, a.fetched_at), a.article_id;
