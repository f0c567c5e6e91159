-- Stories: which article is in which, and what analysts read of each.

CREATE TABLE mart_story_articles (
    article_id VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    day DATE NOT NULL,
    similarity DOUBLE NOT NULL
);

COMMENT ON TABLE mart_story_articles IS
    'One row per article: the story that it is in; see docs/stories.md. Derived from core_articles when the marts are built.';
COMMENT ON COLUMN mart_story_articles.article_id IS 'The article; see core_articles.';
COMMENT ON COLUMN mart_story_articles.content_hash IS 'The version of the article that was placed.';
COMMENT ON COLUMN mart_story_articles.story_id IS
    'The story: 16 hex digits of SHA-256 over the article that began it.';
COMMENT ON COLUMN mart_story_articles.day IS
    'Day on which the article was published, or captured where that is unknown, UTC.';
COMMENT ON COLUMN mart_story_articles.similarity IS
    'How like the story so far the article was, 0 to 1, less with the days since its last article; 1 for the article that began it.';

-- It was empty until now.
DROP TABLE mart_stories;

CREATE TABLE mart_stories (
    story_id VARCHAR NOT NULL,
    title VARCHAR,
    "language" VARCHAR,
    first_published_at TIMESTAMP NOT NULL,
    last_published_at TIMESTAMP NOT NULL,
    days BIGINT NOT NULL,
    articles BIGINT NOT NULL,
    independent_articles BIGINT NOT NULL,
    sources BIGINT NOT NULL,
    sites BIGINT NOT NULL,
    first_article_id VARCHAR NOT NULL,
    first_source_id VARCHAR NOT NULL,
    article_ids VARCHAR[] NOT NULL,
    source_ids VARCHAR[] NOT NULL,
    countries VARCHAR[] NOT NULL,
    keywords VARCHAR[] NOT NULL,
    event_types VARCHAR[] NOT NULL
);

COMMENT ON TABLE mart_stories IS
    'One row per story: articles on the same matter, day after day, in one language; also of one article. Its articles are in mart_story_articles.';
COMMENT ON COLUMN mart_stories.story_id IS
    'Stable id: 16 hex digits of SHA-256 over the article that began it.';
COMMENT ON COLUMN mart_stories.title IS 'Headline of its first article.';
COMMENT ON COLUMN mart_stories."language" IS 'Language of its articles, ISO 639-1.';
COMMENT ON COLUMN mart_stories.first_published_at IS
    'When its first article was published, or captured where that is unknown, UTC.';
COMMENT ON COLUMN mart_stories.last_published_at IS
    'When its last article was published, or captured where that is unknown, UTC.';
COMMENT ON COLUMN mart_stories.days IS 'Number of days on which it had articles.';
COMMENT ON COLUMN mart_stories.articles IS 'Number of its articles.';
COMMENT ON COLUMN mart_stories.independent_articles IS
    'Number of those articles that copy no earlier one.';
COMMENT ON COLUMN mart_stories.sources IS 'Number of sources of its articles.';
COMMENT ON COLUMN mart_stories.sites IS
    'Number of sites of its articles: a source may hold several.';
COMMENT ON COLUMN mart_stories.first_article_id IS 'Its first article.';
COMMENT ON COLUMN mart_stories.first_source_id IS 'The source of that article.';
COMMENT ON COLUMN mart_stories.article_ids IS 'Ids of its articles, sorted.';
COMMENT ON COLUMN mart_stories.source_ids IS 'Ids of those sources, sorted.';
COMMENT ON COLUMN mart_stories.countries IS
    'Countries that half of its annotated articles name at least, ISO 3166 alpha-3, sorted.';
COMMENT ON COLUMN mart_stories.keywords IS
    'Names of people, organisations, places and the like in its articles, those of most articles first, at most eight.';
COMMENT ON COLUMN mart_stories.event_types IS
    'PLOVER types of the events that its articles tell as fact or reported, those of most articles first, at most five.';
