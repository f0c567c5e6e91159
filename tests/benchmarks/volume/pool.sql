-- What articles are put together from: entities, words, and sentences that tell an event, quote
-- somebody or say nothing, each with the offsets of what is in it. Ranks follow Zipf's law: of n
-- things, the one of rank floor(n ^ u) is drawn, u between 0 and 1.
CREATE MACRO u(a, b) AS (hash(a, b) % 1000000007) / 1000000007.0;
CREATE MACRO zipf(n, a, b) AS CAST(floor(pow(n, u(a, b))) AS INTEGER);
CREATE MACRO pick(n, a, b) AS 1 + CAST(floor(n * u(a, b)) AS INTEGER);
CREATE MACRO hex16(text) AS substr(md5(text), 1, 16);
CREATE MACRO syllable(a, b) AS
    ['ka', 'lo', 'mi', 'ra', 'ten', 'sor', 'vel', 'dan', 'pu', 'ri', 'mon', 'ba', 'ne', 'gul', 'ha',
    'ser', 'to', 'wi', 'jan', 'zu'][pick(20, a, b)];
CREATE MACRO coined(a, b) AS
    syllable(a, b) || syllable(a, b || '2') || CASE WHEN u(a, b) < 0.6 THEN syllable(a, b || '3') ELSE '' END;

CREATE TABLE countries AS
WITH named AS (
    SELECT DISTINCT ON (country) country, name, lat, lon, geonames_id, population
    FROM read_parquet($gazetteer)
    WHERE kind = 'country' AND country IS NOT NULL
    ORDER BY country, length(name) DESC, name
)
SELECT row_number() OVER (
        ORDER BY list_position(['USA', 'RUS', 'CHN', 'ISR', 'UKR', 'IRN', 'SYR', 'GBR', 'FRA', 'DEU',
            'TUR', 'IRQ', 'IND', 'PAK', 'SAU', 'JPN', 'KOR', 'EGY', 'AFG', 'YEM'], country) NULLS LAST,
            population DESC, country
    ) AS k, *
FROM named;

CREATE TABLE entities AS
WITH
    places AS (
        SELECT row_number() OVER (ORDER BY population DESC, geonames_id) AS k, *
        FROM (
            SELECT DISTINCT ON (geonames_id) name, country, lat, lon, geonames_id, population
            FROM read_parquet($gazetteer)
            WHERE kind = 'city' AND regexp_full_match(name, '[A-Z][a-z]+') AND country IS NOT NULL
            ORDER BY geonames_id, name
        )
        QUALIFY k <= 4000
    ),
    made AS (
        SELECT
            kind,
            k,
            CASE kind
                WHEN 'person' THEN upper(left(coined(k, 'given'), 1)) || substr(coined(k, 'given'), 2)
                    || ' ' || upper(left(coined(k, 'sur'), 1)) || substr(coined(k, 'sur'), 2) || k
                WHEN 'organization' THEN upper(left(coined(k, 'org'), 1)) || substr(coined(k, 'org'), 2)
                    || [' Ministry', ' Agency', ' Party', ' Union', ' Bank'][pick(5, k, 'form')] || ' ' || k
                ELSE upper(left(coined(k, 'arm'), 1)) || substr(coined(k, 'arm'), 2) || ' Front ' || k
            END AS name,
            CASE WHEN u(k, kind) < 0.8 THEN (SELECT list(country ORDER BY k) FROM countries)[zipf(150, k, kind || 'c')] END
                AS country,
            CASE kind
                WHEN 'person' THEN ['GOV', 'MIL', 'LEG', 'OPP', 'CVL'][pick(5, k, 'sector')]
                WHEN 'organization' THEN ['GOV', 'BUS', 'NGO', 'JRN', 'COP'][pick(5, k, 'sector')]
                ELSE 'REB'
            END AS sector
        FROM (
            SELECT 'person' AS kind, unnest(range(1, 12001)) AS k
            UNION ALL
            SELECT 'organization', unnest(range(1, 3001))
            UNION ALL
            SELECT 'armed_group', unnest(range(1, 201))
        )
    )
SELECT
    'country' AS type, k, 'country:' || country AS entity_id, name, country, NULL AS admin1, lat, lon,
    geonames_id, 'GOV' AS sector, 'country' AS resolution
FROM countries
UNION ALL
SELECT 'place', k, 'place:' || geonames_id, name, country, NULL, lat, lon, geonames_id, NULL, 'city'
FROM places
UNION ALL
SELECT kind, k, CASE kind WHEN 'person' THEN 'person:' ELSE 'actor:' END || lower(name), name, country,
    NULL, NULL, NULL, NULL, sector, NULL
FROM made;

