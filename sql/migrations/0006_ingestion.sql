-- Ingestion: what each listing of a source showed, what became of each document, and the health of
-- sources that follows from both. The two tables grow with the corpus and declare no key, as the
-- articles. Marts get the number of sites; their days are all marked stale, to be filled again.

CREATE TABLE core_listings (
    interval_start TIMESTAMP NOT NULL,
    interval_end TIMESTAMP NOT NULL,
    source_id VARCHAR NOT NULL,
    form VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    reason VARCHAR,
    asked_at TIMESTAMP,
    seconds DOUBLE,
    next_poll_at TIMESTAMP,
    oldest_at TIMESTAMP,
    newest_at TIMESTAMP,
    shown BIGINT NOT NULL,
    discovered BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    outside_interval BIGINT NOT NULL,
    filtered BIGINT NOT NULL,
    rejected BIGINT NOT NULL
);

COMMENT ON TABLE core_listings IS
    'What each listing of a source (feed, sitemap, archive, folder) showed when it was asked for a data interval: one row per listing, also when it had nothing or did not answer. Loaded from the lake table `listings`.';
COMMENT ON COLUMN core_listings.interval_start IS 'Start of the data interval, UTC, inclusive.';
COMMENT ON COLUMN core_listings.interval_end IS 'End of the data interval, UTC, exclusive.';
COMMENT ON COLUMN core_listings.source_id IS 'The source; see dim_sources.';
COMMENT ON COLUMN core_listings.form IS
    'Kind of listing: feed, sitemap, home_page, gdelt, cc_news, warc, folder; `manifest` stands for documents that an earlier run of the interval discovered and that no listing shows any more.';
COMMENT ON COLUMN core_listings.url IS 'Address of the listing; of files, their path or pattern.';
COMMENT ON COLUMN core_listings.outcome IS
    '`ok` (answered, also when it had nothing), `not_modified` (the copy at hand still holds), `not_due` (not asked again yet: the copy at hand was read), `out_of_reach` (it cannot show what belongs to the interval), or the outcome of the closed list that says why it gave nothing.';
COMMENT ON COLUMN core_listings.reason IS 'Why, in words; empty or null where the outcome is `ok`.';
COMMENT ON COLUMN core_listings.asked_at IS
    'When the copy that was read was fetched, UTC; null for files.';
COMMENT ON COLUMN core_listings.seconds IS
    'How long its requests took, seconds; null where none was made. Differs between two runs over the same input.';
COMMENT ON COLUMN core_listings.next_poll_at IS
    'When it is worth asking again, by its publishing rhythm, UTC; null where that is not told.';
COMMENT ON COLUMN core_listings.oldest_at IS
    'Date of the oldest item that it showed, in the interval or not, UTC: how far back it reaches.';
COMMENT ON COLUMN core_listings.newest_at IS 'Date of the newest item that it showed, UTC.';
COMMENT ON COLUMN core_listings.shown IS
    'Number of items that it showed: the sum of the five numbers that follow.';
COMMENT ON COLUMN core_listings.discovered IS
    'Number of them that are documents of the interval: in its manifests.';
COMMENT ON COLUMN core_listings.seen IS
    'Number of them that the interval had from another listing, or an earlier interval holds.';
COMMENT ON COLUMN core_listings.outside_interval IS 'Number of them dated outside the interval.';
COMMENT ON COLUMN core_listings.filtered IS
    'Number of them that the source''s own filters leave out: hosts, languages, patterns.';
COMMENT ON COLUMN core_listings.rejected IS
    'Number of rejects: items that could not be used, and the listing itself where it gave nothing; see core_rejects. Of a sitemap or list, more than 20 of one kind count as 21: the last row has the number of the others.';

CREATE TABLE core_fetches (
    interval_start TIMESTAMP NOT NULL,
    interval_end TIMESTAMP NOT NULL,
    batch INTEGER NOT NULL,
    source_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    url_key VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    dated_at TIMESTAMP,
    outcome VARCHAR NOT NULL,
    status INTEGER,
    final_url VARCHAR,
    fetched_at TIMESTAMP,
    seconds DOUBLE,
    body_bytes BIGINT,
    payload_digest VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    raw_uri VARCHAR,
    raw_offset BIGINT
);

COMMENT ON TABLE core_fetches IS
    'What became of each document that was discovered: one row per document of a data interval. Together, the memory of what was seen: where, when, with which result. Loaded from the lake table `fetches`.';
