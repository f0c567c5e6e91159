-- Replace the rows of the touched articles: the current version and those before it. A row comes
-- from the lake where it was read (this interval, recalled files), otherwise from where it is.
CREATE OR REPLACE TEMP TABLE next_versions AS
WITH candidates AS (
    SELECT 1 AS preference, * EXCLUDE (lake_file) FROM lake_articles
    UNION ALL BY NAME
    SELECT 2 AS preference, * EXCLUDE (lake_file) FROM recalled_articles
    UNION ALL BY NAME
    SELECT 3 AS preference, *
    FROM core_articles
    SEMI JOIN touched_versions USING (article_id, interval_start)
    WHERE interval_start <> $interval_start OR interval_end <> $interval_end
    UNION ALL BY NAME
    SELECT 3 AS preference, *
    FROM core_article_revisions
    SEMI JOIN touched_versions USING (article_id, interval_start)
    WHERE interval_start <> $interval_start OR interval_end <> $interval_end
)
SELECT
    c.* REPLACE (
        v.revision AS revision,
        NULL AS duplicate_of,
        NULL AS similarity,
        c.agency IS NOT NULL AS is_syndicated
    ),
    v.is_current
FROM touched_versions AS v
JOIN candidates AS c
    ON
        c.article_id = v.article_id
        AND c.content_hash = v.content_hash
        AND c.interval_start = v.interval_start
        AND c.interval_end = v.interval_end
        AND c.raw_uri IS NOT DISTINCT FROM v.raw_uri
        AND c.raw_offset IS NOT DISTINCT FROM v.raw_offset
QUALIFY row_number() OVER (PARTITION BY c.article_id, c.content_hash ORDER BY c) = 1;

DELETE FROM core_articles WHERE article_id IN (SELECT article_id FROM touched_articles);

DELETE FROM core_article_revisions WHERE article_id IN (SELECT article_id FROM touched_articles);

INSERT INTO core_articles BY NAME
SELECT * EXCLUDE (preference, is_current)
FROM next_versions
WHERE is_current
ORDER BY article_id;

INSERT INTO core_article_revisions BY NAME
SELECT * EXCLUDE (preference, is_current)
FROM next_versions
WHERE NOT is_current
ORDER BY article_id, revision;
