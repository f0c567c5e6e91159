-- about: Articles that changed after they were published: how often, headline then and now, words more or fewer.
-- topic: sources
-- param: site = %
-- param: first_day =
-- param: last_day =
-- param: limit = 50
-- note: Empty days mean the newest 30 days of the data, those of publication; both days are included. A site is the host of an article's address, without www. The latest changes come first.
-- note: A version is what a later capture found with another title or text: live blogs and updates change, too, not only what is corrected. Changes between two captures are seen once. The old texts are in core_article_revisions.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
changed AS (
    SELECT
        article_id,
        title,
        word_count,
        fetched_at,
        published_at,
        revision,
        url,
        coalesce(
            nullif(regexp_extract(canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''),
            source_id
        ) AS site
    FROM core_articles
    WHERE
        published_at >= (SELECT first_day FROM span)
        AND published_at < (SELECT last_day + 1 FROM span)
        AND revision > 1
),
first_versions AS (
    SELECT
        article_id,
        arg_min(struct_pack(title := title, word_count := word_count), revision) AS version,
        min(fetched_at) AS fetched_at
    FROM core_article_revisions
    SEMI JOIN changed USING (article_id)
    GROUP BY article_id
)
SELECT
    a.published_at,
    a.site,
    a.revision AS versions,
    r.version.title AS first_title,
    a.title AS latest_title,
    r.version.title IS DISTINCT FROM a.title AS is_headline_changed,
    a.word_count - r.version.word_count AS words_added,
    r.fetched_at AS first_fetched_at,
    a.fetched_at AS latest_fetched_at,
    a.url,
    a.article_id
FROM changed AS a
JOIN first_versions AS r USING (article_id)
WHERE a.site LIKE $site
ORDER BY a.fetched_at DESC, a.article_id
LIMIT CAST($limit AS BIGINT);
