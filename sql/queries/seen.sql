-- about: Where and when an address (or url_key) was seen, with what result, and where its bytes are.
-- param: url = https://example.org/
WITH wanted AS (
    SELECT url_key($url) AS url_key
    UNION
    SELECT $url
    UNION
    SELECT url_key FROM core_fetches WHERE final_url = $url
    UNION
    SELECT url_key("url") FROM core_articles WHERE canonical_url = $url
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
ORDER BY f.fetched_at, f.interval_start, f.interval_end, f.source_id, f.url;
