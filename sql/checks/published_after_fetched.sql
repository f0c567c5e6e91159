-- severity: warn
-- about: No article was published more than a day after it was captured.
SELECT article_id, url, published_at, fetched_at
FROM checked_articles
WHERE published_at > fetched_at + INTERVAL 1 DAY
ORDER BY ALL;
