-- What annotation found in the latest version of each article.

CREATE TABLE core_entities (
    entity_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    mention_count INTEGER NOT NULL,
    first_offset INTEGER,
    salience DOUBLE,
    country VARCHAR,
    admin1 VARCHAR,
    lat DOUBLE,
    lon DOUBLE,
    geonames_id BIGINT,
    wikidata_id VARCHAR
);

COMMENT ON TABLE core_entities IS
    'One row per article and entity that its text names. Loaded from the lake table `entities`.';
COMMENT ON COLUMN core_entities.entity_id IS
    'Id of the entity across articles: `country:` with ISO alpha-3, `actor:` with the id in dim_actors, otherwise its type with its name in lower case.';
COMMENT ON COLUMN core_entities.article_id IS 'The article; see core_articles.';
COMMENT ON COLUMN core_entities.content_hash IS
    'The version of the article that was annotated; equals core_articles.content_hash.';
COMMENT ON COLUMN core_entities.name IS
    'Canonical name of the entity, or the fullest form found in the article.';
COMMENT ON COLUMN core_entities.type IS
    'One of country, place, person, organization, armed_group, facility, event, other.';
COMMENT ON COLUMN core_entities.mention_count IS
    'Number of mentions in the text: rows of core_mentions.';
COMMENT ON COLUMN core_entities.first_offset IS
    'Offset of the first mention, code points from the start of the text.';
COMMENT ON COLUMN core_entities.salience IS
    'How central the entity is to the article, 0 to 1, from its share of mentions and the place of the first.';
COMMENT ON COLUMN core_entities.country IS 'Country the entity is or belongs to, ISO 3166 alpha-3.';
COMMENT ON COLUMN core_entities.admin1 IS
    'First-level administrative division of a place, as GeoNames codes it.';
COMMENT ON COLUMN core_entities.lat IS 'Latitude of a place, degrees north, WGS 84.';
COMMENT ON COLUMN core_entities.lon IS 'Longitude of a place, degrees east, WGS 84.';
COMMENT ON COLUMN core_entities.geonames_id IS 'Number of the place in GeoNames.';
COMMENT ON COLUMN core_entities.wikidata_id IS 'Id of the entity in Wikidata (Q and digits).';

CREATE TABLE core_mentions (
    entity_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL
);

COMMENT ON TABLE core_mentions IS
    'One row per mention of an entity in the text of an article. Loaded from the lake table `mentions`.';
COMMENT ON COLUMN core_mentions.entity_id IS
    'The entity mentioned; see core_entities of the same article.';
COMMENT ON COLUMN core_mentions.article_id IS 'The article; see core_articles.';
COMMENT ON COLUMN core_mentions.content_hash IS
    'The version of the article that the offsets count into.';
COMMENT ON COLUMN core_mentions.text IS
    'The words of the mention: exactly the text between the two offsets.';
COMMENT ON COLUMN core_mentions.start_offset IS
    'Start of the mention, code points from the start of the text, inclusive.';
COMMENT ON COLUMN core_mentions.end_offset IS 'End of the mention, code points, exclusive.';

CREATE TABLE core_quotes (
    quote_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    speaker_entity_id VARCHAR,
    speaker_text VARCHAR,
    text VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    verb VARCHAR,
    is_direct BOOLEAN
);

COMMENT ON TABLE core_quotes IS
    'One row per quotation in the text of an article. Loaded from the lake table `quotes`.';
COMMENT ON COLUMN core_quotes.quote_id IS 'Stable id of the quotation.';
COMMENT ON COLUMN core_quotes.article_id IS 'The article; see core_articles.';
COMMENT ON COLUMN core_quotes.content_hash IS
    'The version of the article that the offsets count into.';
COMMENT ON COLUMN core_quotes.speaker_entity_id IS
    'Entity that speaks, where it is known; see core_entities.';
