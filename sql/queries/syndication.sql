-- about: How much of what a site publishes is its own, and how much do others copy from it?
-- topic: sources
-- param: site = %
-- param: first_day =
-- param: last_day =
-- param: limit = 50
-- note: Empty days mean the newest 30 days of the data; both days are included. A site is the host of an article's address, without www.
-- note: own has no earlier article's text and no agency's; copied is the text of another site's article that is in the data, agency an agency's whose original is not; repeated is the site's own text again. They add up to articles.
-- note: copied_by_others counts articles of those days on other sites that have the text of one of its articles, whenever that was published. Who copies whom: syndication_flows.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
articles AS (
    SELECT
        duplicate_of,
        agency IS NOT NULL AS is_agency,
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
        coalesce(
            nullif(regexp_extract(canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''),
            source_id
        ) AS site
    FROM core_articles
    WHERE
        article_id IN (SELECT duplicate_of FROM articles WHERE duplicate_of IS NOT NULL)
),
placed AS (
    SELECT a.site, o.site AS from_site, a.is_agency
    FROM articles AS a
    LEFT JOIN originals AS o ON o.article_id = a.duplicate_of
),
published AS (
    SELECT
        site,
        count(*) AS articles,
        count(*) FILTER (from_site <> site) AS copied,
        count(*) FILTER (from_site IS NULL AND is_agency) AS agency,
        count(*) FILTER (from_site = site) AS repeated
    FROM placed
    GROUP BY site
),
given AS (
    SELECT
        from_site AS site,
        count(*) AS copied_by_others,
        count(DISTINCT site) AS copying_sites
    FROM placed
    WHERE from_site <> site
    GROUP BY from_site
)
SELECT
    site,
    coalesce(articles, 0) AS articles,
    coalesce(articles - copied - agency - repeated, 0) AS own,
    coalesce(copied, 0) AS copied,
    coalesce(agency, 0) AS agency,
    coalesce(repeated, 0) AS repeated,
    round(100 * (articles - copied - agency - repeated) / articles, 1) AS own_percent,
    coalesce(copied_by_others, 0) AS copied_by_others,
    coalesce(copying_sites, 0) AS copying_sites
FROM published
FULL JOIN given USING (site)
WHERE site LIKE $site
ORDER BY articles DESC, copied_by_others DESC, site
LIMIT CAST($limit AS BIGINT);
