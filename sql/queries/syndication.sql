-- about: Who copies whom: sites whose articles have the text of an article published earlier.
SELECT
    regexp_extract(o.canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1) AS first_site,
    regexp_extract(c.canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1) AS copying_site,
    count(*) AS articles,
    median(date_diff('minute', o.published_at, c.published_at)) AS median_minutes_later
FROM core_articles AS c
JOIN core_articles AS o ON o.article_id = c.duplicate_of
WHERE c.is_syndicated
GROUP BY first_site, copying_site
ORDER BY articles DESC, first_site, copying_site;
