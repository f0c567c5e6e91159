-- What the checks of one interval look at: tables checked_*, with the rows of core_* that it brought.
-- Each large table is read once, in the one column that tells; then its rows are taken by number.
CREATE OR REPLACE TEMP TABLE checked_intervals AS
SELECT
    CAST($interval_start AS TIMESTAMP) AS interval_start,
    CAST($interval_end AS TIMESTAMP) AS interval_end;

-- Marts are looked at in the days of the interval and the week before it: they are built after the
-- checks, so the builds before are checked now.
CREATE OR REPLACE TEMP TABLE checked_days AS
SELECT
    CAST(CAST($interval_start AS TIMESTAMP) AS DATE) - 7 AS first_day,
    CAST(CAST($interval_end AS TIMESTAMP) - INTERVAL 1 MICROSECOND AS DATE) AS last_day;

CREATE OR REPLACE TEMP TABLE checked_articles AS
SELECT *
FROM core_articles
WHERE interval_start = $interval_start AND interval_end = $interval_end;

CREATE OR REPLACE TEMP VIEW checked_texts AS
SELECT article_id, "text", length("text") AS size FROM checked_articles;

CREATE OR REPLACE TEMP TABLE checked_article_revisions AS
SELECT *
FROM core_article_revisions
WHERE interval_start = $interval_start AND interval_end = $interval_end;

CREATE OR REPLACE TEMP TABLE checked_captures AS
SELECT *
FROM core_captures
WHERE interval_start = $interval_start AND interval_end = $interval_end;

CREATE OR REPLACE TEMP TABLE checked_listings AS
SELECT *
FROM core_listings
WHERE interval_start = $interval_start AND interval_end = $interval_end;

CREATE OR REPLACE TEMP TABLE checked_fetches AS
SELECT *
FROM core_fetches
WHERE interval_start = $interval_start AND interval_end = $interval_end;

CREATE OR REPLACE TEMP TABLE checked_rejects AS
SELECT *
FROM core_rejects
WHERE interval_start = $interval_start AND interval_end = $interval_end;

CREATE OR REPLACE TEMP TABLE checked_runs AS
SELECT *
FROM core_runs
WHERE interval_start = $interval_start AND interval_end = $interval_end;

CREATE OR REPLACE TEMP TABLE checked_boilerplate AS
SELECT *
FROM core_boilerplate
WHERE interval_start = $interval_start AND interval_end = $interval_end;

-- Annotations are those of the interval's articles, and of what it captured but is no article.
CREATE OR REPLACE TEMP TABLE checked_ids AS
SELECT article_id FROM checked_articles
UNION
SELECT article_id FROM checked_captures ANTI JOIN core_articles USING (article_id);

CREATE OR REPLACE TEMP TABLE checked_entities AS
SELECT *
FROM core_entities
WHERE rowid IN (SELECT rowid FROM core_entities SEMI JOIN checked_ids USING (article_id));

CREATE OR REPLACE TEMP TABLE checked_mentions AS
SELECT *
FROM core_mentions
WHERE rowid IN (SELECT rowid FROM core_mentions SEMI JOIN checked_ids USING (article_id));

CREATE OR REPLACE TEMP TABLE checked_quotes AS
SELECT *
FROM core_quotes
WHERE rowid IN (SELECT rowid FROM core_quotes SEMI JOIN checked_ids USING (article_id));

CREATE OR REPLACE TEMP TABLE checked_time_expressions AS
SELECT *
FROM core_time_expressions
WHERE rowid IN (SELECT rowid FROM core_time_expressions SEMI JOIN checked_ids USING (article_id));

CREATE OR REPLACE TEMP TABLE checked_events AS
SELECT *
FROM core_events
WHERE rowid IN (SELECT rowid FROM core_events SEMI JOIN checked_ids USING (article_id));

CREATE OR REPLACE TEMP TABLE checked_event_actors AS
SELECT *
FROM core_event_actors
WHERE rowid IN (SELECT rowid FROM core_event_actors SEMI JOIN checked_ids USING (article_id));

CREATE OR REPLACE TEMP TABLE checked_event_details AS
SELECT *
FROM core_event_details
WHERE rowid IN (SELECT rowid FROM core_event_details SEMI JOIN checked_ids USING (article_id));

CREATE OR REPLACE TEMP TABLE checked_duplicates AS
SELECT *
FROM core_duplicates
WHERE rowid IN (SELECT rowid FROM core_duplicates SEMI JOIN checked_ids USING (article_id));
