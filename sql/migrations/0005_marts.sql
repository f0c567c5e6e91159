-- Tables for analysts, derived from the core tables and rebuilt day by day.

CREATE TABLE mart_incidents (
    incident_id VARCHAR NOT NULL,
    event_date DATE NOT NULL,
    event_type VARCHAR NOT NULL,
    quad_class INTEGER,
    source_country VARCHAR,
    target_country VARCHAR,
    events BIGINT NOT NULL,
    articles BIGINT NOT NULL,
    independent_articles BIGINT NOT NULL,
    sources BIGINT NOT NULL,
    event_ids VARCHAR[] NOT NULL,
    article_ids VARCHAR[] NOT NULL,
    source_ids VARCHAR[] NOT NULL,
    first_published_at TIMESTAMP,
    killed_max INTEGER,
    injured_max INTEGER,
    goldstein_mean DOUBLE,
    confidence_max DOUBLE
);

COMMENT ON TABLE mart_incidents IS
    'Events deduplicated across articles: same day, type, source country and target country; events told as fact or reported, of all articles, copies included.';
COMMENT ON COLUMN mart_incidents.incident_id IS
    'Stable id: 16 hex digits of SHA-256 over day, type and the two countries.';
COMMENT ON COLUMN mart_incidents.event_date IS 'Day of the incident.';
COMMENT ON COLUMN mart_incidents.event_type IS 'PLOVER type.';
COMMENT ON COLUMN mart_incidents.quad_class IS
    '1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.';
COMMENT ON COLUMN mart_incidents.source_country IS
    'Country of who acts, ISO 3166 alpha-3; null where unknown.';
COMMENT ON COLUMN mart_incidents.target_country IS
    'Country of who is acted upon, ISO 3166 alpha-3; null where unknown.';
COMMENT ON COLUMN mart_incidents.events IS 'Number of coded events that tell of it.';
COMMENT ON COLUMN mart_incidents.articles IS 'Number of articles that tell of it.';
COMMENT ON COLUMN mart_incidents.independent_articles IS
    'Number of those articles that copy no earlier one.';
COMMENT ON COLUMN mart_incidents.sources IS 'Number of sources of those articles.';
COMMENT ON COLUMN mart_incidents.event_ids IS 'Ids of those events, sorted.';
COMMENT ON COLUMN mart_incidents.article_ids IS 'Ids of those articles, sorted.';
COMMENT ON COLUMN mart_incidents.source_ids IS 'Ids of those sources, sorted.';
COMMENT ON COLUMN mart_incidents.first_published_at IS
    'When the first of those articles was published, UTC.';
COMMENT ON COLUMN mart_incidents.killed_max IS
    'Largest number of people killed that one of the events names.';
COMMENT ON COLUMN mart_incidents.injured_max IS
    'Largest number of people injured that one of the events names.';
COMMENT ON COLUMN mart_incidents.goldstein_mean IS 'Mean Goldstein scale of the events, -10 to 10.';
COMMENT ON COLUMN mart_incidents.confidence_max IS 'Highest confidence of the events, 0 to 1.';

CREATE TABLE mart_stories (
    story_id VARCHAR NOT NULL,
    title VARCHAR,
    first_published_at TIMESTAMP,
    last_published_at TIMESTAMP,
    articles BIGINT NOT NULL,
    sources BIGINT NOT NULL,
    article_ids VARCHAR[] NOT NULL,
    countries VARCHAR[] NOT NULL,
    PRIMARY KEY (story_id)
);

COMMENT ON TABLE mart_stories IS
    'Articles clustered into stories. Empty until clustering fills it.';
COMMENT ON COLUMN mart_stories.story_id IS 'Stable id of the story.';
COMMENT ON COLUMN mart_stories.title IS 'Headline of the story''s first article.';
COMMENT ON COLUMN mart_stories.first_published_at IS 'When its first article was published, UTC.';
COMMENT ON COLUMN mart_stories.last_published_at IS 'When its last article was published, UTC.';
COMMENT ON COLUMN mart_stories.articles IS 'Number of its articles.';
COMMENT ON COLUMN mart_stories.sources IS 'Number of sources of its articles.';
COMMENT ON COLUMN mart_stories.article_ids IS 'Ids of its articles, sorted.';
COMMENT ON COLUMN mart_stories.countries IS
    'Countries that most of its articles name, ISO 3166 alpha-3, sorted.';

