-- about: Articles that have the words, the best first by BM25, with the passage around the first of them.
-- topic: stories
-- param: words = Kunduz airstrike
-- param: first_day =
-- param: last_day =
-- param: match = any
-- param: limit = 20
-- note: Empty days mean the newest 30 days of the data; both days are included. Copies are left out.
-- note: match = all keeps the articles that have every word; their scores stay.
-- note: Words match by their stem: of the extension fts where it is installed, else less a plural's ending. In the text they are found in small letters, with a capital, in capitals, and as given here.
-- note: BM25 as Robertson and Zaragoza (2009) give it, k1 1.2, b 0.75, of the articles in the window: scores of two windows do not compare. A word of the headline counts as three more.
WITH given AS (
    SELECT word, word_stem(lower(word)) AS term
    FROM (SELECT unnest(regexp_extract_all(CAST($words AS VARCHAR), '[\p{L}\p{N}]+')) AS word)
),
terms AS (
    SELECT term, beginning, row_number() OVER (ORDER BY term) AS place
    FROM (SELECT DISTINCT term, regexp_replace(term, '(.)[eiy]$', '\1') AS beginning FROM given)
),
span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
corpus AS (
    SELECT count(*) AS articles, sum(word_count) / count(*) AS mean_words
    FROM core_articles
    WHERE
        published_at >= (SELECT CAST(first_day AS TIMESTAMP) FROM span)
        AND published_at < (SELECT CAST(last_day + 1 AS TIMESTAMP) FROM span)
        AND duplicate_of IS NULL
),
candidates AS (
    SELECT
        a.rowid AS row_number,
        coalesce(a.word_count, 0) AS word_count,
        lower(concat_ws(chr(10), a.title, a.title, a.title, a.title, a."text")) AS words
    FROM core_articles AS a
    WHERE
        a.published_at >= (SELECT CAST(first_day AS TIMESTAMP) FROM span)
        AND a.published_at < (SELECT CAST(last_day + 1 AS TIMESTAMP) FROM span)
        AND a.duplicate_of IS NULL
        AND list_bool_or(list_transform(
            flatten(list_transform(
                regexp_extract_all(CAST($words AS VARCHAR), '[\p{L}\p{N}]+'),
                lambda word: word_forms(word, word_stem(lower(word)))
            )),
            lambda form: contains(a."text", form) OR contains(lower(a.title), form)
        ))
),
pieces AS (
    SELECT
        c.row_number,
        c.word_count,
        t.place,
        t.term,
        t.beginning,
        string_split(c.words, t.beginning) AS parts
    FROM candidates AS c, terms AS t
),
counted AS MATERIALIZED (
    SELECT
        row_number,
        word_count,
        place,
        len(list_filter(
            range(2, len(parts) + 1),
            lambda i:
                NOT regexp_matches(parts[i - 1][-1:], '[\p{L}\p{N}]')
                AND word_stem(beginning || regexp_extract(parts[i], '^[\p{L}\p{N}]*')) = term
        )) AS n
    FROM pieces
),
weights AS (
    SELECT w.place, ln(1 + (k.articles - w.having_it + 0.5) / (w.having_it + 0.5)) AS idf
    FROM (SELECT place, count(*) FILTER (n > 0) AS having_it FROM counted GROUP BY place) AS w,
        corpus AS k
),
best AS (
    SELECT
        c.row_number,
        sum(CAST(
            w.idf * c.n * 2.2 / (c.n + 1.2 * (0.25 + 0.75 * c.word_count / k.mean_words))
            AS DECIMAL(18, 6)
        )) AS score
    FROM counted AS c
    JOIN weights AS w USING (place)
    CROSS JOIN corpus AS k
    GROUP BY c.row_number
    HAVING max(c.n) > 0 AND ($match <> 'all' OR min(c.n) > 0)
    ORDER BY score DESC, c.row_number
    LIMIT CAST($limit AS BIGINT)
)
SELECT
    CAST(b.score AS DOUBLE) AS score,
    CAST(a.published_at AS DATE) AS day,
    a.source_id,
    a.title,
    substring(a."text", greatest(1, p.first_at - 80), 240) AS snippet,
    a.canonical_url AS url,
    a.article_id
FROM best AS b
JOIN core_articles AS a ON a.rowid = b.row_number
LEFT JOIN (
    SELECT b.row_number, min(position(t.beginning IN lower(a."text"))) AS first_at
    FROM best AS b
    JOIN core_articles AS a ON a.rowid = b.row_number
    JOIN terms AS t ON contains(lower(a."text"), t.beginning)
    GROUP BY b.row_number
) AS p ON p.row_number = b.row_number
ORDER BY b.score DESC, a.published_at DESC, a.article_id;
