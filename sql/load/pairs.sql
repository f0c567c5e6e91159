-- Pairs of copies are facts about two versions: those of the lake (view lake_duplicates) are added,
-- and those are taken out whose later version nobody captures any more. One whose earlier version is
-- gone stays until the later one's interval is loaded again: it tells why that was not annotated.
DELETE FROM core_duplicates AS d
WHERE
    (article_id IN (FROM touched_articles) OR other_id IN (FROM touched_articles))
    AND (
        NOT EXISTS (
            FROM core_captures AS c
            WHERE c.article_id = d.article_id AND c.content_hash = d.content_hash
        )
        OR (
            EXISTS (
                FROM staged_captures AS s
                WHERE s.article_id = d.article_id AND s.content_hash = d.content_hash
            )
            AND NOT EXISTS (
                FROM core_captures AS c
                WHERE c.article_id = d.other_id AND c.content_hash = d.other_hash
            )
        )
        OR EXISTS (
            FROM lake_duplicates AS l
            WHERE
                l.article_id = d.article_id
                AND l.content_hash = d.content_hash
                AND l.other_id = d.other_id
                AND l.other_hash = d.other_hash
        )
    );

INSERT INTO core_duplicates BY NAME
SELECT DISTINCT * EXCLUDE (lake_file)
FROM lake_duplicates
ORDER BY article_id, content_hash, other_id, other_hash;
