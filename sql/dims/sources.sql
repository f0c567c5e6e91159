-- Replace the sources by those of the list (view listed_sources; when it is empty, the list loaded
-- last stays), and add those that only the data knows.
DELETE FROM dim_sources
WHERE kind = 'unlisted' OR EXISTS (FROM listed_sources);

INSERT INTO dim_sources BY NAME
SELECT * FROM listed_sources
ORDER BY source_id;

INSERT INTO dim_sources BY NAME
SELECT DISTINCT
    source_id,
    source_id AS name,
    'unlisted' AS kind,
    FALSE AS is_enabled
FROM (
    SELECT source_id FROM core_captures
    UNION ALL
    SELECT source_id FROM core_listings
    UNION ALL
    SELECT source_id FROM core_rejects
)
ANTI JOIN dim_sources USING (source_id)
WHERE source_id IS NOT NULL
ORDER BY source_id;
