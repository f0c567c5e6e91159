-- about: What cleaning dropped: each rule with the number of lines and articles, and an example.
-- param: source = %
SELECT
    dropped.rule AS rule_id,
    count(*) AS "lines",
    count(DISTINCT article_id) AS articles,
    count(DISTINCT source_id) AS sources,
    min(dropped.text) AS example
FROM (
    SELECT article_id, source_id, unnest(dropped_lines) AS dropped
    FROM core_articles
    WHERE source_id LIKE $source
)
GROUP BY rule_id
ORDER BY "lines" DESC, rule_id;
