-- about: An entity's life in the data: when it is named, its offices, with whom, and what it did and suffered, month by month.
-- topic: actors
-- param: entity_id = country:TUR
-- param: top = 5
-- note: Read it by part: seen (first and last day), named (articles per month), office (as the project's list of actors has it), acts and acted_upon (events per month and type), with (who else its articles name).
-- note: Copies are left out. with counts the entity's articles of the 30 days up to the last that names it; top is how many of them.
WITH daily AS MATERIALIZED (
    SELECT published_on, name, type, articles, mentions
    FROM mart_actor_daily
    WHERE entity_id = $entity_id
),
seen AS (
    SELECT
        min(published_on) AS first_day,
        max(published_on) AS last_day,
        CAST(sum(articles) AS BIGINT) AS articles,
        max_by(name, published_on) AS name
    FROM daily
),
written AS (
    SELECT article_id
    FROM core_articles
    WHERE
        published_at >= (SELECT CAST(last_day - 29 AS TIMESTAMP) FROM seen)
        AND published_at < (SELECT CAST(last_day + 1 AS TIMESTAMP) FROM seen)
        AND duplicate_of IS NULL
),
naming AS MATERIALIZED (
    SELECT e.article_id
    FROM core_entities AS e
    SEMI JOIN written USING (article_id)
    WHERE e.entity_id = $entity_id
),
others AS (
    SELECT e.rowid AS row_number FROM core_entities AS e SEMI JOIN naming USING (article_id)
),
lived AS (
    SELECT
        s.role,
        CAST(date_trunc('month', e.event_date) AS DATE) AS month,
        e.event_type,
        count(*) AS n
    FROM core_events AS e
    JOIN (
        SELECT DISTINCT event_id, role FROM core_event_actors WHERE entity_id = $entity_id
    ) AS s
        ON s.event_id = e.event_id
    ANTI JOIN (SELECT article_id FROM core_articles WHERE duplicate_of IS NOT NULL) AS copy
        ON copy.article_id = e.article_id
    WHERE e.modality IN ('actual', 'reported')
    GROUP BY s.role, month, e.event_type
)
SELECT "part", period, item, n
FROM (
    SELECT 1 AS place, 'seen' AS "part", first_day AS period, 'first day: ' || name AS item, NULL AS n
    FROM seen
    WHERE first_day IS NOT NULL
    UNION ALL
    SELECT 2, 'seen', last_day, 'last day: ' || name, articles
    FROM seen
    WHERE last_day IS NOT NULL
    UNION ALL
    SELECT 3, 'office', valid_from, concat_ws(', ', office, sector, country, 'to ' || valid_to), NULL
    FROM dim_actors
    WHERE 'actor:' || actor_id = $entity_id AND coalesce(office, sector) IS NOT NULL
    UNION ALL
    SELECT 4, 'named', CAST(date_trunc('month', published_on) AS DATE) AS month, 'articles', CAST(sum(articles) AS BIGINT)
    FROM daily
    GROUP BY month
    UNION ALL
    SELECT 5, 'acts', month, event_type, n FROM lived WHERE role = 'source'
    UNION ALL
    SELECT 6, 'acted_upon', month, event_type, n FROM lived WHERE role = 'target'
    UNION ALL
    FROM (
        SELECT 7, 'with', NULL, concat(min(e.name), ' (', e.entity_id, ')') AS item, count(*) AS n
        FROM core_entities AS e
        JOIN others AS o ON o.row_number = e.rowid
        WHERE e.entity_id <> $entity_id
        GROUP BY e.entity_id
        ORDER BY n DESC, e.entity_id
        LIMIT CAST($top AS BIGINT)
    )
)
ORDER BY place, period NULLS LAST, n DESC NULLS LAST, item;