CREATE TABLE mart_event_daily (
    event_date DATE NOT NULL,
    event_type VARCHAR NOT NULL,
    quad_class INTEGER,
    source_country VARCHAR,
    target_country VARCHAR,
    events BIGINT NOT NULL,
    articles BIGINT NOT NULL,
    sources BIGINT NOT NULL,
    goldstein_mean DOUBLE
);

COMMENT ON TABLE mart_event_daily IS
    'Events per day, type and pair of countries: told as fact or reported (modality actual, reported), articles that copy an earlier one left out.';
COMMENT ON COLUMN mart_event_daily.event_date IS 'Day of the events.';
COMMENT ON COLUMN mart_event_daily.event_type IS 'PLOVER type.';
COMMENT ON COLUMN mart_event_daily.quad_class IS
    '1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.';
COMMENT ON COLUMN mart_event_daily.source_country IS
    'Country of who acts, ISO 3166 alpha-3; null where unknown.';
COMMENT ON COLUMN mart_event_daily.target_country IS
    'Country of who is acted upon, ISO 3166 alpha-3; null where unknown.';
COMMENT ON COLUMN mart_event_daily.events IS
    'Number of coded events; an event with actors of several countries counts once for each pair.';
COMMENT ON COLUMN mart_event_daily.articles IS 'Number of articles that tell of them.';
COMMENT ON COLUMN mart_event_daily.sources IS 'Number of sources of those articles.';
COMMENT ON COLUMN mart_event_daily.goldstein_mean IS
    'Mean Goldstein scale of the events, -10 to 10.';

CREATE TABLE mart_dyads_daily (
    event_date DATE NOT NULL,
    source_country VARCHAR NOT NULL,
    target_country VARCHAR NOT NULL,
    events BIGINT NOT NULL,
    verbal_cooperation BIGINT NOT NULL,
    material_cooperation BIGINT NOT NULL,
    verbal_conflict BIGINT NOT NULL,
    material_conflict BIGINT NOT NULL,
    articles BIGINT NOT NULL,
    sources BIGINT NOT NULL,
    goldstein_mean DOUBLE
);

COMMENT ON TABLE mart_dyads_daily IS
    'Events per day and pair of known countries, all types together; same events as mart_event_daily.';
COMMENT ON COLUMN mart_dyads_daily.event_date IS 'Day of the events.';
COMMENT ON COLUMN mart_dyads_daily.source_country IS 'Country of who acts, ISO 3166 alpha-3.';
COMMENT ON COLUMN mart_dyads_daily.target_country IS
    'Country of who is acted upon, ISO 3166 alpha-3; may equal source_country.';
COMMENT ON COLUMN mart_dyads_daily.events IS 'Number of coded events.';
COMMENT ON COLUMN mart_dyads_daily.verbal_cooperation IS 'Number of them of quad class 1.';
COMMENT ON COLUMN mart_dyads_daily.material_cooperation IS 'Number of them of quad class 2.';
COMMENT ON COLUMN mart_dyads_daily.verbal_conflict IS 'Number of them of quad class 3.';
COMMENT ON COLUMN mart_dyads_daily.material_conflict IS 'Number of them of quad class 4.';
COMMENT ON COLUMN mart_dyads_daily.articles IS 'Number of articles that tell of them.';
COMMENT ON COLUMN mart_dyads_daily.sources IS 'Number of sources of those articles.';
COMMENT ON COLUMN mart_dyads_daily.goldstein_mean IS
    'Mean Goldstein scale of the events, -10 to 10.';

CREATE TABLE mart_actor_daily (
    published_on DATE NOT NULL,
    entity_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    country VARCHAR,
    articles BIGINT NOT NULL,
    mentions BIGINT NOT NULL,
    events_as_source BIGINT NOT NULL,
    events_as_target BIGINT NOT NULL
);

COMMENT ON TABLE mart_actor_daily IS
    'Entities per day of publication; articles that copy an earlier one left out.';
COMMENT ON COLUMN mart_actor_daily.published_on IS 'Day on which the articles were published, UTC.';
COMMENT ON COLUMN mart_actor_daily.entity_id IS 'The entity; see core_entities.';
COMMENT ON COLUMN mart_actor_daily.name IS
    'Name of the entity that the articles of the day use most.';
