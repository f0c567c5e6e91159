-- Events: figures, dates and places with the words that tell them; what tells a place.

ALTER TABLE core_events ADD COLUMN location_basis VARCHAR;

COMMENT ON COLUMN core_events.location_basis IS
    'What tells the place: clause of the act, sentence, paragraph (a sentence before), dateline.';
COMMENT ON COLUMN core_events.modality IS
    'How the article tells it: actual (as fact), reported (somebody says so), claimed (the actor says so, or it is alleged), future, hypothetical, denied (somebody denies it), negated (it did not happen).';
COMMENT ON COLUMN core_events.contexts IS 'PLOVER contexts: fields of policy that the event belongs to, sorted.';
COMMENT ON COLUMN core_events.confidence IS
    'How likely type, source and target are right, 0 to 1, calibrated; see docs/event_coding.md.';

CREATE TABLE core_event_details (
    event_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    value DOUBLE,
    value_high DOUBLE,
    unit VARCHAR,
    bound VARCHAR
);

COMMENT ON TABLE core_event_details IS
    'One row per figure, date, place or weapon of an event, with the words that tell it. Loaded from the lake table `event_details`.';
COMMENT ON COLUMN core_event_details.event_id IS 'The event; see core_events.';
COMMENT ON COLUMN core_event_details.article_id IS 'The article; see core_articles.';
COMMENT ON COLUMN core_event_details.content_hash IS
    'The version of the article that the offsets count into.';
COMMENT ON COLUMN core_event_details.kind IS
    'killed, injured, detained (people); quantity; weapon; date; location.';
COMMENT ON COLUMN core_event_details.text IS
    'The words: exactly the text between the two offsets.';
COMMENT ON COLUMN core_event_details.start_offset IS
    'Start of the words, code points from the start of the text, inclusive.';
COMMENT ON COLUMN core_event_details.end_offset IS 'End of the words, code points, exclusive.';
COMMENT ON COLUMN core_event_details.value IS
    'The number told, the lower one of a range; null for words without one.';
COMMENT ON COLUMN core_event_details.value_high IS 'The upper number of a range.';
COMMENT ON COLUMN core_event_details.unit IS
    'What is counted, as a lemma: people, missile, dollar.';
COMMENT ON COLUMN core_event_details.bound IS
    'at_least, at_most or about; null where the words give the number as it is.';

-- Incidents are made anew: what reports say of them, where they were, who denies them.
DROP TABLE mart_incidents;

CREATE TABLE mart_incidents (
    incident_id VARCHAR NOT NULL,
    event_date DATE NOT NULL,
    event_date_precision VARCHAR NOT NULL,
    event_type VARCHAR NOT NULL,
    mode VARCHAR,
    quad_class INTEGER,
    source_country VARCHAR,
    target_country VARCHAR,
    source_names VARCHAR[] NOT NULL,
    target_names VARCHAR[] NOT NULL,
    source_entity_ids VARCHAR[] NOT NULL,
    target_entity_ids VARCHAR[] NOT NULL,
    location_entity_id VARCHAR,
    location_name VARCHAR,
    location_country VARCHAR,
    location_lat DOUBLE,
    location_lon DOUBLE,
    location_resolution VARCHAR,
    events BIGINT NOT NULL,
    articles BIGINT NOT NULL,
    independent_articles BIGINT NOT NULL,
    sources BIGINT NOT NULL,
    sites BIGINT NOT NULL,
    event_ids VARCHAR[] NOT NULL,
    article_ids VARCHAR[] NOT NULL,
    source_ids VARCHAR[] NOT NULL,
    first_article_id VARCHAR NOT NULL,
    first_source_id VARCHAR NOT NULL,
    first_published_at TIMESTAMP,
    last_published_at TIMESTAMP,
    killed_min INTEGER,
    killed_median DOUBLE,
    killed_max INTEGER,
    killed_reports BIGINT NOT NULL,
    injured_min INTEGER,
    injured_median DOUBLE,
    injured_max INTEGER,
    injured_reports BIGINT NOT NULL,
    detained_min INTEGER,
    detained_median DOUBLE,
    detained_max INTEGER,
    detained_reports BIGINT NOT NULL,
    goldstein_mean DOUBLE,
    confidence_max DOUBLE,
    confidence DOUBLE,
    best_event_id VARCHAR NOT NULL,
    told_actual BIGINT NOT NULL,
    told_reported BIGINT NOT NULL,
    told_claimed BIGINT NOT NULL,
    told_denied BIGINT NOT NULL
);

