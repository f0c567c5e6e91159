-- about: Where and when an address (or url_key) was seen, with what result, and where its bytes are.
-- topic: pipeline
-- param: url =
-- note: Any form of the address will do: with tracking parameters, as it was redirected to, or as the page names it canonical. Empty takes the article that was captured last.
-- note: One row per time it was fetched. raw_uri and raw_offset name the WARC record, relative to the data root.
WITH asked AS (
    SELECT
        CASE
            WHEN $url <> '' THEN $url
            ELSE (SELECT arg_max(canonical_url, (fetched_at, article_id)) FROM core_articles)
        END AS "url"
),
wanted AS (
    SELECT url_key("url") AS url_key FROM asked
    UNION
    SELECT "url" FROM asked
    UNION
    SELECT url_key FROM core_fetches WHERE final_url = (SELECT "url" FROM asked)
    UNION
    SELECT url_key("url") FROM core_articles WHERE canonical_url = (SELECT "url" FROM asked)
)
SELECT
    f.interval_start,
    f.interval_end,
    f.source_id,
    f.url,
    f.dated_at,
    f.outcome,
    f.status,
    f.fetched_at,
    f.final_url,
    c.article_id,
    f.raw_uri,
    f.raw_offset
FROM core_fetches AS f
SEMI JOIN wanted USING (url_key)
LEFT JOIN core_captures AS c
    ON
        c.interval_start = f.interval_start
        AND c.interval_end = f.interval_end
        AND c.raw_uri = f.raw_uri
        AND c.raw_offset = f.raw_offset
ORDER BY
    f.fetched_at,
    f.interval_start,
    f.interval_end,
    f.source_id,
    f.url,
    f.document_id;
