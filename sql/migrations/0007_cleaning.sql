-- Cleaning: what is known of an article and how; copies among articles; lines that sources repeat.
-- Both tables of articles are made anew, so that their columns stand in the order of the lake's.

ALTER TABLE core_articles RENAME TO former_articles;

CREATE TABLE core_articles (
    article_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    title VARCHAR,
    authors VARCHAR[],
    author_organizations VARCHAR[],
    published_at TIMESTAMP,
    published_precision VARCHAR,
    published_zone VARCHAR,
    modified_at TIMESTAMP,
    modified_precision VARCHAR,
    modified_zone VARCHAR,
    fetched_at TIMESTAMP NOT NULL,
    language VARCHAR,
    site_name VARCHAR,
    section VARCHAR,
    tags VARCHAR[],
    image_url VARCHAR,
    is_paywalled BOOLEAN,
    metadata_sources MAP(VARCHAR, VARCHAR),
    text VARCHAR NOT NULL,
    word_count INTEGER,
    content_hash VARCHAR NOT NULL,
    duplicate_of VARCHAR,
    similarity DOUBLE,
    is_syndicated BOOLEAN,
    dateline VARCHAR,
    dateline_place VARCHAR,
    agency VARCHAR,
    credits VARCHAR[],
    dropped_lines STRUCT("rule" VARCHAR, "text" VARCHAR, "line" INTEGER)[],
    extraction_quality DOUBLE,
    quality_flags VARCHAR[],
    revision INTEGER NOT NULL,
    interval_start TIMESTAMP NOT NULL,
    interval_end TIMESTAMP NOT NULL,
    raw_uri VARCHAR,
    raw_offset BIGINT,
    coder_version VARCHAR
);

INSERT INTO core_articles BY NAME
SELECT
    * REPLACE (
        list_transform(
            dropped_lines,
            lambda d: {'rule': d.rule, 'text': d.text, 'line': CAST(NULL AS INTEGER)}
        ) AS dropped_lines
    )
FROM former_articles
ORDER BY article_id;

DROP TABLE former_articles;

COMMENT ON TABLE core_articles IS
    'One row per article: its latest version by (fetched_at, interval_start, content_hash). Loaded from the lake table `articles`, one transaction per data interval. All times are UTC.';
COMMENT ON COLUMN core_articles.article_id IS
    'Stable id of the article: `url_key` of canonical_url, 16 hex digits.';
COMMENT ON COLUMN core_articles.url IS 'Address under which the page was captured.';
COMMENT ON COLUMN core_articles.canonical_url IS
    'Address that the page itself names as canonical, without tracking parameters; `url` where it names none.';
COMMENT ON COLUMN core_articles.source_id IS 'Source that found the article; see dim_sources.';
COMMENT ON COLUMN core_articles.title IS 'Headline, without the site''s name.';
COMMENT ON COLUMN core_articles.authors IS 'Persons who wrote it, in the order of the page.';
COMMENT ON COLUMN core_articles.author_organizations IS
    'Desks, agencies and outlets that stand in the byline: no persons.';
COMMENT ON COLUMN core_articles.published_at IS
    'Time of publication, UTC; how exact it is says published_precision.';
COMMENT ON COLUMN core_articles.published_precision IS
    'How exact published_at is: `second`, `day` (the page names only the day), `listed` (the page names no date; its source''s stands in), `fetched` (nobody names one; the capture''s stands in).';
COMMENT ON COLUMN core_articles.published_zone IS
    'Zone that the page states the time of publication with, such as +02:00; null where it states none.';
COMMENT ON COLUMN core_articles.modified_at IS
    'Time of the last change that the page claims, UTC; how exact it is says modified_precision.';
COMMENT ON COLUMN core_articles.modified_precision IS
    'How exact modified_at is: `second` or `day`.';
COMMENT ON COLUMN core_articles.modified_zone IS
    'Zone that the page states the time of the last change with; null where it states none.';
COMMENT ON COLUMN core_articles.fetched_at IS
    'Time of the capture in the raw zone (WARC-Date), UTC; the earliest capture of this content.';
COMMENT ON COLUMN core_articles.language IS
    'Language of the text, ISO 639-1, as detected from the text.';