COMMENT ON COLUMN core_quotes.speaker_text IS 'Words of the article that name the speaker.';
COMMENT ON COLUMN core_quotes.text IS 'The words quoted: exactly the text between the two offsets.';
COMMENT ON COLUMN core_quotes.start_offset IS
    'Start of the quoted words, code points from the start of the text, inclusive.';
COMMENT ON COLUMN core_quotes.end_offset IS 'End of the quoted words, code points, exclusive.';
COMMENT ON COLUMN core_quotes.verb IS 'Lemma of the verb of speaking.';
COMMENT ON COLUMN core_quotes.is_direct IS
    'Whether the words are quoted literally (true) or reported (false).';

CREATE TABLE core_events (
    event_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    sentence_start INTEGER NOT NULL,
    sentence_end INTEGER NOT NULL,
    trigger_text VARCHAR NOT NULL,
    trigger_start INTEGER NOT NULL,
    trigger_end INTEGER NOT NULL,
    event_type VARCHAR NOT NULL,
    mode VARCHAR,
    contexts VARCHAR[],
    cameo_code VARCHAR,
    cameo_root VARCHAR,
    quad_class INTEGER,
    goldstein DOUBLE,
    plover_score DOUBLE,
    modality VARCHAR NOT NULL,
    attribution_text VARCHAR,
    attribution_entity_id VARCHAR,
    event_date DATE,
    event_date_precision VARCHAR,
    event_date_text VARCHAR,
    location_entity_id VARCHAR,
    location_name VARCHAR,
    location_country VARCHAR,
    location_lat DOUBLE,
    location_lon DOUBLE,
    location_resolution VARCHAR,
    killed INTEGER,
    injured INTEGER,
    detained INTEGER,
    quantity DOUBLE,
    quantity_unit VARCHAR,
    weapon VARCHAR,
    rule_id VARCHAR NOT NULL,
    confidence DOUBLE,
    coder_version VARCHAR
);

COMMENT ON TABLE core_events IS
    'One row per coded event: who did what to whom, in which words. Loaded from the lake table `events`; the actors are in core_event_actors.';
COMMENT ON COLUMN core_events.event_id IS 'Stable id of the event.';
COMMENT ON COLUMN core_events.article_id IS
    'The article that reports the event; see core_articles.';
COMMENT ON COLUMN core_events.content_hash IS
    'The version of the article that the offsets count into.';
COMMENT ON COLUMN core_events.sentence_start IS
    'Start of the sentence, code points from the start of the text, inclusive.';
COMMENT ON COLUMN core_events.sentence_end IS 'End of the sentence, code points, exclusive.';
COMMENT ON COLUMN core_events.trigger_text IS
    'The words that made the coder see an event: exactly the text between the trigger''s offsets.';
COMMENT ON COLUMN core_events.trigger_start IS
    'Start of the trigger, code points from the start of the text, inclusive.';
COMMENT ON COLUMN core_events.trigger_end IS 'End of the trigger, code points, exclusive.';
COMMENT ON COLUMN core_events.event_type IS
    'PLOVER type in capitals, one of 16; see dim_event_types with scheme PLOVER.';
COMMENT ON COLUMN core_events.mode IS 'PLOVER mode: the kind of action within the type.';
COMMENT ON COLUMN core_events.contexts IS 'PLOVER contexts: fields of policy the event belongs to.';
COMMENT ON COLUMN core_events.cameo_code IS
    'CAMEO code of the action, 2 to 4 digits; see dim_event_types with scheme CAMEO.';
COMMENT ON COLUMN core_events.cameo_root IS 'First two digits of the CAMEO code.';
COMMENT ON COLUMN core_events.quad_class IS
    '1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.';
COMMENT ON COLUMN core_events.goldstein IS
    'Goldstein scale of the CAMEO code: -10 (most conflictual) to 10 (most cooperative).';
COMMENT ON COLUMN core_events.plover_score IS
    'Conflict-cooperation score that PLOVER gives the type, -10 to 10.';
COMMENT ON COLUMN core_events.modality IS
    'One of actual (told as fact), reported (somebody neutral says so), claimed (a party says so), future, hypothetical, negated.';