COMMENT ON TABLE mart_incidents IS
    'Events deduplicated across articles: same type and time, actors and place that agree; see docs/incidents.md. Made of events told as actual, reported or claimed, copies included. The events are in mart_incident_events.';
COMMENT ON COLUMN mart_incidents.incident_id IS
    'Stable id: 16 hex digits of SHA-256 over the event that was told first.';
COMMENT ON COLUMN mart_incidents.event_date IS
    'Day of the incident, or the first day of what its reports mean.';
COMMENT ON COLUMN mart_incidents.event_date_precision IS
    'How exact event_date is: `day`, `published` (no report names a day: it is that of publication, or the day before), or that of longer times, as in core_events.';
COMMENT ON COLUMN mart_incidents.event_type IS 'PLOVER type.';
COMMENT ON COLUMN mart_incidents.mode IS 'PLOVER mode that most of its events have.';
COMMENT ON COLUMN mart_incidents.quad_class IS
    '1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.';
COMMENT ON COLUMN mart_incidents.source_country IS
    'Country of who acts, in most articles, ISO 3166 alpha-3; null where unknown.';
COMMENT ON COLUMN mart_incidents.target_country IS
    'Country of who is acted upon, in most articles, ISO 3166 alpha-3; null where unknown.';
COMMENT ON COLUMN mart_incidents.source_names IS
    'Names of who acts, those of most articles first, at most five.';
COMMENT ON COLUMN mart_incidents.target_names IS
    'Names of who is acted upon, those of most articles first, at most five.';
COMMENT ON COLUMN mart_incidents.source_entity_ids IS 'Entities that act, sorted.';
COMMENT ON COLUMN mart_incidents.target_entity_ids IS 'Entities that are acted upon, sorted.';
COMMENT ON COLUMN mart_incidents.location_entity_id IS
    'The most exact place that its reports tell; see core_entities.';
COMMENT ON COLUMN mart_incidents.location_name IS 'Name of that place.';
COMMENT ON COLUMN mart_incidents.location_country IS 'Country of that place, ISO 3166 alpha-3.';
COMMENT ON COLUMN mart_incidents.location_lat IS 'Latitude of that place, degrees north, WGS 84.';
COMMENT ON COLUMN mart_incidents.location_lon IS 'Longitude of that place, degrees east, WGS 84.';
COMMENT ON COLUMN mart_incidents.location_resolution IS
    'What sort of place it is, as in core_entities.resolution.';
COMMENT ON COLUMN mart_incidents.events IS 'Number of coded events that tell of it.';
COMMENT ON COLUMN mart_incidents.articles IS 'Number of articles that tell of it.';
COMMENT ON COLUMN mart_incidents.independent_articles IS
    'Number of those articles that copy no earlier one.';
COMMENT ON COLUMN mart_incidents.sources IS 'Number of sources of those articles.';
COMMENT ON COLUMN mart_incidents.sites IS
    'Number of sites of those articles: a source may hold several.';
COMMENT ON COLUMN mart_incidents.event_ids IS 'Ids of those events, sorted.';
COMMENT ON COLUMN mart_incidents.article_ids IS 'Ids of those articles, sorted.';
COMMENT ON COLUMN mart_incidents.source_ids IS 'Ids of those sources, sorted.';
COMMENT ON COLUMN mart_incidents.first_article_id IS 'The article that told of it first.';
COMMENT ON COLUMN mart_incidents.first_source_id IS 'The source of that article.';
COMMENT ON COLUMN mart_incidents.first_published_at IS
    'When the first of those articles was published, UTC.';
COMMENT ON COLUMN mart_incidents.last_published_at IS
    'When the last of those articles was published, UTC.';
COMMENT ON COLUMN mart_incidents.killed_min IS
    'Smallest number of people killed among the independent articles that give one; of each article its largest figure counts.';
