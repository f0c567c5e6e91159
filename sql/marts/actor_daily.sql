-- Rebuild mart_actor_daily for the days in rebuilt_days.
DELETE FROM mart_actor_daily WHERE published_on IN (SELECT day FROM rebuilt_days);

INSERT INTO mart_actor_daily BY NAME
WITH
    chosen AS (
        SELECT article_id, CAST(coalesce(published_at, fetched_at) AS DATE) AS published_on
        FROM core_articles
        WHERE
            duplicate_of IS NULL
            AND CAST(coalesce(published_at, fetched_at) AS DATE) IN (SELECT day FROM rebuilt_days)
    ),
    named AS (
        SELECT
            c.published_on,
            e.entity_id,
            first(e.name ORDER BY e.mention_count DESC, e.name) AS name,
            first(e.type ORDER BY e.mention_count DESC, e.type) AS type,
            first(e.country ORDER BY e.mention_count DESC, e.country) AS country,
            count(DISTINCT e.article_id) AS articles,
            CAST(sum(e.mention_count) AS BIGINT) AS mentions
        FROM chosen AS c
        JOIN core_entities AS e USING (article_id)
        GROUP BY c.published_on, e.entity_id
    ),
    acting AS (
        SELECT
            c.published_on,
            x.entity_id,
            count(DISTINCT x.event_id) FILTER (x.role = 'source') AS events_as_source,
            count(DISTINCT x.event_id) FILTER (x.role = 'target') AS events_as_target
        FROM chosen AS c
        JOIN core_events AS e USING (article_id)
        JOIN core_event_actors AS x USING (event_id)
        WHERE e.modality IN ('actual', 'reported') AND x.entity_id IS NOT NULL
        GROUP BY c.published_on, x.entity_id
    )
SELECT
    n.*,
    coalesce(a.events_as_source, 0) AS events_as_source,
    coalesce(a.events_as_target, 0) AS events_as_target
FROM named AS n
LEFT JOIN acting AS a USING (published_on, entity_id)
ORDER BY n.published_on, n.entity_id;
