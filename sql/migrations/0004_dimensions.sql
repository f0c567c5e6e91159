-- Reference tables that the core tables point to.

CREATE TABLE dim_sources (
    source_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    location VARCHAR,
    language VARCHAR,
    country VARCHAR,
    is_enabled BOOLEAN NOT NULL,
    PRIMARY KEY (source_id)
);

COMMENT ON TABLE dim_sources IS
    'Sources of articles, as the list of sources has them; a source that is in the data and no longer in the list keeps a row.';
COMMENT ON COLUMN dim_sources.source_id IS 'Id of the source, as in the list of sources.';
COMMENT ON COLUMN dim_sources.name IS 'Name of the source.';
COMMENT ON COLUMN dim_sources.kind IS
    'How it is read: feed, folder, warc; `unlisted` where the list no longer has it.';
COMMENT ON COLUMN dim_sources.location IS 'Address or path that it is read from.';
COMMENT ON COLUMN dim_sources.language IS 'Main language of the source, ISO 639-1.';
COMMENT ON COLUMN dim_sources.country IS 'Country of the source, ISO 3166 alpha-3.';
COMMENT ON COLUMN dim_sources.is_enabled IS 'Whether the source is read.';

CREATE TABLE dim_places (
    place_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    country VARCHAR,
    admin1 VARCHAR,
    lat DOUBLE,
    lon DOUBLE,
    geonames_id BIGINT,
    wikidata_id VARCHAR,
    PRIMARY KEY (place_id)
);

COMMENT ON TABLE dim_places IS
    'Places and countries that loaded articles name, one row each. Derived from core_entities of type country and place.';
COMMENT ON COLUMN dim_places.place_id IS 'entity_id of the place.';
COMMENT ON COLUMN dim_places.name IS 'Name of the place: the one most articles use.';
COMMENT ON COLUMN dim_places.type IS 'country or place.';
COMMENT ON COLUMN dim_places.country IS 'Country of the place, ISO 3166 alpha-3.';
COMMENT ON COLUMN dim_places.admin1 IS 'First-level administrative division, as GeoNames codes it.';
COMMENT ON COLUMN dim_places.lat IS 'Latitude, degrees north, WGS 84.';
COMMENT ON COLUMN dim_places.lon IS 'Longitude, degrees east, WGS 84.';
COMMENT ON COLUMN dim_places.geonames_id IS 'Number of the place in GeoNames.';
COMMENT ON COLUMN dim_places.wikidata_id IS 'Id of the place in Wikidata.';

CREATE TABLE dim_actors (
    actor_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    aliases VARCHAR[],
    type VARCHAR NOT NULL,
    country VARCHAR,
    sector VARCHAR,
    valid_from DATE,
    valid_to DATE,
    wikidata_id VARCHAR,
    provenance VARCHAR
);

COMMENT ON TABLE dim_actors IS
    'Known actors, as the project''s knowledge file `actors.csv` lists them: one row per actor and term of office.';
COMMENT ON COLUMN dim_actors.actor_id IS
    'Id of the actor; core_entities.entity_id is `actor:` with this id.';
COMMENT ON COLUMN dim_actors.name IS 'Canonical name.';
COMMENT ON COLUMN dim_actors.aliases IS 'Other names under which texts mention the actor.';
COMMENT ON COLUMN dim_actors.type IS 'Entity type: person, organization, armed_group and so on.';
COMMENT ON COLUMN dim_actors.country IS 'Country of the actor, ISO 3166 alpha-3.';
COMMENT ON COLUMN dim_actors.sector IS 'CAMEO-style sector of the actor: GOV, MIL, REB and others.';
COMMENT ON COLUMN dim_actors.valid_from IS 'First day on which the row holds; null for always.';
COMMENT ON COLUMN dim_actors.valid_to IS 'Last day on which the row holds; null for until today.';
COMMENT ON COLUMN dim_actors.wikidata_id IS 'Id of the actor in Wikidata, where it is certain.';
COMMENT ON COLUMN dim_actors.provenance IS 'Where the row''s facts come from.';

CREATE TABLE dim_event_types (
    scheme VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    name VARCHAR,
    description VARCHAR,
    event_type VARCHAR,
    quad_class INTEGER,
    goldstein DOUBLE,
    plover_score DOUBLE,
    provenance VARCHAR,
    PRIMARY KEY (scheme, code)
);

COMMENT ON TABLE dim_event_types IS
    'Codes of events, as the project''s knowledge files `plover.csv` and `cameo.csv` list them.';
COMMENT ON COLUMN dim_event_types.scheme IS
    'PLOVER (code is core_events.event_type) or CAMEO (code is core_events.cameo_code).';
COMMENT ON COLUMN dim_event_types.code IS
    'Code of the event type: a PLOVER type in capitals, or CAMEO digits.';
COMMENT ON COLUMN dim_event_types.name IS 'Short name of the code.';
COMMENT ON COLUMN dim_event_types.description IS 'What the code stands for.';
COMMENT ON COLUMN dim_event_types.event_type IS
    'PLOVER type that the code belongs to; the code itself under scheme PLOVER.';
COMMENT ON COLUMN dim_event_types.quad_class IS
    '1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.';
COMMENT ON COLUMN dim_event_types.goldstein IS 'Goldstein scale of a CAMEO code, -10 to 10.';
COMMENT ON COLUMN dim_event_types.plover_score IS
    'Conflict-cooperation score of a PLOVER type, -10 to 10.';
COMMENT ON COLUMN dim_event_types.provenance IS 'Where the row''s facts come from.';

CREATE TABLE dim_dates (
    day DATE NOT NULL,
    year INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    month INTEGER NOT NULL,
    iso_year INTEGER NOT NULL,
    iso_week INTEGER NOT NULL,
    day_of_month INTEGER NOT NULL,
    weekday INTEGER NOT NULL,
    weekday_name VARCHAR NOT NULL,
    is_weekend BOOLEAN NOT NULL,
    PRIMARY KEY (day)
);

COMMENT ON TABLE dim_dates IS
    'Days from the first to the last that loaded intervals, publications and events touch, without gaps, within 1900 to 2099.';
COMMENT ON COLUMN dim_dates.day IS 'The day, UTC.';
COMMENT ON COLUMN dim_dates.year IS 'Year.';
COMMENT ON COLUMN dim_dates.quarter IS 'Quarter of the year, 1 to 4.';
COMMENT ON COLUMN dim_dates.month IS 'Month, 1 to 12.';
COMMENT ON COLUMN dim_dates.iso_year IS 'Year that the ISO 8601 week belongs to.';
COMMENT ON COLUMN dim_dates.iso_week IS 'Week of the year by ISO 8601, 1 to 53.';
COMMENT ON COLUMN dim_dates.day_of_month IS 'Day of the month, 1 to 31.';
COMMENT ON COLUMN dim_dates.weekday IS 'Day of the week by ISO 8601: 1 Monday to 7 Sunday.';
COMMENT ON COLUMN dim_dates.weekday_name IS 'English name of the day of the week.';
COMMENT ON COLUMN dim_dates.is_weekend IS 'Whether it is Saturday or Sunday.';
