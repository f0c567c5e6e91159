-- What a load can change. The lake's rows of the interval are in the view lake_articles.
-- touched_articles: articles captured by the interval now or when it was loaded before.
-- touched_texts: texts that those articles have or had; duplicates are sought among them.
-- affected_articles: touched articles, and all others with one of those texts.
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

CREATE OR REPLACE TEMP TABLE touched_texts AS
SELECT text_md5 FROM staged_captures
UNION
SELECT text_md5 FROM core_captures SEMI JOIN touched_articles USING (article_id);

CREATE OR REPLACE TEMP TABLE affected_articles AS
SELECT article_id FROM touched_articles
UNION
SELECT article_id FROM core_captures SEMI JOIN touched_texts USING (text_md5);

CREATE OR REPLACE TEMP TABLE touched_intervals AS
SELECT $interval_start AS interval_start, $interval_end AS interval_end
UNION
SELECT interval_start, interval_end FROM core_captures SEMI JOIN touched_articles USING (article_id);
