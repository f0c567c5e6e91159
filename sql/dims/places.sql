-- Rebuild the places from the entities of articles. Where articles differ, the row is the one that
-- most of them have.
DELETE FROM dim_places;

INSERT INTO dim_places BY NAME
SELECT
    entity_id AS place_id,
    name,
    type,
    country,
    admin1,
    lat,
    lon,
    geonames_id,
    wikidata_id,
    resolution
FROM core_entities
WHERE type IN ('country', 'place') OR (type = 'facility' AND lat IS NOT NULL)
GROUP BY entity_id, name, type, country, admin1, lat, lon, geonames_id, wikidata_id, resolution
QUALIFY
    row_number() OVER (
        PARTITION BY entity_id
        ORDER BY
            count(*) DESC,
            name, type, country, admin1, lat, lon, geonames_id, wikidata_id, resolution
    ) = 1
ORDER BY place_id;
