-- Write down what became of each capture of the touched articles.
DELETE FROM core_captures WHERE article_id IN (SELECT article_id FROM touched_articles);

INSERT INTO core_captures BY NAME
SELECT
    c.* EXCLUDE (capture_rank, outcome),
    CASE
        WHEN c.capture_rank > 1 THEN 'unchanged'
        WHEN v.is_current THEN 'ok'
        ELSE 'superseded'
    END AS outcome
FROM touched_captures AS c
JOIN touched_versions AS v USING (article_id, content_hash);
