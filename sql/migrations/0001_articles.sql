-- Articles: the version that counts, the versions before it, and every capture of any version.
-- Tables that grow with the corpus declare no key: DuckDB's key indexes make loading and rebuilding
-- superlinear where keys are deleted and inserted in one transaction. The check unique_keys holds
-- them instead.

CREATE TABLE core_articles (
    article_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    title VARCHAR,
    authors VARCHAR[],
    published_at TIMESTAMP,
    published_precision VARCHAR,
    modified_at TIMESTAMP,
    fetched_at TIMESTAMP NOT NULL,
    language VARCHAR,
    site_name VARCHAR,
    section VARCHAR,
    tags VARCHAR[],
    text VARCHAR NOT NULL,
    word_count INTEGER,
    content_hash VARCHAR NOT NULL,
    duplicate_of VARCHAR,
    similarity DOUBLE,
    is_syndicated BOOLEAN,
    credits VARCHAR[],
    dropped_lines STRUCT("rule" VARCHAR, "text" VARCHAR)[],
    extraction_quality DOUBLE,
    revision INTEGER NOT NULL,
    interval_start TIMESTAMP NOT NULL,
    interval_end TIMESTAMP NOT NULL,
    raw_uri VARCHAR,
    raw_offset BIGINT,
    coder_version VARCHAR
);

COMMENT ON TABLE core_articles IS
    'One row per article: its latest version by (fetched_at, interval_start, content_hash). Loaded from the lake table `articles`, one transaction per data interval. All times are UTC.';
COMMENT ON COLUMN core_articles.article_id IS
    'Stable id of the article: 16 hex digits of SHA-256 over canonical_url.';
COMMENT ON COLUMN core_articles.url IS 'Address under which the page was captured.';
COMMENT ON COLUMN core_articles.canonical_url IS
    'Address that the page itself names as canonical, without tracking parameters; `url` where it names none.';
COMMENT ON COLUMN core_articles.source_id IS 'Source that found the article; see dim_sources.';
COMMENT ON COLUMN core_articles.title IS 'Headline, without the site''s name.';
COMMENT ON COLUMN core_articles.authors IS 'Names of the authors, in the order of the page.';
COMMENT ON COLUMN core_articles.published_at IS
    'Time of publication, UTC; how exact it is says published_precision.';
COMMENT ON COLUMN core_articles.published_precision IS
    'How exact published_at is: `second`, `day` (the page names only the day), `fetched` (the page names no date; fetched_at stands in).';
COMMENT ON COLUMN core_articles.modified_at IS 'Time of the last change that the page claims, UTC.';
COMMENT ON COLUMN core_articles.fetched_at IS
    'Time of the capture in the raw zone (WARC-Date), UTC; the earliest capture of this content.';
COMMENT ON COLUMN core_articles.language IS
    'Language of the text, ISO 639-1, as detected from the text.';
COMMENT ON COLUMN core_articles.site_name IS 'Name of the site as the page gives it.';
COMMENT ON COLUMN core_articles.section IS 'Section or rubric of the site, as the page gives it.';
COMMENT ON COLUMN core_articles.tags IS 'Keywords of the page, in its order.';
COMMENT ON COLUMN core_articles.text IS
    'Body text, one paragraph per line; all offsets of other tables count Unicode code points into it.';
COMMENT ON COLUMN core_articles.word_count IS 'Number of blank-separated words of the text.';
COMMENT ON COLUMN core_articles.content_hash IS
    'Stable id of title and text: two captures with the same hash are the same version.';
COMMENT ON COLUMN core_articles.duplicate_of IS
    'article_id of the article published first with the same text (line breaks and case aside); null for the first one and where there is no other. Set by load.';
COMMENT ON COLUMN core_articles.similarity IS
    'Similarity to duplicate_of, 0 to 1; 1 for an equal text. Set by load.';
COMMENT ON COLUMN core_articles.is_syndicated IS
    'Whether the text equals that of an article published earlier by another source or another site. Set by load.';
COMMENT ON COLUMN core_articles.credits IS
    'Lines that credit an agency or a photographer, cut from the text.';
COMMENT ON COLUMN core_articles.dropped_lines IS
    'Lines that cleaning removed, each with the id of the rule that removed it.';
COMMENT ON COLUMN core_articles.extraction_quality IS
    'Estimate of how well the text was told from the page around it, 0 to 1; null where it was not estimated.';
COMMENT ON COLUMN core_articles.revision IS
    'Number of this version among the versions of the article, from 1. Set by load.';
COMMENT ON COLUMN core_articles.interval_start IS
    'Start of the data interval whose capture this row is, UTC, inclusive.';
COMMENT ON COLUMN core_articles.interval_end IS 'End of that data interval, UTC, exclusive.';
COMMENT ON COLUMN core_articles.raw_uri IS
    'Address of the WARC file of the capture, relative to the data root.';
COMMENT ON COLUMN core_articles.raw_offset IS 'Byte offset of the capture''s record in that file.';
COMMENT ON COLUMN core_articles.coder_version IS 'Versions of the programs that made this row.';

