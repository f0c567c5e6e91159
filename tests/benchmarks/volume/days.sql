-- The rows of the days from $since to before $until, as tables new_<name>.
CREATE OR REPLACE TEMP TABLE raw AS
WITH
    numbered AS (
        SELECT d, day, articles, first_n, i, first_n + i AS n, u(first_n + i, 'copy') < 0.07 AND i > 20 AS may_copy,
            first_n + i - 1 - pick(15, first_n + i, 'original') AS other
        FROM (SELECT *, unnest(range(0, articles)) AS i FROM days WHERE d >= $since AND d < $until)
    ),
    settled AS (
        SELECT *, may_copy AND NOT (u(other, 'copy') < 0.07 AND other - first_n > 20) AS is_copy FROM numbered
    ),
    seeded AS (SELECT *, CASE WHEN is_copy THEN other ELSE n END AS seed FROM settled)
SELECT
    d, day, i, n, seed, is_copy,
    hex16('article ' || n) AS article_id,
    hex16('content ' || seed) AS content_hash,
    'src-' || lpad(CAST(zipf(250, n, 'source') AS VARCHAR), 3, '0') AS source_id,
    CAST(day AS TIMESTAMP) + to_seconds(CAST(floor(86000.0 * i / articles) AS BIGINT)) AS published_at,
    CAST(day AS TIMESTAMP) + to_seconds(CAST(floor(86000.0 * i / articles) AS BIGINT) + pick(390, n, 'lag'))
        AS fetched_at,
    (d + 7 - zipf(7, seed, 'age')) * 400 + zipf(400, seed, 'story') AS story,
    least(24, CAST(floor(-4.8 * ln(1 - u(seed, 'events'))) AS INTEGER)) AS events,
    least(60, CAST(floor(-11.2 * ln(1 - u(seed, 'quotes'))) AS INTEGER)) AS quotes,
    3 + pick(6, seed, 'fillers') AS fillers,
    u(n, 'revised') < 0.01 AND NOT is_copy AS is_revised
FROM seeded;

CREATE OR REPLACE TEMP TABLE composed AS
WITH
    drawn AS (
        SELECT *,
            CASE WHEN j < events THEN 'event' WHEN j < events + quotes THEN 'quote' ELSE 'filler' END AS kind
        FROM (SELECT n, seed, is_copy, story, events, quotes, unnest(range(0, events + quotes + fillers)) AS j FROM raw)
    ),
    chosen AS (
        SELECT n, is_copy, kind, hash(seed, j) AS place,
            CASE kind
                WHEN 'filler' THEN zipf(20000, seed, 'f' || j)
                ELSE 1 + (hash(story) % 60000 + zipf(60, seed, kind || j) * 7) % 60000
            END AS s
        FROM drawn
    )
SELECT n, is_copy, kind, s, text, letters,
    row_number() OVER article AS p,
    CAST(sum(letters + 1) OVER article AS INTEGER) - letters - 1 AS off
FROM chosen
JOIN sentences USING (kind, s)
WINDOW article AS (PARTITION BY n ORDER BY place ROWS UNBOUNDED PRECEDING);

CREATE OR REPLACE TEMP TABLE texts AS
SELECT n, rtrim(string_agg(text || CASE WHEN p % 3 = 0 THEN chr(10) ELSE ' ' END, '' ORDER BY p), chr(10) || ' ') AS text
FROM composed
GROUP BY n;

