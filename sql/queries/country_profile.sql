-- about: A country at a glance: coverage, what happened there, what it did and what was done to it, its partners and opponents, beside the time before.
-- topic: events
-- dashboard: yes
-- param: country = SYR
-- param: first_day =
-- param: last_day =
-- param: top = 5
-- note: Empty days mean the newest 30 days of the data; both days are included. before is the same number of days before those.
-- note: Incidents count once however many articles tell them; articles that copy an earlier one are left out of the coverage. killed is the sum over incidents of the median that their reports give, each incident once.
-- note: Goldstein means weigh each incident once, from -10 (conflict) to 10 (cooperation). What a country does within itself counts as acting and as acted upon, not as a partner.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day,
        first_day - CAST(last_day - first_day AS INTEGER) - 1 AS before_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
incidents AS (
    SELECT
        event_date >= (SELECT first_day FROM span) AS is_now,
        event_type,
        quad_class,
        source_country,
        target_country,
        coalesce(location_country, '') = $country AS is_there,
        coalesce(source_country, '') = $country AS is_source,
        coalesce(target_country, '') = $country AS is_target,
        CAST(goldstein_mean AS DECIMAL(9, 4)) AS goldstein,
        CAST(killed_median AS DECIMAL(12, 1)) AS killed
    FROM mart_incidents
    WHERE
        event_date BETWEEN (SELECT before_day FROM span) AND (SELECT last_day FROM span)
        AND event_date_precision IN ('day', 'published')
        AND (location_country = $country OR source_country = $country OR target_country = $country)
),
named AS (
    SELECT published_on >= (SELECT first_day FROM span) AS is_now, articles
    FROM mart_actor_daily
    WHERE
        published_on BETWEEN (SELECT before_day FROM span) AND (SELECT last_day FROM span)
        AND entity_id = 'country:' || $country
),
"values" AS (
    SELECT 1 AS part, 'coverage' AS section, 'articles that name it' AS item, is_now,
        CAST(sum(articles) AS DOUBLE) AS amount
    FROM named
    GROUP BY is_now
    UNION ALL
    SELECT 2, 'there', 'incidents', is_now, count(*)
    FROM incidents
    WHERE is_there
    GROUP BY is_now
    UNION ALL
    SELECT 2, 'there', 'killed', is_now, CAST(sum(killed) AS DOUBLE)
    FROM incidents
    WHERE is_there AND killed IS NOT NULL
    GROUP BY is_now
    UNION ALL
    SELECT 3, 'happened there', event_type, is_now, count(*)
    FROM incidents
    WHERE is_there
    GROUP BY event_type, is_now
    UNION ALL
    SELECT 4, 'acts', 'incidents', is_now, count(*)
    FROM incidents
    WHERE is_source
    GROUP BY is_now
    UNION ALL
    SELECT 4, 'acts', 'goldstein mean', is_now, CAST(sum(goldstein) AS DOUBLE) / count(goldstein)
    FROM incidents
    WHERE is_source AND goldstein IS NOT NULL
    GROUP BY is_now
    UNION ALL
    SELECT 5, 'acted upon', 'incidents', is_now, count(*)
    FROM incidents
    WHERE is_target
    GROUP BY is_now
    UNION ALL
    SELECT 5, 'acted upon', 'goldstein mean', is_now,
        CAST(sum(goldstein) AS DOUBLE) / count(goldstein)
    FROM incidents
    WHERE is_target AND goldstein IS NOT NULL
    GROUP BY is_now
    UNION ALL
    SELECT 6, 'does to', event_type, is_now, count(*)
    FROM incidents
    WHERE is_source
    GROUP BY event_type, is_now
    UNION ALL
    SELECT
        CASE WHEN quad_class > 2 THEN 8 ELSE 7 END,
        CASE WHEN quad_class > 2 THEN 'in conflict with' ELSE 'cooperates with' END,
        CASE WHEN is_source THEN target_country ELSE source_country END AS other,
        is_now,
        count(*)
    FROM incidents
    WHERE is_source <> is_target AND source_country IS NOT NULL AND target_country IS NOT NULL
    GROUP BY ALL
),
items AS (
    SELECT
        part,
        section,
        item,
        max(amount) FILTER (is_now) AS now,
        max(amount) FILTER (NOT is_now) AS before
    FROM "values"
    GROUP BY part, section, item
    QUALIFY
        part NOT IN (3, 6, 7, 8)
        OR row_number() OVER (
            PARTITION BY part ORDER BY now DESC NULLS LAST, before DESC NULLS LAST, item
        ) <= CAST($top AS BIGINT)
)
SELECT
    section,
    item,
    round(now, 2) AS now,
    round(before, 2) AS before,
    CASE
        WHEN item = 'goldstein mean' THEN round(now - before, 2)
        ELSE round(coalesce(now, 0) - coalesce(before, 0), 2)
    END AS change
FROM items
ORDER BY
    part,
    item = 'killed',
    item = 'goldstein mean',
    now DESC NULLS LAST,
    before DESC NULLS LAST,
    item;