CREATE TABLE words AS
SELECT rank, CASE
        WHEN rank <= 60 THEN list_extract(
            ['the', 'of', 'to', 'in', 'and', 'a', 'for', 'on', 'that', 'with', 'government', 'talks', 'people',
            'minister', 'president', 'border', 'troops', 'aid', 'election', 'oil', 'trade', 'ceasefire',
            'agreement', 'sanctions', 'refugees', 'parliament', 'police', 'court', 'army', 'drone', 'strike',
            'protest', 'budget', 'capital', 'region', 'security', 'peace', 'vote', 'leader', 'union', 'water',
            'food', 'energy', 'gas', 'missile', 'hospital', 'school', 'road', 'city', 'village', 'winter',
            'report', 'week', 'month', 'year', 'plan', 'deal', 'crisis', 'war', 'hope'], rank)
        ELSE coined(rank, 'word')
    END AS word
FROM (SELECT unnest(range(1, 20001)) AS rank);

CREATE TABLE acts AS
SELECT row_number() OVER (ORDER BY event_type, verb) AS act, *
FROM (
    VALUES
        ('CONSULT', '040', 'met', 22), ('CONSULT', '043', 'hosted', 6), ('SUPPORT', '051', 'praised', 8),
        ('AGREE', '030', 'promised help to', 5), ('COOPERATE', '060', 'signed a treaty with', 5),
        ('AID', '070', 'sent aid to', 5), ('CONCEDE', '080', 'gave in to', 2), ('REQUEST', '020', 'asked', 4),
        ('ACCUSE', '110', 'accused', 10), ('REJECT', '120', 'rejected the offer of', 5),
        ('THREATEN', '130', 'threatened', 4), ('PROTEST', '140', 'marched against', 4),
        ('SANCTION', '160', 'imposed sanctions on', 3), ('MOBILIZE', '150', 'massed troops against', 3),
        ('COERCE', '170', 'detained members of', 4), ('ASSAULT', '190', 'attacked', 8),
        ('ASSAULT', '195', 'bombed', 5), ('RETREAT', '087', 'withdrew from', 1)
) AS v (event_type, cameo_code, verb, weight);

CREATE TABLE chances AS
SELECT a.*, p.quad_class, p.plover_score, c.goldstein,
    sum(weight) OVER (ORDER BY act) / sum(weight) OVER () AS until,
    (sum(weight) OVER (ORDER BY act) - weight) / sum(weight) OVER () AS since
FROM acts AS a
JOIN (SELECT type AS event_type, CAST(quad_class AS INTEGER) AS quad_class,
        CAST(plover_score AS DOUBLE) AS plover_score FROM read_csv($plover, all_varchar = true)) AS p
    USING (event_type)
LEFT JOIN (SELECT code AS cameo_code, CAST(goldstein AS DOUBLE) AS goldstein
    FROM read_csv($cameo, all_varchar = true)) AS c USING (cameo_code);

CREATE TABLE event_sentences AS
WITH
    drawn AS (
        SELECT
            s,
            CASE WHEN u(s, 'ak') < 0.6 THEN 'country' WHEN u(s, 'ak') < 0.75 THEN 'person'
                WHEN u(s, 'ak') < 0.9 THEN 'organization' ELSE 'armed_group' END AS source_type,
            CASE WHEN u(s, 'bk') < 0.6 THEN 'country' WHEN u(s, 'bk') < 0.75 THEN 'person'
                WHEN u(s, 'bk') < 0.9 THEN 'organization' ELSE 'armed_group' END AS target_type,
            u(s, 'act') AS chance,
            CASE WHEN u(s, 'place') < 0.4 THEN zipf(4000, s, 'where') END AS place
        FROM (SELECT unnest(range(1, 60001)) AS s)
    ),
    cast_of AS (
        SELECT *,
            zipf(CASE source_type WHEN 'country' THEN 200 WHEN 'person' THEN 12000
                WHEN 'organization' THEN 3000 ELSE 200 END, s, 'a') AS source_k,
            zipf(CASE target_type WHEN 'country' THEN 200 WHEN 'person' THEN 12000
                WHEN 'organization' THEN 3000 ELSE 200 END, s, 'b') AS target_k
        FROM drawn
    ),
    told AS (
        SELECT d.s, c.* EXCLUDE (act, weight, since, until),
            a AS source, b AS target, p AS place,
            CASE WHEN d.place IS NULL THEN '' ELSE ' in ' || p.name END AS where_words,
            CASE WHEN c.event_type = 'ASSAULT' AND u(d.s, 'k') < 0.5 THEN zipf(80, d.s, 'killed') END AS killed
        FROM cast_of AS d
        JOIN chances AS c ON d.chance >= c.since AND d.chance < c.until
        JOIN entities AS a ON d.source_type = a.type AND d.source_k = a.k
        JOIN entities AS b ON d.target_type = b.type AND d.target_k = b.k
        LEFT JOIN entities AS p ON p.type = 'place' AND d.place = p.k
    ),
    placed AS (
        SELECT *,
            length(source.name) + 1 AS trigger_start,
            length(source.name) + length(verb) + 2 AS target_start,
            length(source.name) + length(verb) + 2 + length(target.name) AS target_end
        FROM told
    ),
    worded AS (
        SELECT *,
            target_end + length(where_words) + 4 AS day_start,
            source.name || ' ' || verb || ' ' || target.name || where_words || ' on Monday'
            || CASE WHEN killed IS NULL THEN '' ELSE ', killing ' || killed || ' people' END
            || ', officials said.' AS text
        FROM placed
    )