CREATE OR REPLACE TEMP TABLE new_articles AS
WITH versions AS (
    SELECT *, FALSE AS is_early FROM raw
    UNION ALL
    SELECT *, TRUE AS is_early FROM raw WHERE is_revised
)
SELECT
    r.article_id,
    'https://' || r.source_id || '.example/' || strftime(r.day, '%Y/%m/%d') || '/' || r.article_id AS url,
    url AS canonical_url,
    r.source_id,
    h.headline AS title,
    ['Writer ' || zipf(900, r.n, 'writer')] AS authors,
    CAST([] AS VARCHAR[]) AS author_organizations,
    r.published_at,
    'second' AS published_precision,
    '+00:00' AS published_zone,
    CAST(NULL AS TIMESTAMP) AS modified_at,
    CAST(NULL AS VARCHAR) AS modified_precision,
    CAST(NULL AS VARCHAR) AS modified_zone,
    CASE WHEN r.is_early THEN r.fetched_at ELSE r.fetched_at + INTERVAL 10 SECOND END AS fetched_at,
    'en' AS "language",
    r.source_id || '.example' AS site_name,
    ['world', 'politics', 'business'][pick(3, r.seed, 'section')] AS section,
    CAST([] AS VARCHAR[]) AS tags,
    CAST(NULL AS VARCHAR) AS image_url,
    FALSE AS is_paywalled,
    map {'title': 'json_ld'} AS metadata_sources,
    CASE WHEN r.is_early THEN left(t.text, length(t.text) - 20) ELSE t.text END AS text,
    len(string_split(t.text, ' ')) AS word_count,
    CASE WHEN r.is_early THEN hex16('early ' || r.seed) ELSE r.content_hash END AS content_hash,
    CASE WHEN r.is_copy THEN hex16('article ' || r.seed) END AS duplicate_of,
    CASE WHEN r.is_copy THEN 1.0 END AS similarity,
    r.is_copy AS is_syndicated,
    CAST(NULL AS VARCHAR) AS dateline,
    CAST(NULL AS VARCHAR) AS dateline_place,
    CAST(NULL AS VARCHAR) AS agency,
    CAST([] AS VARCHAR[]) AS credits,
    CAST([] AS STRUCT("rule" VARCHAR, "text" VARCHAR, line INTEGER)[]) AS dropped_lines,
    round(0.7 + 0.3 * u(r.n, 'quality'), 3) AS extraction_quality,
    CAST([] AS VARCHAR[]) AS quality_flags,
    CASE WHEN r.is_early OR NOT r.is_revised THEN 1 ELSE 2 END AS revision,
    CAST(r.day AS TIMESTAMP) AS interval_start,
    CAST(r.day AS TIMESTAMP) + INTERVAL 1 DAY AS interval_end,
    'raw/dt=' || r.day || '/' || r.source_id || '.warc.gz' AS raw_uri,
    r.i * 4000 + CAST(r.is_early AS INTEGER) AS raw_offset,
    'volume' AS coder_version,
    r.i // 200 AS batch,
    r.is_early
FROM versions AS r
JOIN texts AS t USING (n)
JOIN event_sentences AS h ON h.s = 1 + (hash(r.story) % 60000 + zipf(60, r.seed, 'event0') * 7) % 60000;

CREATE OR REPLACE TEMP TABLE found AS
SELECT c.*, r.article_id, r.content_hash, r.day, r.i // 200 AS batch
FROM composed AS c
JOIN raw AS r USING (n)
WHERE NOT c.is_copy AND c.kind <> 'filler';

CREATE OR REPLACE TEMP TABLE new_mentions AS
SELECT m.entity_id, article_id, content_hash, m.text, off + m.a AS start_offset, off + m.b AS end_offset,
    'name' AS form, 0.9 AS confidence, batch, m.type, m.k, n
FROM (
    SELECT f.*, unnest(s.mentions) AS m
    FROM found AS f
    JOIN sentences AS s USING (kind, s)
);

CREATE OR REPLACE TEMP TABLE new_entities AS
SELECT e.entity_id, m.article_id, m.content_hash, e.name, e.type, m.mention_count, m.first_offset,
    round(least(1, m.mention_count / 8), 4) AS salience, e.country, e.admin1, CAST(e.lat AS DOUBLE) AS lat,
    CAST(e.lon AS DOUBLE) AS lon, e.geonames_id, CAST(NULL AS VARCHAR) AS wikidata_id, e.sector, e.resolution,
    0.9 AS link_confidence, m.first_offset < 60 AS in_title, m.batch
