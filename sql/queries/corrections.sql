-- about: Articles that changed after they were published: versions, first and latest headline.
SELECT
    a.article_id,
    a.revision AS versions,
    first(r.title ORDER BY r.revision) AS first_title,
    a.title AS latest_title,
    a.word_count - first(r.word_count ORDER BY r.revision) AS words_added,
    min(r.fetched_at) AS first_fetched_at,
    a.fetched_at AS latest_fetched_at,
    a.url
FROM core_articles AS a
JOIN core_article_revisions AS r USING (article_id)
GROUP BY a.article_id, a.revision, a.title, a.word_count, a.fetched_at, a.url
ORDER BY latest_fetched_at, a.article_id;
