-- Events located within a distance of a point.
CREATE OR REPLACE MACRO events_near(lat, lon, km, db := NULL) AS TABLE
    SELECT
        2 * 6371.0088 * asin(sqrt(least(
            1.0,
            pow(sin(radians(m_e.location_lat - lat) / 2), 2)
            + cos(radians(lat)) * cos(radians(m_e.location_lat))
            * pow(sin(radians(m_e.location_lon - lon) / 2), 2)
        ))) AS km_away,
        m_e.event_id,
        m_e.event_date,
        m_e.event_type,
        m_e.modality,
        m_e.location_name,
        m_e.location_resolution,
        m_e.location_lat,
        m_e.location_lon,
        m_e.trigger_text AS trigger,
        m_e.confidence,
        m_e.article_id
    FROM query_table(concat_ws('.', db, 'core_events')) AS m_e
    WHERE
        m_e.location_resolution <> 'country'
        AND radians(abs(m_e.location_lat - lat)) * 6371.0088 <= km
        AND pow(sin(radians(m_e.location_lat - lat) / 2), 2)
        + cos(radians(lat)) * cos(radians(m_e.location_lat))
        * pow(sin(radians(m_e.location_lon - lon) / 2), 2)
        <= pow(sin(least(km / (2 * 6371.0088), pi() / 2)), 2);

COMMENT ON MACRO TABLE events_near IS
    'Events whose place lies within km kilometres of a point in degrees north and east, each with its distance. Events that are located as a country only are left out: their point is the country''s middle.';
