-- about: What cleaning dropped: each rule with the number of lines and articles, and an example.
-- topic: pipeline
-- param: source = %
-- param: first_day =
-- param: last_day =
-- note: Empty days mean the newest 30 days of the data, those of publication; both days are included.
-- note: percent is the share of all articles of those days from which the rule took a line. A rule that rises for one source mostly means that its pages changed.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
articles AS (
    SELECT article_id, source_id, dropped_lines
    FROM core_articles
    WHERE
        source_id LIKE $source
        AND published_at >= (SELECT first_day FROM span)
        AND published_at < (SELECT last_day + 1 FROM span)
)
SELECT
    dropped.rule AS rule_id,
    count(*) AS "lines",
    count(DISTINCT article_id) AS articles,
    round(100 * count(DISTINCT article_id) / (SELECT count(*) FROM articles), 1) AS percent,
    count(DISTINCT source_id) AS sources,
    min(dropped.text) AS example
FROM (SELECT article_id, source_id, unnest(dropped_lines) AS dropped FROM articles)
GROUP BY rule_id
ORDER BY "lines" DESC, rule_id;
