-- about: What an entity said in all the data, direct and indirect, the surest first (copies left out).
-- topic: actors
-- param: speaker = actor:ashton-carter
-- param: limit = 20
-- note: The surest are those where it is most certain who speaks (speaker_confidence); of them the earliest first. quote_finder looks for words and in a window of days.
WITH best AS MATERIALIZED (
    SELECT
        q.rowid AS quote_row,
        a.rowid AS article_row,
        coalesce(a.published_at, a.fetched_at) AS published_at
    FROM core_quotes AS q
    JOIN core_articles AS a ON a.article_id = q.article_id
    WHERE a.duplicate_of IS NULL AND q.speaker_entity_id = $speaker
    ORDER BY q.speaker_confidence DESC, published_at, q.quote_id
    LIMIT CAST($limit AS BIGINT)
)
SELECT
    b.published_at,
    q.speaker_text,
    q.verb,
    q.is_direct,
    q.speaker_confidence,
    q."text",
    a.title,
    a.canonical_url AS url
FROM best AS b
JOIN core_quotes AS q ON q.rowid = b.quote_row
JOIN core_articles AS a ON a.rowid = b.article_row
ORDER BY q.speaker_confidence DESC, b.published_at, q.quote_id;