FROM (
    SELECT article_id, content_hash, type, k, batch, CAST(count(*) AS INTEGER) AS mention_count,
        min(start_offset) AS first_offset
    FROM new_mentions
    GROUP BY ALL
) AS m
JOIN entities AS e USING (type, k);

CREATE OR REPLACE TEMP TABLE new_quotes AS
SELECT hex16(article_id || ' quote ' || f.p) AS quote_id, article_id, content_hash, speaker_id AS speaker_entity_id,
    speaker_text, quoted AS text, off + 1 AS start_offset, off + 1 + quoted_end AS end_offset, 'say' AS verb,
    TRUE AS is_direct, CASE WHEN speaker_id IS NOT NULL THEN 0.8 END AS speaker_confidence, batch
FROM found AS f
JOIN quote_sentences USING (s)
WHERE f.kind = 'quote';

CREATE OR REPLACE TEMP TABLE told AS
SELECT f.article_id, f.content_hash, f.day, f.batch, f.off, f.p, e.*,
    hex16(f.article_id || ' event ' || f.p) AS event_id,
    u(f.n, 'mod' || f.p) AS modality_chance,
    CASE WHEN u(f.n, 'old' || f.p) < 0.01 THEN 5 + zipf(300, f.n, 'years' || f.p) ELSE zipf(6, f.n, 'when' || f.p) - 1 END
        AS days_ago,
    CASE
        WHEN days_ago = 0 AND u(f.n, 'dated' || f.p) < 0.8 THEN 'published'
        WHEN days_ago > 7 AND u(f.n, 'dated' || f.p) < 0.4 THEN 'month'
        WHEN days_ago > 7 AND u(f.n, 'dated' || f.p) < 0.7 THEN 'year'
        ELSE 'day'
    END AS dated,
    CAST(CASE WHEN dated IN ('month', 'year') THEN date_trunc(dated, f.day - days_ago) ELSE f.day - days_ago END AS DATE)
        AS event_date
FROM found AS f
JOIN event_sentences AS e USING (s)
WHERE f.kind = 'event';

CREATE OR REPLACE TEMP TABLE new_time_expressions AS
SELECT article_id, content_hash, 'Monday' AS text, off + day_start AS start_offset, off + day_start + 6 AS end_offset,
    event_date AS first_day,
    event_date + CASE dated WHEN 'month' THEN 27 WHEN 'year' THEN 364 ELSE 0 END AS last_day,
    CASE WHEN dated = 'published' THEN 'day' ELSE dated END AS precision, batch
FROM told;

CREATE OR REPLACE TEMP TABLE new_events AS
SELECT
    event_id, article_id, content_hash, off AS sentence_start, off + letters AS sentence_end, verb AS trigger_text,
    off + trigger_start AS trigger_start, off + trigger_end AS trigger_end, event_type, CAST(NULL AS VARCHAR) AS mode,
    [CASE WHEN quad_class = 4 THEN 'military' ELSE 'diplomatic' END] AS contexts, cameo_code,
    left(cameo_code, 2) AS cameo_root, quad_class, goldstein, plover_score,
    CASE WHEN modality_chance < 0.62 THEN 'actual' WHEN modality_chance < 0.82 THEN 'reported'
        WHEN modality_chance < 0.9 THEN 'claimed' WHEN modality_chance < 0.95 THEN 'future'
        WHEN modality_chance < 0.98 THEN 'hypothetical' ELSE 'denied' END AS modality,
    ['officials', 'the ministry', 'witnesses', 'state media', 'the army'][pick(5, event_id, 'says')] AS attribution_text, CAST(NULL AS VARCHAR) AS attribution_entity_id,
    event_date, dated AS event_date_precision,
    'on Monday' AS event_date_text,
    place.entity_id AS location_entity_id, place.name AS location_name, place.country AS location_country,
    CAST(place.lat AS DOUBLE) AS location_lat, CAST(place.lon AS DOUBLE) AS location_lon,
    place.resolution AS location_resolution, killed, CAST(NULL AS INTEGER) AS injured,
    CAST(NULL AS INTEGER) AS detained, CAST(NULL AS DOUBLE) AS quantity, CAST(NULL AS VARCHAR) AS quantity_unit,
    CASE WHEN event_type = 'ASSAULT' AND u(event_id, 'armed') < 0.3
        THEN ['missile', 'drone', 'bomb', 'rifle'][pick(4, event_id, 'weapon')] END AS weapon, 'volume.' || lower(event_type) AS rule_id,
    round(0.4 + 0.5 * u(event_id, 'sure'), 3) AS confidence, 'volume' AS coder_version,
    CASE WHEN place IS NOT NULL THEN 'clause' END AS location_basis, batch
