-- The events of the days to rebuild that count (told as fact or reported), one row per event, pair
-- of countries of its actors and article that tells it; a side without a country is null. An exact
-- copy was not annotated: it tells the events of its original. The site of an article without a web
-- address is its source.
CREATE OR REPLACE TEMP TABLE rebuilt_events AS
WITH
    chosen AS (
        SELECT *
        FROM core_events
        WHERE
            modality IN ('actual', 'reported')
            AND event_date IN (SELECT day FROM rebuilt_days)
    ),
    tellers AS (
        SELECT article_id AS annotated_id, *
        FROM core_articles
        SEMI JOIN chosen USING (article_id)
        UNION ALL
        SELECT duplicate_of, *
        FROM core_articles
        ANTI JOIN core_mentions USING (article_id)
        WHERE similarity = 1 AND duplicate_of IN (SELECT article_id FROM chosen)
    ),
    countries AS (
        SELECT DISTINCT event_id, role, country
        FROM core_event_actors
        SEMI JOIN chosen USING (event_id)
        WHERE country IS NOT NULL
    )
SELECT
    c.event_id,
    a.article_id,
    a.source_id,
    coalesce(
        nullif(regexp_extract(a.canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''),
        a.source_id
    ) AS site,
    a.published_at,
    a.duplicate_of IS NULL AS is_original,
    c.event_date,
    c.event_type,
    c.quad_class,
    s.country AS source_country,
    t.country AS target_country,
    CAST(c.goldstein AS DECIMAL(9, 4)) AS goldstein,
    c.killed,
    c.injured,
    c.confidence
FROM chosen AS c
JOIN tellers AS a ON c.article_id = a.annotated_id
LEFT JOIN countries AS s ON c.event_id = s.event_id AND s.role = 'source'
LEFT JOIN countries AS t ON c.event_id = t.event_id AND t.role = 'target';
