-- about: From whom to whom copies go: for each pair of sites, or agency and site, how many articles, what part of either's, and how much later.
-- topic: sources
-- param: site = %
-- param: first_day =
-- param: last_day =
-- param: limit = 100
-- note: Empty days mean the newest 30 days of the data, those of the copy; both days are included. A site is the host of an article's address, without www. site picks flows from or to a site.
-- note: A copy has the text, or nearly, of an article that another site published earlier (core_articles.duplicate_of). An agency's text whose original is not in the data flows from `agency: <name>`; it has no delay.
-- note: percent_of_receiver is of all articles that the receiving site published in those days, percent_of_sender of all copies that leave the sender. `syndication` has the sums per site.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
articles AS (
    SELECT
        duplicate_of,
        agency,
        published_at,
        is_syndicated,
        coalesce(
            nullif(regexp_extract(canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''),
            source_id
        ) AS site
    FROM core_articles
    WHERE
        published_at >= (SELECT first_day FROM span)
        AND published_at < (SELECT last_day + 1 FROM span)
),
originals AS (
    SELECT
        article_id,
        published_at,
        coalesce(
            nullif(regexp_extract(canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''),
            source_id
        ) AS site
    FROM core_articles
    WHERE
        article_id IN (SELECT duplicate_of FROM articles WHERE duplicate_of IS NOT NULL)
),
copies AS (
    SELECT
        o.site AS from_site,
        c.site AS to_site,
        date_diff('second', o.published_at, c.published_at) / 3600 AS hours_later
    FROM articles AS c
    JOIN originals AS o ON o.article_id = c.duplicate_of
    WHERE o.site <> c.site
    UNION ALL
    SELECT 'agency: ' || agency, site, NULL
    FROM articles
    WHERE duplicate_of IS NULL AND agency IS NOT NULL
),
flows AS (
    SELECT
        from_site,
        to_site,
        count(*) AS copies,
        sum(count(*)) OVER (PARTITION BY from_site) AS sent,
        median(hours_later) AS hours_later
    FROM copies
    GROUP BY from_site, to_site
)
SELECT
    f.from_site,
    f.to_site,
    f.copies,
    round(100 * f.copies / r.articles, 1) AS percent_of_receiver,
    round(100 * f.copies / f.sent, 1) AS percent_of_sender,
    round(f.hours_later, 1) AS median_hours_later
FROM flows AS f
JOIN (SELECT site, count(*) AS articles FROM articles GROUP BY site) AS r ON r.site = f.to_site
WHERE f.from_site LIKE $site OR f.to_site LIKE $site
ORDER BY f.copies DESC, f.from_site, f.to_site
LIMIT CAST($limit AS BIGINT);
