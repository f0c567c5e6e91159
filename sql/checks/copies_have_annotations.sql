-- severity: warn
-- about: An article that was not annotated, as a copy, has its original in the warehouse, in the version it copied: else run the article's interval again.
-- It is looked for in the whole warehouse: it is another interval that changes an original.
SELECT a.article_id, a.content_hash, a.interval_start, a.interval_end
FROM core_articles AS a
SEMI JOIN (SELECT article_id, content_hash FROM core_duplicates WHERE is_exact)
    USING (article_id, content_hash)
ANTI JOIN core_mentions USING (article_id)
WHERE
    a.duplicate_of IS NULL
    AND EXISTS (
        FROM core_runs AS r
        WHERE
            r.interval_start = a.interval_start
            AND r.interval_end = a.interval_end
            AND r.stage = 'annotate'
            AND r.outcomes['duplicate'] > 0
    )
    AND NOT EXISTS (
        FROM core_rejects AS j
        WHERE
            j.stage = 'annotate'
            AND j.url = a.url
            AND j.interval_start = a.interval_start
            AND j.interval_end = a.interval_end
    )
ORDER BY ALL;
