-- What a load can change. The lake's rows of the interval are in the view lake_articles.
-- touched_articles: articles captured by the interval now or when it was loaded before.
-- affected_articles: touched articles, and all that are linked with them by pairs of copies, over
-- as many steps as it takes: which of them is whose duplicate may change.
-- touched_intervals: intervals whose captures may get another outcome.
CREATE OR REPLACE TEMP TABLE staged_captures AS
SELECT
    article_id,
    content_hash,
    md5(lower(replace("text", chr(10), ' '))) AS text_md5,
    source_id,
    published_at,
    fetched_at,
    interval_start,
    interval_end,
    lake_file,
    raw_uri,
    raw_offset
FROM lake_articles;

CREATE OR REPLACE TEMP TABLE touched_articles AS
SELECT article_id FROM staged_captures
UNION
SELECT article_id FROM core_captures
WHERE interval_start = $interval_start AND interval_end = $interval_end;

CREATE OR REPLACE TEMP TABLE affected_articles AS
WITH RECURSIVE
    texts AS (
        SELECT article_id, text_md5 FROM core_captures
        UNION
        SELECT article_id, text_md5 FROM staged_captures
    ),
    pairs AS (
        SELECT article_id, other_id FROM core_duplicates
        UNION
        SELECT article_id, other_id FROM lake_duplicates
    ),
    neighbours AS (
        SELECT article_id, other_id FROM pairs
        UNION ALL
        SELECT other_id, article_id FROM pairs
        UNION ALL
        SELECT t.article_id, o.article_id
        FROM texts AS t
        JOIN texts AS o ON t.text_md5 = o.text_md5 AND t.article_id <> o.article_id
    ),
    reached AS (
        SELECT article_id FROM touched_articles
        UNION
        SELECT n.other_id FROM reached JOIN neighbours AS n USING (article_id)
    )
SELECT article_id FROM reached;

CREATE OR REPLACE TEMP TABLE touched_intervals AS
SELECT $interval_start AS interval_start, $interval_end AS interval_end
UNION
SELECT interval_start, interval_end FROM core_captures SEMI JOIN touched_articles USING (article_id);
