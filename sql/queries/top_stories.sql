-- about: The stories that most independent articles told in a period, with sites, countries and names.
-- topic: stories
-- dashboard: yes
-- param: first_day =
-- param: last_day =
-- param: limit = 20
-- note: Empty days mean the newest 7 days of the data; both days are included. A story counts that had an article before the end and one after the start; its numbers are of its whole life.
-- note: independent_articles copy no earlier one. How a story went on: `--query story_timeline --param story=ID`, how it rose and faded: story_life_cycle.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 6) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
)
SELECT
    story_id,
    title,
    first_published_at,
    last_published_at,
    days,
    articles,
    independent_articles,
    sites,
    countries,
    keywords,
    event_types
FROM mart_stories
WHERE
    last_published_at >= (SELECT first_day FROM span)
    AND first_published_at < (SELECT last_day + 1 FROM span)
ORDER BY independent_articles DESC, sites DESC, first_published_at, story_id
LIMIT CAST($limit AS BIGINT);