COMMENT ON COLUMN mart_actor_daily.type IS
    'One of country, place, person, organization, armed_group, facility, event, other.';
COMMENT ON COLUMN mart_actor_daily.country IS 'Country of the entity, ISO 3166 alpha-3.';
COMMENT ON COLUMN mart_actor_daily.articles IS 'Number of articles that name it.';
COMMENT ON COLUMN mart_actor_daily.mentions IS 'Number of mentions in them.';
COMMENT ON COLUMN mart_actor_daily.events_as_source IS
    'Number of events (actual or reported) of those articles in which it acts.';
COMMENT ON COLUMN mart_actor_daily.events_as_target IS
    'Number of events (actual or reported) of those articles in which it is acted upon.';

CREATE TABLE mart_source_health (
    source_id VARCHAR NOT NULL,
    interval_start TIMESTAMP NOT NULL,
    interval_end TIMESTAMP NOT NULL,
    discovered BIGINT NOT NULL,
    fetched BIGINT NOT NULL,
    articles BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    rejected_by_outcome MAP(VARCHAR, BIGINT) NOT NULL,
    newest_published_at TIMESTAMP
);

COMMENT ON TABLE mart_source_health IS 'What each source gave in each data interval.';
COMMENT ON COLUMN mart_source_health.source_id IS 'The source; see dim_sources.';
COMMENT ON COLUMN mart_source_health.interval_start IS
    'Start of the data interval, UTC, inclusive.';
COMMENT ON COLUMN mart_source_health.interval_end IS 'End of the data interval, UTC, exclusive.';
COMMENT ON COLUMN mart_source_health.discovered IS
    'Documents of the source that the interval claimed: articles, and rejects of fetch and clean.';
COMMENT ON COLUMN mart_source_health.fetched IS
    'Documents whose bytes were stored: articles, and rejects of clean.';
COMMENT ON COLUMN mart_source_health.articles IS 'Captures of articles, unchanged ones included.';
COMMENT ON COLUMN mart_source_health.rejected IS 'Rejects of all stages.';
COMMENT ON COLUMN mart_source_health.rejected_by_outcome IS 'Outcome to number of rejects.';
COMMENT ON COLUMN mart_source_health.newest_published_at IS
    'Latest time of publication among the articles, UTC.';

CREATE TABLE mart_pipeline_freshness (
    intervals BIGINT NOT NULL,
    first_interval_start TIMESTAMP,
    last_interval_end TIMESTAMP,
    gap_hours DOUBLE NOT NULL,
    newest_published_at TIMESTAMP,
    newest_fetched_at TIMESTAMP,
    articles BIGINT NOT NULL,
    events BIGINT NOT NULL
);

COMMENT ON TABLE mart_pipeline_freshness IS 'How far the warehouse reaches: one row.';
COMMENT ON COLUMN mart_pipeline_freshness.intervals IS 'Number of data intervals loaded.';
COMMENT ON COLUMN mart_pipeline_freshness.first_interval_start IS
    'Start of the first of them, UTC.';
COMMENT ON COLUMN mart_pipeline_freshness.last_interval_end IS
    'End of the last of them, UTC: data is complete up to here, gaps aside.';
COMMENT ON COLUMN mart_pipeline_freshness.gap_hours IS
    'Hours between those two times that no loaded interval covers.';
COMMENT ON COLUMN mart_pipeline_freshness.newest_published_at IS
    'Latest time of publication of any article, UTC.';
COMMENT ON COLUMN mart_pipeline_freshness.newest_fetched_at IS
    'Latest time of capture of any article, UTC.';
COMMENT ON COLUMN mart_pipeline_freshness.articles IS 'Number of articles.';
COMMENT ON COLUMN mart_pipeline_freshness.events IS 'Number of coded events.';

CREATE TABLE mart_stale_days (
    day DATE NOT NULL,
    PRIMARY KEY (day)
);

COMMENT ON TABLE mart_stale_days IS
    'Days whose marts do not yet agree with the core tables: written by load in its transaction, emptied when the marts are built.';
COMMENT ON COLUMN mart_stale_days.day IS
    'A day of publication, of an event, or on which an interval starts, UTC.';