COMMENT ON COLUMN core_articles.site_name IS 'Name of the site as the page gives it.';
COMMENT ON COLUMN core_articles.section IS 'Section or rubric of the site, as the page gives it.';
COMMENT ON COLUMN core_articles.tags IS 'Keywords of the page, in its order.';
COMMENT ON COLUMN core_articles.image_url IS 'Address of the lead image.';
COMMENT ON COLUMN core_articles.is_paywalled IS
    'Whether the page says that its text is for subscribers only; null where it says nothing.';
COMMENT ON COLUMN core_articles.metadata_sources IS
    'What won for each field: name of the field to where it was found, such as title to h1; `text` names the way of extraction.';
COMMENT ON COLUMN core_articles.text IS
    'Body text, one paragraph per line, without dateline, credits and dropped lines; all offsets of other tables count Unicode code points into it.';
COMMENT ON COLUMN core_articles.word_count IS 'Number of blank-separated words of the text.';
COMMENT ON COLUMN core_articles.content_hash IS
    'Stable id of title and text: two captures with the same hash are the same version.';
COMMENT ON COLUMN core_articles.duplicate_of IS
    'article_id of the original of which this has the text, or nearly: the one of the earliest interval, and therein published first; null for originals. Set by load.';
COMMENT ON COLUMN core_articles.similarity IS
    'Share of the word sequences of the shorter text that the original has, too, 0 to 1; 1 for an equal text, and where one has all of the other. Set by load.';
COMMENT ON COLUMN core_articles.is_syndicated IS
    'Whether the text is that of a news agency (`agency`) or of an original of another source or site. Set by load.';
COMMENT ON COLUMN core_articles.dateline IS
    'Dateline as printed in front of the text, without the dash; it is no part of the text.';
COMMENT ON COLUMN core_articles.dateline_place IS 'Place of the dateline, as printed.';
COMMENT ON COLUMN core_articles.agency IS
    'News agency that the text is from, by its dateline, credits or byline; null on the agency''s own site.';
COMMENT ON COLUMN core_articles.credits IS
    'Lines that say who reported, edited or took pictures, and where it appeared first; cut from the text.';
COMMENT ON COLUMN core_articles.dropped_lines IS
    'Lines that cleaning removed, credits included: the rule that removed each, its text, and its place among the lines extracted, from 0.';
COMMENT ON COLUMN core_articles.extraction_quality IS
    'How far the text can be trusted to be the article, all of it and nothing else: 0 to 1.';
COMMENT ON COLUMN core_articles.quality_flags IS
    'What speaks against it, by name; see docs/cleaning.md.';
COMMENT ON COLUMN core_articles.revision IS
    'Number of this version among the versions of the article, from 1. Set by load.';
COMMENT ON COLUMN core_articles.interval_start IS
    'Start of the data interval whose capture this row is, UTC, inclusive.';
COMMENT ON COLUMN core_articles.interval_end IS 'End of that data interval, UTC, exclusive.';
COMMENT ON COLUMN core_articles.raw_uri IS
    'Address of the WARC file of the capture, relative to the data root.';
COMMENT ON COLUMN core_articles.raw_offset IS 'Byte offset of the capture''s record in that file.';
COMMENT ON COLUMN core_articles.coder_version IS 'Versions of the programs that made this row.';

ALTER TABLE core_article_revisions RENAME TO former_articles;

CREATE TABLE core_article_revisions (
    article_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    title VARCHAR,
    authors VARCHAR[],
    author_organizations VARCHAR[],
    published_at TIMESTAMP,
    published_precision VARCHAR,
    published_zone VARCHAR,
    modified_at TIMESTAMP,
    modified_precision VARCHAR,
    modified_zone VARCHAR,
    fetched_at TIMESTAMP NOT NULL,
    language VARCHAR,
    site_name VARCHAR,
    section VARCHAR,
    tags VARCHAR[],
    image_url VARCHAR,
    is_paywalled BOOLEAN,
    metadata_sources MAP(VARCHAR, VARCHAR),
    text VARCHAR NOT NULL,
    word_count INTEGER,
    content_hash VARCHAR NOT NULL,
    duplicate_of VARCHAR,
    similarity DOUBLE,
    is_syndicated BOOLEAN,
    dateline VARCHAR,
    dateline_place VARCHAR,
    agency VARCHAR,
    credits VARCHAR[],
    dropped_lines STRUCT("rule" VARCHAR, "text" VARCHAR, "line" INTEGER)[],
    extraction_quality DOUBLE,
    quality_flags VARCHAR[],
    revision INTEGER NOT NULL,
    interval_start TIMESTAMP NOT NULL,
    interval_end TIMESTAMP NOT NULL,
    raw_uri VARCHAR,
    raw_offset BIGINT,
    coder_version VARCHAR
);

