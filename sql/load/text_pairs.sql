-- Which texts of the affected articles are alike, in the order in which originals are chosen.
-- text_groups: current versions with the same text, and the place of that text among all: the one
-- of the earliest interval comes first, and therein the one published first.
-- The articles are sought by their interval, too, so that old parts of the table are not read.
CREATE OR REPLACE TEMP TABLE affected_captures AS
SELECT article_id, content_hash, interval_start, text_md5
FROM core_captures
SEMI JOIN affected_articles USING (article_id)
WHERE outcome = 'ok';

CREATE OR REPLACE TEMP TABLE text_groups AS
WITH
    current_texts AS (
        SELECT
            a.article_id,
            a.content_hash,
            a.source_id,
            regexp_extract(a.canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1) AS site,
            a.agency,
            c.text_md5,
            row_number() OVER (
                ORDER BY a.interval_start, a.published_at NULLS LAST, a.fetched_at, a.article_id
            ) AS place
        FROM core_articles AS a
        JOIN affected_captures AS c USING (article_id, content_hash, interval_start)
    )
SELECT *, min(place) OVER (PARTITION BY text_md5) AS text_place
FROM current_texts;

-- One join after the other: the planner takes tables of this transaction for empty, and would join
-- the texts with one another first.
CREATE OR REPLACE TEMP TABLE later_texts AS
SELECT g.text_place AS one, d.other_id, d.other_hash, d.similarity
FROM core_duplicates AS d
JOIN text_groups AS g USING (article_id, content_hash);

SELECT
    greatest(d.one, o.text_place) AS later,
    least(d.one, o.text_place) AS earlier,
    max(d.similarity) AS similarity
FROM later_texts AS d
JOIN text_groups AS o ON d.other_id = o.article_id AND d.other_hash = o.content_hash
WHERE d.one <> o.text_place
GROUP BY later, earlier
ORDER BY later, earlier;
