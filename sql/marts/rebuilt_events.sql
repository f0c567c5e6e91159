-- The events of the days to rebuild that count (told as fact or reported), one row per event and
-- pair of countries of its actors; a side without a country is null. The site of an article without
-- a web address is its source.
CREATE OR REPLACE TEMP TABLE rebuilt_events AS
WITH
    chosen AS (
        SELECT e.*, a.source_id, a.canonical_url, a.published_at, a.duplicate_of
        FROM core_events AS e
        JOIN core_articles AS a USING (article_id)
        WHERE
            e.modality IN ('actual', 'reported')
            AND e.event_date IN (SELECT day FROM rebuilt_days)
    ),
    countries AS (
        SELECT DISTINCT event_id, role, country
        FROM core_event_actors
        SEMI JOIN chosen USING (event_id)
        WHERE country IS NOT NULL
    )
SELECT
    c.event_id,
    c.article_id,
    c.source_id,
    coalesce(
        nullif(regexp_extract(c.canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''),
        c.source_id
    ) AS site,
    c.published_at,
    c.duplicate_of IS NULL AS is_original,
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
LEFT JOIN countries AS s ON c.event_id = s.event_id AND s.role = 'source'
LEFT JOIN countries AS t ON c.event_id = t.event_id AND t.role = 'target';
