-- Replace the codes of events by those of the knowledge files (views knowledge_plover,
-- knowledge_cameo; all their columns are text). A CAMEO code belongs to the PLOVER type that
-- claims its root, where only one does.
DELETE FROM dim_event_types;

INSERT INTO dim_event_types BY NAME
SELECT
    'PLOVER' AS scheme,
    type AS code,
    type AS name,
    description,
    type AS event_type,
    CAST(quad_class AS INTEGER) AS quad_class,
    CAST(nullif(plover_score, '') AS DOUBLE) AS plover_score,
    source AS provenance
FROM knowledge_plover
ORDER BY type;

INSERT INTO dim_event_types BY NAME
WITH
    claims AS (
        SELECT unnest(string_split(cameo_roots, ';')) AS root, type, quad_class
        FROM knowledge_plover
    ),
    owners AS (
        SELECT
            trim(root) AS root,
            any_value(type) AS event_type,
            CAST(any_value(quad_class) AS INTEGER) AS quad_class
        FROM claims
        GROUP BY ALL
        HAVING count(*) = 1
    )
SELECT
    'CAMEO' AS scheme,
    c.code,
    c.name,
    c.name AS description,
    o.event_type,
    o.quad_class,
    CAST(nullif(c.goldstein, '') AS DOUBLE) AS goldstein,
    c.source AS provenance
FROM knowledge_cameo AS c
LEFT JOIN owners AS o ON o.root = left(c.code, 2)
ORDER BY c.code;
