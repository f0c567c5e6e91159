-- Entities: how they were named and how sure that is; places resolved; time expressions.

ALTER TABLE core_entities ADD COLUMN sector VARCHAR;
ALTER TABLE core_entities ADD COLUMN resolution VARCHAR;
ALTER TABLE core_entities ADD COLUMN link_confidence DOUBLE;
ALTER TABLE core_entities ADD COLUMN in_title BOOLEAN;

COMMENT ON COLUMN core_entities.entity_id IS
    'Id of the entity across articles: `country:` with ISO alpha-3, `actor:` with the id in dim_actors, `place:` with the number in GeoNames or a name, otherwise its type with its name in lower case and its country where it is known.';
COMMENT ON COLUMN core_entities.admin1 IS
    'Name of the first-level administrative division that a place lies in.';
COMMENT ON COLUMN core_entities.sector IS
    'Sector of an actor at the article''s date, as PLOVER codes it: GOV, MIL, REB and others; ELI for persons out of office.';
COMMENT ON COLUMN core_entities.resolution IS
    'What sort of place it was resolved to: country, capital, city, admin1, admin2, region, sea, mountain, river, facility and others; null for what is no place and for places not found.';
COMMENT ON COLUMN core_entities.link_confidence IS
    'How sure it is that a linked entity is the one meant, 0 to 1; null for entities without a link.';
COMMENT ON COLUMN core_entities.in_title IS
    'Whether the headline names the entity, too; its mentions are those of the text.';

ALTER TABLE core_mentions ADD COLUMN form VARCHAR;
ALTER TABLE core_mentions ADD COLUMN confidence DOUBLE;

COMMENT ON COLUMN core_mentions.form IS
    'How the words name the entity: name, surname, acronym, role (`the defense secretary`), demonym, pronoun, headline (a headline or subhead within the text).';
COMMENT ON COLUMN core_mentions.confidence IS
    'How sure it is that the words mean this entity, 0 to 1.';

ALTER TABLE core_quotes ADD COLUMN speaker_confidence DOUBLE;

COMMENT ON TABLE core_quotes IS
    'One row per quotation in the text of an article, direct or indirect. Loaded from the lake table `quotes`.';
COMMENT ON COLUMN core_quotes.text IS
    'The words quoted or reported, marks left out: exactly the text between the two offsets.';
COMMENT ON COLUMN core_quotes.verb IS 'Verb of saying, as printed.';
COMMENT ON COLUMN core_quotes.speaker_confidence IS
    'How sure it is who speaks, 0 to 1; null without a speaker.';

CREATE TABLE core_time_expressions (
    article_id VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    first_day DATE,
    last_day DATE,
    precision VARCHAR
);

COMMENT ON TABLE core_time_expressions IS
    'One row per expression in the text of an article that says when, resolved against the date of publication. Loaded from the lake table `time_expressions`.';
COMMENT ON COLUMN core_time_expressions.article_id IS 'The article; see core_articles.';
COMMENT ON COLUMN core_time_expressions.content_hash IS
    'The version of the article that the offsets count into.';
COMMENT ON COLUMN core_time_expressions.text IS
    'The words: exactly the text between the two offsets.';
COMMENT ON COLUMN core_time_expressions.start_offset IS
    'Start of the words, code points from the start of the text, inclusive.';
COMMENT ON COLUMN core_time_expressions.end_offset IS 'End of the words, code points, exclusive.';
COMMENT ON COLUMN core_time_expressions.first_day IS
    'First day that is meant; null where it follows from a date of publication that is not known.';
COMMENT ON COLUMN core_time_expressions.last_day IS 'Last day that is meant, inclusive.';
COMMENT ON COLUMN core_time_expressions.precision IS
    'How exact the words are: day, week, month, quarter, season, year, decade.';

ALTER TABLE dim_places ADD COLUMN resolution VARCHAR;

COMMENT ON TABLE dim_places IS
    'Places and countries that loaded articles name, one row each. Derived from core_entities of type country and place, and of facilities with coordinates.';
COMMENT ON COLUMN dim_places.type IS 'country, place or facility.';

COMMENT ON COLUMN dim_places.admin1 IS
    'Name of the first-level administrative division that the place lies in.';
COMMENT ON COLUMN dim_places.resolution IS
    'What sort of place: country, capital, city, admin1, admin2, region, sea and others.';

ALTER TABLE dim_actors ADD COLUMN office VARCHAR;

COMMENT ON COLUMN dim_actors.office IS
    'Office that a person held in the term of the row, such as foreign_minister; null for others.';