SELECT
    s, text, length(text) AS letters, source.name || ' ' || verb || ' ' || target.name AS headline,
    event_type, cameo_code, quad_class, goldstein, plover_score, verb, trigger_start,
    trigger_start + length(verb) AS trigger_end, source, target, target_start, target_end, place, killed,
    day_start,
    CASE WHEN killed IS NOT NULL THEN day_start + 16 END AS killed_start,
    list_filter(
        [
            {'type': source.type, 'k': source.k, 'entity_id': source.entity_id, 'text': source.name, 'a': 0,
                'b': length(source.name)},
            {'type': target.type, 'k': target.k, 'entity_id': target.entity_id, 'text': target.name,
                'a': target_start, 'b': target_end},
            CASE WHEN where_words <> '' AND u(s, 'm') < 0.8 THEN
                {'type': 'place', 'k': place.k, 'entity_id': place.entity_id, 'text': place.name,
                    'a': target_end + 4, 'b': target_end + 4 + length(place.name)} END
        ],
        lambda m : m IS NOT NULL
    ) AS mentions
FROM worded;

CREATE TABLE quote_sentences AS
WITH
    said AS (
        SELECT s, string_agg(word, ' ' ORDER BY j) AS words
        FROM (
            SELECT s, j, zipf(20000, s, 'q' || j) AS rank
            FROM (SELECT s, unnest(range(1, 8 + pick(16, s, 'long'))) AS j FROM (SELECT unnest(range(1, 60001)) AS s))
        )
        JOIN words USING (rank)
        GROUP BY s
    )
SELECT
    s,
    '“' || words || ',” said ' || CASE WHEN u(s, 'named') < 0.3 THEN e.name ELSE 'the spokesman' END || '.' AS text,
    length(words) + 9 + CASE WHEN u(s, 'named') < 0.3 THEN length(e.name) ELSE 13 END + 1 AS letters,
    length(words) + 1 AS quoted_end,
    words || ',' AS quoted,
    CASE WHEN u(s, 'known') < 0.7 THEN e.entity_id END AS speaker_id,
    CASE WHEN u(s, 'named') < 0.3 THEN e.name ELSE 'the spokesman' END AS speaker_text,
    CASE WHEN u(s, 'named') < 0.3 THEN
        [{'type': e.type, 'k': e.k, 'entity_id': e.entity_id, 'text': e.name, 'a': length(words) + 9,
            'b': length(words) + 9 + length(e.name)}] ELSE [] END AS mentions
FROM said
JOIN entities AS e ON e.type = 'person' AND e.k = zipf(12000, s, 'speaker');

CREATE TABLE filler_sentences AS
SELECT s, upper(left(words, 1)) || substr(words, 2) || '.' AS text, length(words) + 1 AS letters
FROM (
    SELECT s, string_agg(word, ' ' ORDER BY j) AS words
    FROM (
        SELECT s, j, zipf(20000, s, 'f' || j) AS rank
        FROM (SELECT s, unnest(range(1, 6 + pick(20, s, 'long'))) AS j FROM (SELECT unnest(range(1, 20001)) AS s))
    )
    JOIN words USING (rank)
    GROUP BY s
);

CREATE TABLE sentences AS
SELECT 'event' AS kind, s, text, letters, mentions FROM event_sentences
UNION ALL
SELECT 'quote', s, text, letters, mentions FROM quote_sentences
UNION ALL
SELECT 'filler', s, text, letters, [] FROM filler_sentences;

-- Weekends are quieter. Days are numbered from 0; `next` days beyond the last are made alike.
CREATE TABLE days AS
WITH weighed AS (
    SELECT d, CAST($first_day AS DATE) + CAST(d AS INTEGER) AS day,
        CASE WHEN isodow(CAST($first_day AS DATE) + CAST(d AS INTEGER)) >= 6 THEN 0.6 ELSE 1.16 END AS weight
    FROM (SELECT unnest(range(0, $days + 8)) AS d)
)
SELECT d, day, CAST(round($articles / $days * weight) AS INTEGER) AS articles,
    CAST(sum(round($articles / $days * weight)) OVER (ORDER BY d) - round($articles / $days * weight) AS BIGINT)
        AS first_n
FROM weighed;