INSERT INTO core_article_revisions BY NAME
SELECT
    * REPLACE (
        list_transform(
            dropped_lines,
            lambda d: {'rule': d.rule, 'text': d.text, 'line': CAST(NULL AS INTEGER)}
        ) AS dropped_lines
    )
FROM former_articles
ORDER BY article_id, revision;

DROP TABLE former_articles;

COMMENT ON TABLE core_article_revisions IS
    'Versions of articles that a later version replaced: the columns of core_articles. Entities, quotes and events are held for the version in core_articles only.';
COMMENT ON COLUMN core_article_revisions.article_id IS
    'The article; its latest version is in core_articles.';
COMMENT ON COLUMN core_article_revisions.url IS 'Address under which this version was captured.';
COMMENT ON COLUMN core_article_revisions.canonical_url IS
    'Address that the page itself named as canonical in this version.';
COMMENT ON COLUMN core_article_revisions.source_id IS
    'Source that found this version; see dim_sources.';
COMMENT ON COLUMN core_article_revisions.title IS 'Headline of this version.';
COMMENT ON COLUMN core_article_revisions.authors IS 'Authors that this version names.';
COMMENT ON COLUMN core_article_revisions.author_organizations IS
    'Desks, agencies and outlets that this version''s byline names.';
COMMENT ON COLUMN core_article_revisions.published_at IS
    'Time of publication that this version claims, UTC.';
COMMENT ON COLUMN core_article_revisions.published_precision IS
    'How exact published_at is, as in core_articles.';
COMMENT ON COLUMN core_article_revisions.published_zone IS
    'Zone that this version states the time of publication with.';
COMMENT ON COLUMN core_article_revisions.modified_at IS
    'Time of the last change that this version claims, UTC.';
COMMENT ON COLUMN core_article_revisions.modified_precision IS
    'How exact modified_at is: `second` or `day`.';
COMMENT ON COLUMN core_article_revisions.modified_zone IS
    'Zone that this version states the time of the last change with.';
COMMENT ON COLUMN core_article_revisions.fetched_at IS
    'Time of the earliest capture of this version, UTC.';
COMMENT ON COLUMN core_article_revisions.language IS 'Language of this version''s text, ISO 639-1.';
COMMENT ON COLUMN core_article_revisions.site_name IS 'Name of the site as this version gives it.';
COMMENT ON COLUMN core_article_revisions.section IS 'Section or rubric, as this version gives it.';
COMMENT ON COLUMN core_article_revisions.tags IS 'Keywords of this version.';
COMMENT ON COLUMN core_article_revisions.image_url IS 'Address of this version''s lead image.';
COMMENT ON COLUMN core_article_revisions.is_paywalled IS
    'Whether this version says that its text is for subscribers only.';
COMMENT ON COLUMN core_article_revisions.metadata_sources IS
    'What won for each field of this version, as in core_articles.';
COMMENT ON COLUMN core_article_revisions.text IS 'Body text of this version.';
COMMENT ON COLUMN core_article_revisions.word_count IS
    'Number of blank-separated words of this version.';
COMMENT ON COLUMN core_article_revisions.content_hash IS
    'Stable id of title and text of this version.';
COMMENT ON COLUMN core_article_revisions.duplicate_of IS
    'Always null: duplicates are sought among latest versions only.';
COMMENT ON COLUMN core_article_revisions.similarity IS 'Always null, as duplicate_of.';
COMMENT ON COLUMN core_article_revisions.is_syndicated IS
    'Whether the text of this version is that of a news agency (`agency`).';
COMMENT ON COLUMN core_article_revisions.dateline IS 'Dateline of this version as printed.';
COMMENT ON COLUMN core_article_revisions.dateline_place IS 'Place of the dateline, as printed.';
COMMENT ON COLUMN core_article_revisions.agency IS
    'News agency that this version''s text is from, as in core_articles.';
