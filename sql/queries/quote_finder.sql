-- about: What somebody said: quotations by speaker and by words in them, the newest first (copies left out).
-- topic: actors
-- param: speaker =
-- param: words = people
-- param: first_day =
-- param: last_day =
-- param: limit = 20
-- note: Empty days mean the newest 30 days of the data; both days are included.
-- note: speaker is an entity_id, or a part of the speaker's name as printed, whatever the case; empty for everybody. Quotations must have all the words, in any order, as parts of words, too; empty for any.
-- note: Indirect quotations (is_direct false) are the article's wording. confidence is that of the speaker.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
written AS (
    SELECT article_id
    FROM core_articles
    WHERE
        published_at >= (SELECT CAST(first_day AS TIMESTAMP) FROM span)
        AND published_at < (SELECT CAST(last_day + 1 AS TIMESTAMP) FROM span)
        AND duplicate_of IS NULL
),
window_quotes AS (
    SELECT q.rowid AS row_number FROM core_quotes AS q SEMI JOIN written USING (article_id)
),
found AS (
    SELECT q.*
    FROM core_quotes AS q
    JOIN window_quotes AS w ON w.row_number = q.rowid
    WHERE
        (
            $speaker = ''
            OR q.speaker_entity_id = $speaker
            OR contains(lower(q.speaker_text), lower($speaker))
        )
        AND (
            $words = ''
            OR list_bool_and(list_transform(
                string_split(trim(lower($words)), ' '),
                lambda word: contains(lower(q."text"), word)
            ))
        )
)
SELECT
    a.published_at,
    f.speaker_entity_id,
    f.speaker_text,
    f.verb,
    f.is_direct,
    f."text",
    round(f.speaker_confidence, 2) AS confidence,
    a.source_id,
    a.title,
    a.canonical_url AS url
FROM found AS f
JOIN core_articles AS a ON a.article_id = f.article_id
ORDER BY a.published_at DESC, a.article_id, f.start_offset, f.quote_id
LIMIT CAST($limit AS BIGINT);
