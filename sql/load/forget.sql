-- Forget captures that the lake no longer has: their interval was processed again since it was
-- loaded, and will be loaded again. The rows recalled are in the view recalled_articles.
DELETE FROM core_captures
USING touched_versions AS v
WHERE
    NOT v.is_held
    AND (v.interval_start <> $interval_start OR v.interval_end <> $interval_end)
    AND core_captures.article_id = v.article_id
    AND core_captures.content_hash = v.content_hash
    AND core_captures.lake_file = v.lake_file
    AND NOT EXISTS (
        FROM recalled_articles AS r
        WHERE
            r.article_id = v.article_id
            AND r.content_hash = v.content_hash
            AND r.lake_file = v.lake_file
            AND r.raw_uri IS NOT DISTINCT FROM v.raw_uri
            AND r.raw_offset IS NOT DISTINCT FROM v.raw_offset
    )
RETURNING core_captures.article_id, core_captures.lake_file;
