-- Events located within a distance of a point.
CREATE OR REPLACE MACRO events_near(lat, lon, km, db := NULL) AS TABLE
    SELECT
        2 * 6371.0088 * asin(sqrt(least(
            1.0,
            pow(sin(radians(e.location_lat - lat) / 2), 2)
            + cos(radians(lat)) * cos(radians(e.location_lat))
            * pow(sin(radians(e.location_lon - lon) / 2), 2)
        ))) AS km_away,
        e.event_id,
        e.event_date,
        e.event_type,
        e.modality,
        e.location_name,
        e.location_resolution,
        e.location_lat,
        e.location_lon,
        e.trigger_text AS trigger,
        e.confidence,
        e.article_id
    FROM query_table(concat_ws('.', db, 'core_events')) AS e
    WHERE
        e.location_resolution <> 'country'
        AND radians(abs(e.location_lat - lat)) * 6371.0088 <= km
        AND pow(sin(radians(e.location_lat - lat) / 2), 2)
        + cos(radians(lat)) * cos(radians(e.location_lat))
        * pow(sin(radians(e.location_lon - lon) / 2), 2)
        <= pow(sin(least(km / (2 * 6371.0088), pi() / 2)), 2);

COMMENT ON MACRO TABLE events_near IS
    'Events whose place lies within km kilometres of a point in degrees north and east, each with its distance. Events that are located as a country only are left out: their point is the country''s middle.';