CREATE TABLE core_article_revisions (
    article_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    title VARCHAR,
    authors VARCHAR[],
    published_at TIMESTAMP,
    published_precision VARCHAR,
    modified_at TIMESTAMP,
    fetched_at TIMESTAMP NOT NULL,
    language VARCHAR,
    site_name VARCHAR,
    section VARCHAR,
    tags VARCHAR[],
    text VARCHAR NOT NULL,
    word_count INTEGER,
    content_hash VARCHAR NOT NULL,
    duplicate_of VARCHAR,
    similarity DOUBLE,
    is_syndicated BOOLEAN,
    credits VARCHAR[],
    dropped_lines STRUCT("rule" VARCHAR, "text" VARCHAR)[],
    extraction_quality DOUBLE,
    revision INTEGER NOT NULL,
    interval_start TIMESTAMP NOT NULL,
    interval_end TIMESTAMP NOT NULL,
    raw_uri VARCHAR,
    raw_offset BIGINT,
    coder_version VARCHAR
);

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
COMMENT ON COLUMN core_article_revisions.published_at IS
    'Time of publication that this version claims, UTC.';
COMMENT ON COLUMN core_article_revisions.published_precision IS
    'How exact published_at is: `second`, `day`, `fetched`; as in core_articles.';
COMMENT ON COLUMN core_article_revisions.modified_at IS
    'Time of the last change that this version claims, UTC.';
COMMENT ON COLUMN core_article_revisions.fetched_at IS
    'Time of the earliest capture of this version, UTC.';
COMMENT ON COLUMN core_article_revisions.language IS 'Language of this version''s text, ISO 639-1.';
COMMENT ON COLUMN core_article_revisions.site_name IS 'Name of the site as this version gives it.';
COMMENT ON COLUMN core_article_revisions.section IS 'Section or rubric, as this version gives it.';
COMMENT ON COLUMN core_article_revisions.tags IS 'Keywords of this version.';
COMMENT ON COLUMN core_article_revisions.text IS 'Body text of this version.';
COMMENT ON COLUMN core_article_revisions.word_count IS
    'Number of blank-separated words of this version.';
COMMENT ON COLUMN core_article_revisions.content_hash IS
    'Stable id of title and text of this version.';
COMMENT ON COLUMN core_article_revisions.duplicate_of IS
    'Always null: duplicates are sought among latest versions only.';
COMMENT ON COLUMN core_article_revisions.similarity IS 'Always null, as duplicate_of.';
COMMENT ON COLUMN core_article_revisions.is_syndicated IS 'Always false, as duplicate_of is null.';
COMMENT ON COLUMN core_article_revisions.credits IS
    'Credit lines cut from the text of this version.';
COMMENT ON COLUMN core_article_revisions.dropped_lines IS
    'Lines that cleaning removed from this version, each with its rule.';
COMMENT ON COLUMN core_article_revisions.extraction_quality IS
    'Estimate of the extraction''s quality, 0 to 1, as in core_articles.';
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

CREATE TABLE core_captures (
    article_id VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    text_md5 VARCHAR,
    source_id VARCHAR NOT NULL,
    published_at TIMESTAMP,
    fetched_at TIMESTAMP NOT NULL,
    interval_start TIMESTAMP NOT NULL,
    interval_end TIMESTAMP NOT NULL,
    lake_file VARCHAR NOT NULL,
    raw_uri VARCHAR,
    raw_offset BIGINT,
    outcome VARCHAR NOT NULL
);

COMMENT ON TABLE core_captures IS
    'Every capture of an article that was loaded, whether it brought a new version or not: the index that tells load which versions an article has and where in the lake they are.';
COMMENT ON COLUMN core_captures.article_id IS 'The article that was captured.';
COMMENT ON COLUMN core_captures.content_hash IS 'The version that was captured.';
COMMENT ON COLUMN core_captures.text_md5 IS
    'MD5 of the text in lower case with line breaks made blanks; equal for exact duplicates.';
COMMENT ON COLUMN core_captures.source_id IS 'Source that made the capture; see dim_sources.';
COMMENT ON COLUMN core_captures.published_at IS 'Time of publication that the capture claims, UTC.';
COMMENT ON COLUMN core_captures.fetched_at IS 'Time of the capture, UTC.';
COMMENT ON COLUMN core_captures.interval_start IS
    'Start of the data interval that the capture belongs to, UTC, inclusive.';
COMMENT ON COLUMN core_captures.interval_end IS 'End of that data interval, UTC, exclusive.';
COMMENT ON COLUMN core_captures.lake_file IS
    'Name, without folder and suffix, of the Parquet files of the lake that hold the capture''s rows.';
COMMENT ON COLUMN core_captures.raw_uri IS
    'Address of the WARC file of the capture, relative to the data root.';
COMMENT ON COLUMN core_captures.raw_offset IS 'Byte offset of the capture''s record in that file.';
COMMENT ON COLUMN core_captures.outcome IS
    'What load made of the capture: `ok` (it is the row in core_articles), `superseded` (it is in core_article_revisions), `unchanged` (an earlier capture had the same content).';
