-- What the checks of the whole warehouse look at: all rows, under the names checked_*.
CREATE OR REPLACE TEMP TABLE checked_intervals AS
SELECT DISTINCT interval_start, interval_end FROM core_runs;

CREATE OR REPLACE TEMP TABLE checked_days AS
SELECT DATE '-infinity' AS first_day, DATE 'infinity' AS last_day;

CREATE OR REPLACE TEMP VIEW checked_articles AS
FROM core_articles;

CREATE OR REPLACE TEMP VIEW checked_texts AS
SELECT article_id, "text", length("text") AS size FROM core_articles;

CREATE OR REPLACE TEMP VIEW checked_article_revisions AS
FROM core_article_revisions;

CREATE OR REPLACE TEMP VIEW checked_captures AS
FROM core_captures;

CREATE OR REPLACE TEMP VIEW checked_listings AS
FROM core_listings;

CREATE OR REPLACE TEMP VIEW checked_fetches AS
FROM core_fetches;

CREATE OR REPLACE TEMP VIEW checked_rejects AS
FROM core_rejects;

CREATE OR REPLACE TEMP VIEW checked_runs AS
FROM core_runs;

CREATE OR REPLACE TEMP VIEW checked_boilerplate AS
FROM core_boilerplate;

CREATE OR REPLACE TEMP VIEW checked_entities AS
FROM core_entities;

CREATE OR REPLACE TEMP VIEW checked_mentions AS
FROM core_mentions;

CREATE OR REPLACE TEMP VIEW checked_quotes AS
FROM core_quotes;

CREATE OR REPLACE TEMP VIEW checked_time_expressions AS
FROM core_time_expressions;

CREATE OR REPLACE TEMP VIEW checked_events AS
FROM core_events;

CREATE OR REPLACE TEMP VIEW checked_event_actors AS
FROM core_event_actors;

CREATE OR REPLACE TEMP VIEW checked_event_details AS
FROM core_event_details;

CREATE OR REPLACE TEMP VIEW checked_duplicates AS
FROM core_duplicates;
