-- about: The stories that most independent articles told in a period, with sources and names.
-- param: since = 2015-10-01
-- param: until = 2015-10-31
-- param: limit = 20
SELECT
    s.story_id,
    s.title,
    s.first_published_at,
    s.days,
    s.articles,
    s.independent_articles,
    s.sites,
    s.countries,
    s.keywords,
    s.event_types
FROM mart_stories AS s
WHERE
    s.last_published_at >= CAST($since AS DATE)
    AND s.first_published_at < CAST($until AS DATE) + INTERVAL 1 DAY
ORDER BY s.independent_articles DESC, s.sites DESC, s.first_published_at, s.story_id
LIMIT CAST($limit AS BIGINT);