COMMENT ON COLUMN mart_incidents.killed_median IS 'Median of those numbers.';
COMMENT ON COLUMN mart_incidents.killed_max IS
    'Largest of those numbers; of a range its upper end.';
COMMENT ON COLUMN mart_incidents.killed_reports IS
    'Number of independent articles that give such a number.';
COMMENT ON COLUMN mart_incidents.injured_min IS 'As killed_min, of people injured.';
COMMENT ON COLUMN mart_incidents.injured_median IS 'As killed_median, of people injured.';
COMMENT ON COLUMN mart_incidents.injured_max IS 'As killed_max, of people injured.';
COMMENT ON COLUMN mart_incidents.injured_reports IS 'As killed_reports, of people injured.';
COMMENT ON COLUMN mart_incidents.detained_min IS 'As killed_min, of people detained.';
COMMENT ON COLUMN mart_incidents.detained_median IS 'As killed_median, of people detained.';
COMMENT ON COLUMN mart_incidents.detained_max IS 'As killed_max, of people detained.';
COMMENT ON COLUMN mart_incidents.detained_reports IS 'As killed_reports, of people detained.';
COMMENT ON COLUMN mart_incidents.goldstein_mean IS 'Mean Goldstein scale of the events, -10 to 10.';
COMMENT ON COLUMN mart_incidents.confidence_max IS 'Highest confidence of the events, 0 to 1.';
COMMENT ON COLUMN mart_incidents.confidence IS
    'Chance that at least one independent article is coded right, were their errors independent: 1 less the product of what each lacks; 0 to 1.';
COMMENT ON COLUMN mart_incidents.best_event_id IS
    'The event with the highest confidence: the first to read; see core_events.';
COMMENT ON COLUMN mart_incidents.told_actual IS
    'Number of independent articles that tell it as a fact.';
COMMENT ON COLUMN mart_incidents.told_reported IS
    'Number of independent articles that report what somebody says of it.';
COMMENT ON COLUMN mart_incidents.told_claimed IS
    'Number of independent articles in which a party claims it.';
COMMENT ON COLUMN mart_incidents.told_denied IS
    'Number of independent articles in which it is denied; they are not among articles.';

CREATE TABLE mart_incident_events (
    incident_id VARCHAR NOT NULL,
    incident_date DATE NOT NULL,
    incident_precision VARCHAR NOT NULL,
    event_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    is_independent BOOLEAN NOT NULL,
    modality VARCHAR NOT NULL,
    basis VARCHAR NOT NULL,
    event_date DATE NOT NULL,
    event_last_date DATE NOT NULL
);

COMMENT ON TABLE mart_incident_events IS
    'One row per incident, event and article that tells it; exact copies of an article tell its events. An event is of one incident at most.';
COMMENT ON COLUMN mart_incident_events.incident_id IS 'The incident; see mart_incidents.';
COMMENT ON COLUMN mart_incident_events.incident_date IS 'Day of the incident.';
COMMENT ON COLUMN mart_incident_events.incident_precision IS 'How exact that is.';
COMMENT ON COLUMN mart_incident_events.event_id IS 'The event; see core_events.';
COMMENT ON COLUMN mart_incident_events.article_id IS
    'The article that tells it, or an exact copy of that article; see core_articles.';
COMMENT ON COLUMN mart_incident_events.is_independent IS
    'Whether the article copies no earlier one.';
COMMENT ON COLUMN mart_incident_events.modality IS 'How the article tells it; see core_events.';
COMMENT ON COLUMN mart_incident_events.basis IS
    'What dates it there: `day` (its clause), `published` (its day of publication), `range` (a week, month or longer), `denial` (it denies the incident).';
COMMENT ON COLUMN mart_incident_events.event_date IS 'First day of the event''s own date.';
COMMENT ON COLUMN mart_incident_events.event_last_date IS
    'Last day of the event''s own date, as far as weeks and months go.';

INSERT INTO mart_stale_days
SELECT DISTINCT event_date FROM core_events WHERE event_date IS NOT NULL
EXCEPT
SELECT day FROM mart_stale_days;
