-- Incidents as GDELT 2.0 has events: its 61 columns in its order, tab-separated, without a header.
-- Empty: what GDELT codes and we do not (docs/for_gdelt_users.md).
COPY (
    WITH actors AS (
        SELECT
            event_id,
            role,
            arg_min(country, start_offset) AS country,
            arg_min(sector, start_offset) AS sector
        FROM core_event_actors
        WHERE event_id IN (SELECT best_event_id FROM mart_incidents)
        GROUP BY event_id, role
    ),
    fips AS (
        SELECT country, fips FROM read_csv({fips}, header = true, all_varchar = true)
    )
    SELECT
        CAST('0x' || substr(md5(incident.incident_id), 1, 15) AS BIGINT) AS GLOBALEVENTID,
        strftime(incident.event_date, '%Y%m%d') AS SQLDATE,
        strftime(incident.event_date, '%Y%m') AS MonthYear,
        year(incident.event_date) AS Year,
        CAST(
            year(incident.event_date)
            + (month(incident.event_date) * 30 + day(incident.event_date)) / 365.0
            AS DECIMAL(10, 4)
        ) AS FractionDate,
        nullif(concat(incident.source_country, source.sector), '') AS Actor1Code,
        incident.source_names[1] AS Actor1Name,
        incident.source_country AS Actor1CountryCode,
        NULL AS Actor1KnownGroupCode,
        NULL AS Actor1EthnicCode,
        NULL AS Actor1Religion1Code,
        NULL AS Actor1Religion2Code,
        source.sector AS Actor1Type1Code,
        NULL AS Actor1Type2Code,
        NULL AS Actor1Type3Code,
        nullif(concat(incident.target_country, target.sector), '') AS Actor2Code,
        incident.target_names[1] AS Actor2Name,
        incident.target_country AS Actor2CountryCode,
        NULL AS Actor2KnownGroupCode,
        NULL AS Actor2EthnicCode,
        NULL AS Actor2Religion1Code,
        NULL AS Actor2Religion2Code,
        target.sector AS Actor2Type1Code,
        NULL AS Actor2Type2Code,
        NULL AS Actor2Type3Code,
        NULL AS IsRootEvent,
        event.cameo_code AS EventCode,
        left(event.cameo_code, 3) AS EventBaseCode,
        event.cameo_root AS EventRootCode,
        incident.quad_class AS QuadClass,
        event.goldstein AS GoldsteinScale,
        incident.events AS NumMentions,
        incident.sources AS NumSources,
        incident.articles AS NumArticles,
        NULL AS AvgTone,
        NULL AS Actor1Geo_Type,
        NULL AS Actor1Geo_FullName,
        NULL AS Actor1Geo_CountryCode,
        NULL AS Actor1Geo_ADM1Code,
        NULL AS Actor1Geo_ADM2Code,
        NULL AS Actor1Geo_Lat,
        NULL AS Actor1Geo_Long,
        NULL AS Actor1Geo_FeatureID,
        NULL AS Actor2Geo_Type,
        NULL AS Actor2Geo_FullName,
        NULL AS Actor2Geo_CountryCode,
        NULL AS Actor2Geo_ADM1Code,
        NULL AS Actor2Geo_ADM2Code,
        NULL AS Actor2Geo_Lat,
        NULL AS Actor2Geo_Long,
        NULL AS Actor2Geo_FeatureID,
        CASE
            WHEN incident.location_name IS NULL THEN 0
            WHEN incident.location_resolution = 'country' THEN 1
            WHEN incident.location_resolution = 'admin1'
                THEN if(incident.location_country = 'USA', 2, 5)
            WHEN incident.location_country = 'USA' THEN 3
            ELSE 4
        END AS ActionGeo_Type,
        incident.location_name AS ActionGeo_FullName,
        fips.fips AS ActionGeo_CountryCode,
        NULL AS ActionGeo_ADM1Code,
        NULL AS ActionGeo_ADM2Code,
        incident.location_lat AS ActionGeo_Lat,
        incident.location_lon AS ActionGeo_Long,
        NULL AS ActionGeo_FeatureID,
        strftime(incident.first_published_at, '%Y%m%d%H%M%S') AS DATEADDED,
        article.url AS SOURCEURL
    FROM mart_incidents AS incident
    LEFT JOIN core_events AS event ON event.event_id = incident.best_event_id
    LEFT JOIN actors AS source ON source.event_id = event.event_id AND source.role = 'source'
    LEFT JOIN actors AS target ON target.event_id = event.event_id AND target.role = 'target'
    LEFT JOIN fips ON fips.country = incident.location_country
    LEFT JOIN core_articles AS article ON article.article_id = incident.first_article_id
    WHERE incident.event_date BETWEEN CAST({since} AS DATE) AND CAST({until} AS DATE)
    ORDER BY incident.event_date, incident.incident_id
) TO {path} (FORMAT csv, DELIMITER '\t', HEADER {header}, QUOTE '', ESCAPE '');
