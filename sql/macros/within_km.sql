-- Whether two places lie within a distance: haversine on a sphere with the mean radius of the Earth,
-- 6371.0088 km (Moritz 2000, Geodetic Reference System 1980). The difference in latitude alone is
-- never more than the distance: it is compared first and spares most of the rest.
CREATE OR REPLACE MACRO within_km(lat, lon, lat2, lon2, km) AS (
    radians(abs(lat2 - lat)) * 6371.0088 <= km
    AND pow(sin(radians(lat2 - lat) / 2), 2)
    + cos(radians(lat)) * cos(radians(lat2)) * pow(sin(radians(lon2 - lon) / 2), 2)
    <= pow(sin(least(km / (2 * 6371.0088), pi() / 2)), 2)
);

COMMENT ON MACRO within_km IS
    'Whether two points, in degrees north and east, lie no more than km kilometres apart: great circle on a sphere of 6371.0088 km, within 0.6 % of the ellipsoid. Never true where a coordinate is null.';
