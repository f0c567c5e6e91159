-- about: What an entity said, direct and indirect, the surest first (copies left out).
-- param: speaker = country:RUS
-- param: limit = 20
SELECT
    coalesce(a.published_at, a.fetched_at) AS published_at,
    q.speaker_text,
    q.verb,
    q.is_direct,
    q.speaker_confidence,
    q.text,
    a.title,
    a.url
FROM core_quotes AS q
JOIN core_articles AS a USING (article_id)
WHERE a.duplicate_of IS NULL AND q.speaker_entity_id = $speaker
ORDER BY q.speaker_confidence DESC, published_at, q.quote_id
LIMIT CAST($limit AS BIGINT);
