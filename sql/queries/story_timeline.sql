-- about: How a story went on, article by article: a story by its id, or those whose headline has the words.
-- topic: stories
-- param: story = Syria
-- param: limit = 100
-- note: story is a story's id (see top_stories) or words of its headline, that of its first article. Several stories come one after the other, the oldest first.
-- note: similarity is how like the story so far an article was, 1 for the first; is_copy marks articles with the text of an earlier one.
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
    a.url,
    a.article_id
FROM mart_stories AS m
JOIN mart_story_articles AS s USING (story_id)
JOIN core_articles AS a USING (article_id)
WHERE m.story_id = $story OR contains(lower(m.title), lower($story))
ORDER BY m.first_published_at, m.story_id, published_at, a.article_id
LIMIT CAST($limit AS BIGINT);
