-- Loads remember which types of event they touched on which days: incidents of one type follow from
-- events of that type alone, and an old day that gets one event more is not gone through as a whole.

CREATE TABLE mart_stale_types (
    day DATE NOT NULL,
    event_type VARCHAR NOT NULL,
    PRIMARY KEY (day, event_type)
);

COMMENT ON TABLE mart_stale_types IS
    'Days and types of event whose incidents are older than the core tables: loads add rows, and building marts takes them out.';
COMMENT ON COLUMN mart_stale_types.day IS 'Day of events that were added, changed or taken out.';
COMMENT ON COLUMN mart_stale_types.event_type IS 'PLOVER type of those events.';

INSERT INTO mart_stale_types
SELECT s.day, t.event_type
FROM mart_stale_days AS s, (SELECT DISTINCT event_type FROM core_events) AS t
ORDER BY s.day, t.event_type;
