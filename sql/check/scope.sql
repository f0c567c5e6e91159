-- What the checks look at: one interval and the articles whose row it brought, or everything.
CREATE OR REPLACE TEMP TABLE checked_intervals AS
SELECT
    CAST($interval_start AS TIMESTAMP) AS interval_start,
    CAST($interval_end AS TIMESTAMP) AS interval_end
WHERE $interval_start IS NOT NULL
UNION
SELECT interval_start, interval_end FROM core_runs WHERE $interval_start IS NULL;

CREATE OR REPLACE TEMP VIEW checked_articles AS
SELECT article_id, content_hash, "text"
FROM core_articles
SEMI JOIN checked_intervals USING (interval_start, interval_end);
