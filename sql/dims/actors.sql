-- Replace the known actors by those of the knowledge file (view knowledge_actors; all its columns
-- are text, several values in a cell are separated by semicolons).
DELETE FROM dim_actors;

INSERT INTO dim_actors BY NAME
SELECT
    actor_id,
    name,
    list_filter(
        list_transform(string_split(aliases, ';'), lambda alias : trim(alias)),
        lambda alias : alias <> ''
    ) AS aliases,
    type,
    nullif(country, '') AS country,
    nullif(sector, '') AS sector,
    nullif(office, '') AS office,
    CAST(nullif(valid_from, '') AS DATE) AS valid_from,
    CAST(nullif(valid_to, '') AS DATE) AS valid_to,
    nullif(wikidata_id, '') AS wikidata_id,
    source AS provenance
FROM knowledge_actors
ORDER BY actor_id, valid_from, valid_to;
