-- The versions of the touched articles, from their captures. The earliest capture of a content
-- stands for the version; the latest version is current. A version is held when the warehouse has
-- what it needs of it from a load of another interval: its row, and, if it is current, its
-- annotations too. Versions of this interval are never held: the lake's rows replace them.
CREATE OR REPLACE TEMP TABLE touched_captures AS
SELECT
    *,
    row_number() OVER (
        PARTITION BY article_id, content_hash
        ORDER BY fetched_at, interval_start, interval_end, lake_file, raw_uri, raw_offset
    ) AS capture_rank
FROM core_captures
SEMI JOIN touched_articles USING (article_id);

CREATE OR REPLACE TEMP TABLE touched_versions AS
WITH
    ordered AS (
        SELECT
            * EXCLUDE (capture_rank, outcome),
            row_number() OVER (
                PARTITION BY article_id ORDER BY fetched_at, interval_start, content_hash
            ) AS revision,
            count(*) OVER (PARTITION BY article_id) AS versions
        FROM touched_captures
        WHERE capture_rank = 1
    ),
    there AS (
        SELECT article_id, content_hash, interval_start, interval_end, raw_uri, raw_offset,
            TRUE AS was_current
        FROM core_articles
        SEMI JOIN touched_articles USING (article_id)
        UNION ALL
        SELECT article_id, content_hash, interval_start, interval_end, raw_uri, raw_offset,
            FALSE AS was_current
        FROM core_article_revisions
        SEMI JOIN touched_articles USING (article_id)
    )
SELECT
    o.* EXCLUDE (versions),
    o.revision = o.versions AS is_current,
    (o.interval_start <> $interval_start OR o.interval_end <> $interval_end)
    AND EXISTS (
        FROM there AS t
        WHERE
            t.article_id = o.article_id
            AND t.content_hash = o.content_hash
            AND t.interval_start = o.interval_start
            AND t.interval_end = o.interval_end
            AND t.raw_uri IS NOT DISTINCT FROM o.raw_uri
            AND t.raw_offset IS NOT DISTINCT FROM o.raw_offset
            AND (t.was_current OR o.revision < o.versions)
    ) AS is_held
FROM ordered AS o;
