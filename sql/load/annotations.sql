-- Replace the rows that hang on touched articles in one table, but for current versions that are
-- held. Where one file has a row's key twice (one page captured twice), one row is kept.
DELETE FROM {core}
WHERE
    article_id IN (SELECT article_id FROM touched_articles)
    AND article_id NOT IN (SELECT article_id FROM touched_versions WHERE is_current AND is_held);

INSERT INTO {core} BY NAME
SELECT l.* EXCLUDE (lake_file)
FROM (
    SELECT * FROM {lake}
    UNION ALL BY NAME
    SELECT * FROM {recalled}
) AS l
SEMI JOIN (
    SELECT article_id, content_hash, lake_file
    FROM touched_versions
    WHERE is_current AND NOT is_held
) AS v
    ON
        l.article_id = v.article_id
        AND l.content_hash = v.content_hash
        AND l.lake_file = v.lake_file
QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY l) = 1
ORDER BY {key};
