-- about: How an actor stands to others: what it did to each of them, by quad class, and the mean Goldstein scale.
-- topic: actors
-- param: entity_id = country:RUS
-- param: first_day =
-- param: last_day =
-- param: limit = 20
-- note: Empty days mean the newest 30 days of the data; both days are included.
-- note: By the day of the event. Events told as fact or reported, each text once (copies left out); an event with several targets counts once for each.
-- note: goldstein_mean goes from -10 (most conflictual) to 10 (most cooperative); returned_mean is that of what the other did to the actor in the same days, null where it did nothing.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
events AS MATERIALIZED (
    SELECT DISTINCT
        x.event_id,
        x.role,
        e.quad_class,
        CAST(e.goldstein AS DECIMAL(9, 4)) AS goldstein
    FROM core_events AS e
    JOIN core_event_actors AS x ON x.event_id = e.event_id
    ANTI JOIN (SELECT article_id FROM core_articles WHERE duplicate_of IS NOT NULL) AS copy
        ON copy.article_id = e.article_id
    WHERE
        x.entity_id = $entity_id
        AND e.event_date >= (SELECT first_day FROM span)
        AND e.event_date <= (SELECT last_day FROM span)
        AND e.modality IN ('actual', 'reported')
),
others AS (
    SELECT y.rowid AS row_number, e.event_id, e.role, e.quad_class, e.goldstein
    FROM core_event_actors AS y
    JOIN events AS e ON e.event_id = y.event_id AND e.role <> y.role
),
counted AS (
    SELECT
        o.event_id,
        o.role,
        o.quad_class,
        o.goldstein,
        y.entity_id,
        min(y.name) AS name
    FROM others AS o
    JOIN core_event_actors AS y ON y.rowid = o.row_number
    WHERE y.entity_id <> $entity_id
    GROUP BY o.event_id, o.role, o.quad_class, o.goldstein, y.entity_id
)
SELECT
    entity_id,
    min(name) AS name,
    count(*) FILTER (role = 'source') AS events,
    count(*) FILTER (role = 'source' AND quad_class = 1) AS verbal_cooperation,
    count(*) FILTER (role = 'source' AND quad_class = 2) AS material_cooperation,
    count(*) FILTER (role = 'source' AND quad_class = 3) AS verbal_conflict,
    count(*) FILTER (role = 'source' AND quad_class = 4) AS material_conflict,
    round(avg(goldstein) FILTER (role = 'source'), 2) AS goldstein_mean,
    count(*) FILTER (role = 'target') AS returned,
    round(avg(goldstein) FILTER (role = 'target'), 2) AS returned_mean
FROM counted
GROUP BY entity_id
HAVING count(*) FILTER (role = 'source') > 0
ORDER BY events DESC, entity_id
LIMIT CAST($limit AS BIGINT);
