-- about: Which site is first with what others tell, too, how often, and by how much?
-- topic: sources
-- param: what = incidents
-- param: first_day =
-- param: last_day =
-- param: min_told = 1
-- param: limit = 50
-- note: Empty days mean the newest 30 days of the data; both days are included. what is incidents (by their day) or stories (by the day they began).
-- note: Counted is what at least two sites told. first_expected is how often a site would have been first, had chance decided each time among those that told it: 1 / number of them, summed. Above it a site is faster than its company.
-- note: lead_hours is the median time to the second site where it was first, lag_hours that after the first where it was not. Sites first in the same second share the place.
-- note: Only articles whose page gives the time of publication count: a page that names a day only would be first by default. Clocks are the sites' own.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
articles AS (
    SELECT
        article_id,
        published_at,
        coalesce(
            nullif(regexp_extract(canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''),
            source_id
        ) AS site
    FROM core_articles
    WHERE
        published_at >= (SELECT first_day - 1 FROM span)
        AND published_at < (SELECT last_day + 31 FROM span)
        AND published_precision = 'second'
),
several AS MATERIALIZED (
    SELECT incident_id
    FROM mart_incidents
    WHERE
        event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND sites > 1
),
tellings AS MATERIALIZED (
    SELECT incident_id, article_id
    FROM mart_incident_events
    WHERE
        $what = 'incidents'
        AND incident_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND basis IN ('day', 'published')
),
items AS (
    SELECT incident_id AS item_id, article_id
    FROM tellings
    SEMI JOIN several USING (incident_id)
    UNION ALL
    SELECT s.story_id, a.article_id
    FROM mart_stories AS s
    JOIN mart_story_articles AS a USING (story_id)
    WHERE
        $what = 'stories'
        AND s.first_published_at >= (SELECT first_day FROM span)
        AND s.first_published_at < (SELECT last_day + 1 FROM span)
        AND a.day >= (SELECT first_day FROM span)
),
told AS (
    SELECT i.item_id, a.site, min(a.published_at) AS told_at
    FROM items AS i
    JOIN articles AS a USING (article_id)
    GROUP BY i.item_id, a.site
),
ranked AS (
    SELECT
        site,
        count(*) OVER by_item AS sites,
        date_diff('second', first_value(told_at) OVER in_order, told_at) / 3600 AS lag_hours,
        CASE
            WHEN row_number() OVER in_order = 1
                THEN date_diff('second', told_at, lead(told_at) OVER in_order) / 3600
            ELSE 0
        END AS lead_hours
    FROM told
    WINDOW
        by_item AS (PARTITION BY item_id),
        in_order AS (PARTITION BY item_id ORDER BY told_at, site)
)
SELECT
    site,
    count(*) AS told,
    count(*) FILTER (lag_hours = 0) AS "first",
    round(100 * count(*) FILTER (lag_hours = 0) / count(*), 1) AS first_percent,
    round(CAST(sum(CAST(1 / sites AS DECIMAL(18, 9))) AS DOUBLE), 1) AS first_expected,
    round(median(lead_hours) FILTER (lag_hours = 0), 1) AS lead_hours,
    round(median(lag_hours) FILTER (lag_hours > 0), 1) AS lag_hours
FROM ranked
WHERE sites > 1
GROUP BY site
HAVING count(*) >= CAST($min_told AS BIGINT)
ORDER BY "first" DESC, told, site
LIMIT CAST($limit AS BIGINT);
