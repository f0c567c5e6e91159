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