COMMENT ON COLUMN core_article_revisions.credits IS
    'Credit lines cut from the text of this version.';
COMMENT ON COLUMN core_article_revisions.dropped_lines IS
    'Lines that cleaning removed from this version, as in core_articles.';
COMMENT ON COLUMN core_article_revisions.extraction_quality IS
    'Estimate of the extraction''s quality, 0 to 1, as in core_articles.';
COMMENT ON COLUMN core_article_revisions.quality_flags IS
    'What speaks against the extraction of this version, by name.';
COMMENT ON COLUMN core_article_revisions.revision IS
    'Number of this version among the versions of the article, from 1 for the oldest.';
COMMENT ON COLUMN core_article_revisions.interval_start IS
    'Start of the data interval of this version''s earliest capture, UTC, inclusive.';
COMMENT ON COLUMN core_article_revisions.interval_end IS
    'End of that data interval, UTC, exclusive.';
COMMENT ON COLUMN core_article_revisions.raw_uri IS
    'Address of the WARC file of that capture, relative to the data root.';
COMMENT ON COLUMN core_article_revisions.raw_offset IS
    'Byte offset of the capture''s record in that file.';
COMMENT ON COLUMN core_article_revisions.coder_version IS
    'Versions of the programs that made this row.';

CREATE TABLE core_duplicates (
    article_id VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    other_id VARCHAR NOT NULL,
    other_hash VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL,
    is_exact BOOLEAN NOT NULL
);

COMMENT ON TABLE core_duplicates IS
    'Pairs of versions of two articles with the same text or nearly so, as they were found when an interval was matched with itself and its neighbours: what core_articles.duplicate_of follows from. Loaded from the lake table `duplicates`.';
COMMENT ON COLUMN core_duplicates.article_id IS
    'The later of the two articles, by interval and therein by time of publication.';
COMMENT ON COLUMN core_duplicates.content_hash IS 'Its version.';
COMMENT ON COLUMN core_duplicates.other_id IS 'The earlier article that it is like.';
COMMENT ON COLUMN core_duplicates.other_hash IS 'Its version.';
COMMENT ON COLUMN core_duplicates.similarity IS
    'Share of the word sequences of the shorter text that the longer one has, too, 0 to 1.';
COMMENT ON COLUMN core_duplicates.is_exact IS
    'Whether the texts are equal, line breaks and case aside: then the later article is not annotated, unless the earlier one was replaced by another version.';

CREATE TABLE core_boilerplate (
    interval_start TIMESTAMP NOT NULL,
    interval_end TIMESTAMP NOT NULL,
    batch INTEGER NOT NULL,
    source_id VARCHAR NOT NULL,
    site VARCHAR NOT NULL,
    line_key BIGINT NOT NULL,
    text VARCHAR NOT NULL,
    articles INTEGER NOT NULL,
    dropped INTEGER NOT NULL
);

COMMENT ON TABLE core_boilerplate IS
    'Lines that a site of a source was found to repeat in distinct articles, and that were dropped from articles of a batch with the rule `learned_boilerplate`. Loaded from the lake table `boilerplate`.';
COMMENT ON COLUMN core_boilerplate.interval_start IS 'Start of the data interval, UTC, inclusive.';
COMMENT ON COLUMN core_boilerplate.interval_end IS 'End of the data interval, UTC, exclusive.';
COMMENT ON COLUMN core_boilerplate.batch IS 'Number of the batch within the interval, from 0.';
COMMENT ON COLUMN core_boilerplate.source_id IS 'Source of the articles; see dim_sources.';
COMMENT ON COLUMN core_boilerplate.site IS
    'The outlet that repeats it: registrable domain of its articles; empty for articles without a web address.';
COMMENT ON COLUMN core_boilerplate.line_key IS 'Stable key of the line: equal for the same words.';
COMMENT ON COLUMN core_boilerplate.text IS 'The line, as it stands in an article of the batch.';
COMMENT ON COLUMN core_boilerplate.articles IS
    'Number of distinct articles that it was seen in: those of earlier intervals within reach, and of the batch.';
COMMENT ON COLUMN core_boilerplate.dropped IS
    'Number of articles of the batch that it was dropped from.';
