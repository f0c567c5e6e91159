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

-- copy_links: texts that several articles have, and pairs of copies. Each link joins an article with
-- a text, or with another article; it stands there in both directions. Both are known by their
-- hashes, which is faster; where two had the same, an article more would be affected, no harm.
CREATE OR REPLACE TEMP TABLE copy_links AS
WITH
    texts AS (
        SELECT hash(article_id) AS article, hash(text_md5) AS "text" FROM core_captures
        UNION ALL
        SELECT hash(article_id), hash(text_md5) FROM staged_captures
    ),
    shared AS (
        SELECT "text"
        FROM texts
        GROUP BY "text"
        HAVING min(article) <> max(article)
    ),
    links AS (
        SELECT article AS node, "text" AS other FROM texts SEMI JOIN shared USING ("text")
        UNION
        SELECT hash(article_id), hash(other_id) FROM core_duplicates
        UNION
        SELECT hash(article_id), hash(other_id) FROM lake_duplicates
    )
SELECT node, other FROM links
UNION ALL
SELECT other, node FROM links;

CREATE OR REPLACE TEMP TABLE affected_articles AS
WITH RECURSIVE
    reached AS (
        SELECT hash(article_id) AS node FROM touched_articles
        UNION
        SELECT l.other FROM reached JOIN copy_links AS l USING (node)
    )
SELECT article_id FROM touched_articles
UNION
SELECT article_id FROM core_articles WHERE hash(article_id) IN (SELECT node FROM reached);

CREATE OR REPLACE TEMP TABLE touched_intervals AS
SELECT $interval_start AS interval_start, $interval_end AS interval_end
UNION
SELECT interval_start, interval_end FROM core_captures SEMI JOIN touched_articles USING (article_id);
