-- about: How a story went on, article by article: a story by its id, or those whose headline has the words.
-- param: story = Syria
-- param: limit = 100
SELECT
    m.story_id,
    m.title AS story,
    coalesce(a.published_at, a.fetched_at) AS published_at,
    round(
        date_diff('minute', m.first_published_at, coalesce(a.published_at, a.fetched_at)) / 60, 1
    ) AS hours_since_first,
    a.source_id,
    a.title,
    s.similarity,
    a.duplicate_of IS NOT NULL AS is_copy,
    a.url
FROM mart_stories AS m
JOIN mart_story_articles AS s USING (story_id)
JOIN core_articles AS a USING (article_id)
WHERE m.story_id = $story OR contains(lower(m.title), lower($story))
ORDER BY m.first_published_at, m.story_id, published_at, a.article_id
LIMIT CAST($limit AS BIGINT);