COMMENT ON COLUMN core_fetches.interval_start IS 'Start of the data interval, UTC, inclusive.';
COMMENT ON COLUMN core_fetches.interval_end IS 'End of the data interval, UTC, exclusive.';
COMMENT ON COLUMN core_fetches.batch IS 'Number of the batch within the interval, from 0.';
COMMENT ON COLUMN core_fetches.source_id IS 'Source that named the document; see dim_sources.';
COMMENT ON COLUMN core_fetches.document_id IS
    'Stable id of the document: 16 hex digits over source, address and place in its archive or file.';
COMMENT ON COLUMN core_fetches.url IS 'Address of the document, as the source gave it.';
COMMENT ON COLUMN core_fetches.url_key IS
    'What addresses of one article have in common, 16 hex digits: equal for tracking parameters, AMP and mobile twins. `url_key(address)` makes it in queries of the command line.';
COMMENT ON COLUMN core_fetches.kind IS
    'How its bytes were got: http (fetched from its address), warc (copied from an archive), file (read from a folder).';
COMMENT ON COLUMN core_fetches.dated_at IS 'Date that places the document in the interval, UTC.';
COMMENT ON COLUMN core_fetches.outcome IS
    'Outcome of stage fetch: `ok`, `not_modified` (the same as an earlier capture), or why there are no bytes.';
COMMENT ON COLUMN core_fetches.status IS 'HTTP status of the last answer; null where there was none.';
COMMENT ON COLUMN core_fetches.final_url IS 'Address after redirects.';
COMMENT ON COLUMN core_fetches.fetched_at IS 'Time of the capture, UTC; for archives, of the one in the archive.';
COMMENT ON COLUMN core_fetches.seconds IS
    'How long the answer took, from sending the last hop''s request to its last byte, seconds; null for files, and for documents that were refused.';
COMMENT ON COLUMN core_fetches.body_bytes IS 'Size of the body, bytes.';
COMMENT ON COLUMN core_fetches.payload_digest IS
    'WARC-Payload-Digest of the capture: equal for the same bytes.';
COMMENT ON COLUMN core_fetches.etag IS 'Entity tag of the answer, for a conditional request.';
COMMENT ON COLUMN core_fetches.last_modified IS 'Last-Modified of the answer, as it was sent.';
COMMENT ON COLUMN core_fetches.raw_uri IS
    'Address of the WARC file that holds the capture, relative to the data root.';
COMMENT ON COLUMN core_fetches.raw_offset IS 'Byte offset of the capture''s record in that file.';

COMMENT ON COLUMN core_runs.seconds IS
    'Time the stage took, wall-clock seconds. Like all columns of measured time, it differs between two runs over the same input.';
COMMENT ON COLUMN dim_sources.kind IS
    'How it is read: site, gdelt, ccnews, warc, folder; `unlisted` where the list no longer has it.';
COMMENT ON COLUMN dim_sources.location IS
    'Address or path that it is read from; of a site, its home page or else its first feed or sitemap.';

DROP TABLE mart_source_health;

CREATE TABLE mart_source_health (
    source_id VARCHAR NOT NULL,
    interval_start TIMESTAMP NOT NULL,
    interval_end TIMESTAMP NOT NULL,
    state VARCHAR,
    reason VARCHAR,
    listings BIGINT NOT NULL,
    listings_failed BIGINT NOT NULL,
    listings_not_due BIGINT NOT NULL,
    listings_out_of_reach BIGINT NOT NULL,
    listing_seconds_max DOUBLE,
    discovered BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    outside_interval BIGINT NOT NULL,
    filtered BIGINT NOT NULL,
    fetched BIGINT NOT NULL,
    not_modified BIGINT NOT NULL,
    robots_denied BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    failed_by_reason MAP(VARCHAR, BIGINT) NOT NULL,
    body_bytes BIGINT NOT NULL,
    latency_p50 DOUBLE,
    latency_p95 DOUBLE,
    latency_p99 DOUBLE,
    latency_max DOUBLE,
    articles BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    rejected_by_outcome MAP(VARCHAR, BIGINT) NOT NULL,
    newest_published_at TIMESTAMP,
    newest_item_at TIMESTAMP,
    lag_seconds BIGINT
);

COMMENT ON TABLE mart_source_health IS
    'What each source gave in each data interval, from discovery to articles: one row per source that was asked, also when it gave nothing. discovered = fetched + not_modified + robots_denied + failed.';
COMMENT ON COLUMN mart_source_health.source_id IS 'The source; see dim_sources.';
COMMENT ON COLUMN mart_source_health.interval_start IS
    'Start of the data interval, UTC, inclusive.';
COMMENT ON COLUMN mart_source_health.interval_end IS 'End of the data interval, UTC, exclusive.';
COMMENT ON COLUMN mart_source_health.state IS
    'How discovery went: the outcome of the listing that fared worst, from ok over not_modified, not_due, out_of_reach to failures; null for intervals loaded before listings were kept.';