FROM told;

CREATE OR REPLACE TEMP TABLE new_event_actors AS
SELECT event_id, article_id, content_hash, 'source' AS role, source.name AS text, off AS start_offset,
    off + length(source.name) AS end_offset, source.entity_id, source.name, source.country, source.sector, batch
FROM told
UNION ALL
SELECT event_id, article_id, content_hash, 'target', target.name, off + target_start, off + target_end,
    target.entity_id, target.name, target.country, target.sector, batch
FROM told
UNION ALL
-- Half of the events name a second party on one side: here it is the place's country.
SELECT event_id, article_id, content_hash, CASE WHEN u(event_id, 'side') < 0.5 THEN 'source' ELSE 'target' END,
    'officials', off + letters - 15, off + letters - 6, CAST(NULL AS VARCHAR), 'officials', place.country, 'GOV', batch
FROM told
WHERE u(event_id, 'second') < 0.5;

CREATE OR REPLACE TEMP TABLE new_event_details AS
SELECT event_id, article_id, content_hash, 'killed' AS kind, CAST(killed AS VARCHAR) AS text,
    off + killed_start AS start_offset, off + killed_start + length(CAST(killed AS VARCHAR)) AS end_offset,
    CAST(killed AS DOUBLE) AS value, CAST(killed AS DOUBLE) AS value_high, 'people' AS unit,
    CAST(NULL AS VARCHAR) AS bound, batch
FROM told
WHERE killed IS NOT NULL;

CREATE OR REPLACE TEMP TABLE new_duplicates AS
SELECT article_id, content_hash, duplicate_of AS other_id, content_hash AS other_hash, 1.0 AS similarity,
    TRUE AS is_exact, 0 AS batch
FROM new_articles
WHERE duplicate_of IS NOT NULL;

