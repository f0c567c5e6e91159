-- How far two places are apart: haversine on the sphere of within_km.
CREATE OR REPLACE MACRO distance_km(lat, lon, lat2, lon2) AS (
    CASE WHEN lat + lon + lat2 + lon2 IS NOT NULL THEN 2 * 6371.0088 * asin(sqrt(least(
        1.0,
        pow(sin(radians(lat2 - lat) / 2), 2)
        + cos(radians(lat)) * cos(radians(lat2)) * pow(sin(radians(lon2 - lon) / 2), 2)
    ))) END
);

COMMENT ON MACRO distance_km IS
    'Kilometres between two points, in degrees north and east: great circle on a sphere of 6371.0088 km. Null where a coordinate is.';