COMMENT ON COLUMN mart_source_health.reason IS 'Why, in words: the reason of that listing.';
COMMENT ON COLUMN mart_source_health.listings IS 'Number of listings asked: feeds, sitemaps, files.';
COMMENT ON COLUMN mart_source_health.listings_failed IS 'Number of them that gave no usable answer.';
COMMENT ON COLUMN mart_source_health.listings_not_due IS
    'Number of them that were not asked again yet; their last copy was read.';
COMMENT ON COLUMN mart_source_health.listings_out_of_reach IS
    'Number of them that do not reach back to the interval.';
COMMENT ON COLUMN mart_source_health.listing_seconds_max IS
    'Longest time that one listing took, seconds.';
COMMENT ON COLUMN mart_source_health.discovered IS 'Documents of the source in the interval''s manifests.';
COMMENT ON COLUMN mart_source_health.seen IS
    'Items that were there already: from another listing, or in an earlier interval.';
COMMENT ON COLUMN mart_source_health.outside_interval IS
    'Items that the listings showed and that are dated outside the interval.';
COMMENT ON COLUMN mart_source_health.filtered IS 'Items that the source''s own filters left out.';
COMMENT ON COLUMN mart_source_health.fetched IS 'Documents whose bytes were stored.';
COMMENT ON COLUMN mart_source_health.not_modified IS
    'Documents that are the same as an earlier capture: a revisit record was stored.';
COMMENT ON COLUMN mart_source_health.robots_denied IS 'Documents that robots.txt does not allow.';
COMMENT ON COLUMN mart_source_health.failed IS 'Documents that could not be fetched for other reasons.';
COMMENT ON COLUMN mart_source_health.failed_by_reason IS
    'Outcome of stage fetch to number of those documents.';
COMMENT ON COLUMN mart_source_health.body_bytes IS 'Size of the bodies of all captures, bytes.';
COMMENT ON COLUMN mart_source_health.latency_p50 IS
    'Median time that an answer to a request for a document took, seconds; null where none was made.';
COMMENT ON COLUMN mart_source_health.latency_p95 IS
    '95 % of the answers took at most this, seconds.';
COMMENT ON COLUMN mart_source_health.latency_p99 IS
    '99 % of the answers took at most this, seconds.';
COMMENT ON COLUMN mart_source_health.latency_max IS 'Time that the slowest answer took, seconds.';
COMMENT ON COLUMN mart_source_health.articles IS 'Captures of articles, unchanged ones included.';
COMMENT ON COLUMN mart_source_health.rejected IS 'Rejects of all stages.';
COMMENT ON COLUMN mart_source_health.rejected_by_outcome IS 'Outcome to number of rejects.';
COMMENT ON COLUMN mart_source_health.newest_published_at IS
    'Latest time of publication among the articles, UTC.';
COMMENT ON COLUMN mart_source_health.newest_item_at IS
    'Date of the newest item that the source had by the end of the interval, UTC: of documents and of listings that reach the interval, else of articles. A date a day or more after the listing was asked does not count.';
COMMENT ON COLUMN mart_source_health.lag_seconds IS
    'Freshness: seconds from that date to the end of the interval; 0 where listings show later items.';

ALTER TABLE mart_event_daily ADD COLUMN sites BIGINT DEFAULT 0;
ALTER TABLE mart_dyads_daily ADD COLUMN sites BIGINT DEFAULT 0;
ALTER TABLE mart_incidents ADD COLUMN sites BIGINT DEFAULT 0;

COMMENT ON COLUMN mart_event_daily.sites IS
    'Number of sites of those articles: hosts of their canonical addresses without www. A source may hold many sites, as an archive does.';
COMMENT ON COLUMN mart_dyads_daily.sites IS
    'Number of sites of those articles: hosts of their canonical addresses without www. A source may hold many sites, as an archive does.';
COMMENT ON COLUMN mart_incidents.sites IS
    'Number of sites of those articles: hosts of their canonical addresses without www. A source may hold many sites, as an archive does.';

INSERT INTO mart_stale_days
SELECT CAST(coalesce(published_at, fetched_at) AS DATE) AS day FROM core_articles
UNION
SELECT event_date FROM core_events WHERE event_date IS NOT NULL
UNION
SELECT CAST(interval_start AS DATE) FROM core_runs
EXCEPT
SELECT day FROM mart_stale_days;

COMMENT ON COLUMN core_articles.published_precision IS
    'How exact published_at is: `second`, `day` (the page names only the day), `listed` (the page names no date; the one that its source gave it stands in), `fetched` (an archived page without a date; that of its capture stands in).';
COMMENT ON COLUMN core_article_revisions.published_precision IS
    'How exact published_at is: `second`, `day`, `listed`, `fetched`; as in core_articles.';
