-- about: Lines that sources repeat and that cleaning dropped for it; a source keeps them with `keep` or `learn = false`.
-- param: source = %
SELECT
    source_id,
    site,
    min(text) AS text,
    max(articles) AS seen_in_articles,
    sum(dropped) AS dropped_from_articles,
    min(interval_start) AS first_dropped,
    max(interval_start) AS last_dropped
FROM core_boilerplate
WHERE source_id LIKE $source
GROUP BY source_id, site, line_key
ORDER BY source_id, site, dropped_from_articles DESC, text;