CREATE OR REPLACE TEMP TABLE new_rejects AS
SELECT CAST(day AS TIMESTAMP) AS interval_start, CAST(day AS TIMESTAMP) + INTERVAL 1 DAY AS interval_end,
    'clean' AS stage, CAST(i // 200 AS INTEGER) AS batch, source_id,
    'https://' || source_id || '.example/short/' || n AS url, 'too_short' AS outcome, 'fewer than 25 words' AS reason,
    'raw/dt=' || day || '/' || source_id || '.warc.gz' AS raw_uri, i * 4000 + 2 AS raw_offset
FROM raw
WHERE u(n, 'short') < 0.03;

CREATE OR REPLACE TEMP TABLE new_fetches AS
SELECT interval_start, interval_end, CAST(batch AS INTEGER) AS batch, source_id, hex16('document ' || url || raw_offset) AS document_id,
    url, hex16(url) AS url_key, 'http' AS kind, dated_at, 'ok' AS outcome, 200 AS status, url AS final_url, fetched_at,
    round(0.05 + zipf(100, url, 's') / 50, 3) AS seconds, 20000 + pick(90000, url, 'bytes') AS body_bytes,
    'sha1:' || md5(url) AS payload_digest, CAST(NULL AS VARCHAR) AS etag, CAST(NULL AS VARCHAR) AS last_modified,
    raw_uri, raw_offset
FROM (
    SELECT interval_start, interval_end, batch, source_id, url, published_at AS dated_at, fetched_at, raw_uri, raw_offset
    FROM new_articles
    UNION ALL
    SELECT interval_start, interval_end, batch, source_id, url, interval_start, interval_start, raw_uri, raw_offset
    FROM new_rejects
);

CREATE OR REPLACE TEMP TABLE new_listings AS
SELECT interval_start, interval_end, source_id, 'feed' AS form, 'https://' || source_id || '.example/feed' AS url,
    'ok' AS outcome, '' AS reason, interval_end AS asked_at, 0.2 AS seconds, CAST(NULL AS TIMESTAMP) AS next_poll_at,
    min(dated_at) AS oldest_at, max(dated_at) AS newest_at, count(*) AS shown, count(*) AS discovered, 0 AS seen,
    0 AS outside_interval, 0 AS filtered, 0 AS rejected
FROM new_fetches
GROUP BY interval_start, interval_end, source_id;

CREATE OR REPLACE TEMP TABLE new_captures AS
SELECT article_id, content_hash, md5(lower(replace(text, chr(10), ' '))) AS text_md5, source_id, published_at,
    fetched_at, interval_start, interval_end,
    strftime(interval_start, '%Y%m%dT%H%M%SZ') || '-' || strftime(interval_end, '%Y%m%dT%H%M%SZ') || '-'
    || lpad(CAST(batch AS VARCHAR), 4, '0') AS lake_file,
    raw_uri, raw_offset, CASE WHEN is_early THEN 'superseded' ELSE 'ok' END AS outcome
FROM new_articles;

CREATE OR REPLACE TEMP TABLE new_runs AS
WITH
    documents AS (
        SELECT interval_start, interval_end, batch, count(*) AS n FROM new_fetches GROUP BY ALL
    ),
    rejects AS (SELECT interval_start, batch, count(*) AS n FROM new_rejects GROUP BY ALL),
    copies AS (
        SELECT interval_start, batch, count(*) AS n FROM new_articles WHERE duplicate_of IS NOT NULL GROUP BY ALL
    ),
    counted AS (
        SELECT d.interval_start, d.interval_end, d.batch, d.n AS documents, coalesce(r.n, 0) AS rejected,
            coalesce(c.n, 0) AS copies
        FROM documents AS d
        LEFT JOIN rejects AS r USING (interval_start, batch)
        LEFT JOIN copies AS c USING (interval_start, batch)
    ),
    rows_of AS (
        SELECT interval_start, interval_end, 'fetch' AS stage, batch, documents AS inputs,
            map {'ok': documents} AS outcomes
        FROM counted
        UNION ALL
        SELECT interval_start, interval_end, 'clean', batch, documents,
            map {'ok': documents - rejected, 'too_short': rejected}
        FROM counted
        UNION ALL
        SELECT interval_start, interval_end, 'annotate', batch, documents - rejected,
            map {'ok': documents - rejected - copies, 'duplicate': copies}
        FROM counted
        UNION ALL
        SELECT interval_start, interval_end, 'discover', 0, sum(documents), map {'ok': CAST(sum(documents) AS BIGINT)}
        FROM counted
        GROUP BY interval_start, interval_end
        UNION ALL
        SELECT interval_start, interval_end, 'load', 0, count(*),
            map {'ok': count(*) FILTER (outcome = 'ok'), 'superseded': count(*) FILTER (outcome <> 'ok')}
        FROM new_captures
        GROUP BY interval_start, interval_end
    )
SELECT interval_start, interval_end, stage, CAST(batch AS INTEGER) AS batch, CAST(inputs AS BIGINT) AS inputs,
    map_from_entries(list_filter(map_entries(outcomes), lambda e : e.value > 0)) AS outcomes, 1.0 AS seconds,
    map {'volume': '1'} AS versions
FROM rows_of;

CREATE OR REPLACE TEMP TABLE new_story_articles AS
SELECT article_id, content_hash, hex16('story ' || story) AS story_id, day, round(0.3 + 0.6 * u(n, 'alike'), 6)
    AS similarity
FROM raw;

CREATE OR REPLACE TEMP VIEW raw_batches AS SELECT DISTINCT i // 200 AS batch FROM raw ORDER BY batch;
