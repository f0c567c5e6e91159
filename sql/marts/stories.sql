-- Rebuild mart_stories for the stories in touched_stories. The site of an article without a web
-- address is its source.
-- Of many, one of $parts parts at a time: this bounds the memory.
CREATE OR REPLACE TEMP TABLE described_stories AS
SELECT story_id
FROM touched_stories
WHERE hash(story_id) % CAST($parts AS UBIGINT) = CAST($part AS UBIGINT);

DELETE FROM mart_stories WHERE story_id IN (SELECT story_id FROM described_stories);

INSERT INTO mart_stories BY NAME
WITH
    members AS (
        SELECT
            s.story_id,
            s.day,
            a.article_id,
            a.source_id,
            coalesce(
                nullif(regexp_extract(a.canonical_url, '^[a-z]+://(?:www\.)?([^/:?#]+)', 1), ''),
                a.source_id
            ) AS site,
            a.title,
            a."language",
            coalesce(a.published_at, a.fetched_at) AS published_at,
            a.duplicate_of IS NULL AS is_original
        FROM mart_story_articles AS s
        SEMI JOIN described_stories USING (story_id)
        JOIN core_articles AS a USING (article_id)
    ),
    entities AS (
        SELECT m.story_id, m.article_id, e.entity_id, e.name, e.type, e.country, e.mention_count
        FROM members AS m
        JOIN core_entities AS e USING (article_id)
    ),
    annotated AS (
        SELECT story_id, count(DISTINCT article_id) AS articles FROM entities GROUP BY story_id
    ),
    countries AS (
        SELECT story_id, country
        FROM entities
        JOIN annotated USING (story_id)
        WHERE type = 'country' AND country IS NOT NULL
        GROUP BY story_id, country, annotated.articles
        HAVING 2 * count(DISTINCT article_id) >= annotated.articles
    ),
    named AS (
        SELECT
            story_id,
            entity_id,
            first(name ORDER BY mention_count DESC, name) AS name,
            count(DISTINCT article_id) AS articles,
            sum(mention_count) AS mentions
        FROM entities
        WHERE type <> 'country'
        GROUP BY story_id, entity_id
    ),
    told AS (
        SELECT m.story_id, e.event_type, count(DISTINCT m.article_id) AS articles
        FROM members AS m
        JOIN core_events AS e USING (article_id)
        WHERE e.modality IN ('actual', 'reported')
        GROUP BY m.story_id, e.event_type
    ),
    country_lists AS (
        SELECT story_id, list(country ORDER BY country) AS countries FROM countries GROUP BY story_id
    ),
    keyword_lists AS (
        SELECT story_id, list(name ORDER BY articles DESC, mentions DESC, entity_id)[:8] AS keywords
        FROM named
        GROUP BY story_id
    ),
    type_lists AS (
        SELECT story_id, list(event_type ORDER BY articles DESC, event_type)[:5] AS event_types
        FROM told
        GROUP BY story_id
    ),
    stories AS (
        SELECT
            story_id,
            first(title ORDER BY published_at, article_id) AS title,
            min("language") AS "language",
            min(published_at) AS first_published_at,
            max(published_at) AS last_published_at,
            count(DISTINCT day) AS days,
            count(*) AS articles,
            count(*) FILTER (is_original) AS independent_articles,
            count(DISTINCT source_id) AS sources,
            count(DISTINCT site) AS sites,
            first(article_id ORDER BY published_at, article_id) AS first_article_id,
            first(source_id ORDER BY published_at, article_id) AS first_source_id,
            list(article_id ORDER BY article_id) AS article_ids,
            list(DISTINCT source_id ORDER BY source_id) AS source_ids
        FROM members
        GROUP BY story_id
    )
SELECT
    s.*,
    coalesce(c.countries, []) AS countries,
    coalesce(k.keywords, []) AS keywords,
    coalesce(t.event_types, []) AS event_types
FROM stories AS s
LEFT JOIN country_lists AS c USING (story_id)
LEFT JOIN keyword_lists AS k USING (story_id)
LEFT JOIN type_lists AS t USING (story_id)
ORDER BY s.first_published_at, s.story_id;