COMMENT ON COLUMN core_events.attribution_text IS
    'Words that name who says so, where the event is reported or claimed.';
COMMENT ON COLUMN core_events.attribution_entity_id IS 'Entity that says so; see core_entities.';
COMMENT ON COLUMN core_events.event_date IS
    'Day of the event, resolved against the day of publication; how exact it is says event_date_precision.';
COMMENT ON COLUMN core_events.event_date_precision IS
    'How exact event_date is: `day`, `week`, `month`, `year`, or `published` (the clause names no date; the day of publication stands in).';
COMMENT ON COLUMN core_events.event_date_text IS
    'The words that name the date; null where none do.';
COMMENT ON COLUMN core_events.location_entity_id IS 'Place where it happened; see core_entities.';
COMMENT ON COLUMN core_events.location_name IS 'Name of that place.';
COMMENT ON COLUMN core_events.location_country IS 'Country of that place, ISO 3166 alpha-3.';
COMMENT ON COLUMN core_events.location_lat IS 'Latitude of that place, degrees north, WGS 84.';
COMMENT ON COLUMN core_events.location_lon IS 'Longitude of that place, degrees east, WGS 84.';
COMMENT ON COLUMN core_events.location_resolution IS
    'What the coordinates stand for: `place`, `admin1`, `country`.';
COMMENT ON COLUMN core_events.killed IS 'People killed in the event, as the clause counts them.';
COMMENT ON COLUMN core_events.injured IS 'People injured in the event, as the clause counts them.';
COMMENT ON COLUMN core_events.detained IS
    'People detained in the event, as the clause counts them.';
COMMENT ON COLUMN core_events.quantity IS 'Any other quantity of the event, in quantity_unit.';
COMMENT ON COLUMN core_events.quantity_unit IS
    'Unit of quantity: a currency code of ISO 4217 or the noun counted.';
COMMENT ON COLUMN core_events.weapon IS 'Kind of weapon used, as the clause names it.';
COMMENT ON COLUMN core_events.rule_id IS
    'Rule of the coder that made the event, as its data files name it.';
COMMENT ON COLUMN core_events.confidence IS
    'Confidence of the coder, 0 to 1; from rules, not calibrated.';
COMMENT ON COLUMN core_events.coder_version IS
    'Version of the coder, its language model and its data files.';

CREATE TABLE core_event_actors (
    event_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    text VARCHAR,
    start_offset INTEGER,
    end_offset INTEGER,
    entity_id VARCHAR,
    name VARCHAR,
    country VARCHAR,
    sector VARCHAR
);

COMMENT ON TABLE core_event_actors IS
    'One row per actor of an event, with its role. Loaded from the lake table `event_actors`.';
COMMENT ON COLUMN core_event_actors.event_id IS 'The event; see core_events.';
COMMENT ON COLUMN core_event_actors.article_id IS
    'The article that reports the event; see core_articles.';
COMMENT ON COLUMN core_event_actors.content_hash IS
    'The version of the article that the offsets count into.';
COMMENT ON COLUMN core_event_actors.role IS '`source` (who acts) or `target` (who is acted upon).';
COMMENT ON COLUMN core_event_actors.text IS
    'Words that name the actor: exactly the text between the two offsets.';
COMMENT ON COLUMN core_event_actors.start_offset IS
    'Start of those words, code points from the start of the text, inclusive.';
COMMENT ON COLUMN core_event_actors.end_offset IS 'End of those words, code points, exclusive.';
COMMENT ON COLUMN core_event_actors.entity_id IS 'Entity that the actor is; see core_entities.';
COMMENT ON COLUMN core_event_actors.name IS 'Canonical name of the actor.';
COMMENT ON COLUMN core_event_actors.country IS 'Country of the actor, ISO 3166 alpha-3.';
COMMENT ON COLUMN core_event_actors.sector IS
    'CAMEO-style sector of the actor: GOV, MIL, REB, CVL, COP, OPP, IGO, NGO, MED, BUS and others.';
