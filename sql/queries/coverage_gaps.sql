-- about: Which sources, or countries in the news, fell silent although they used to be there?
-- topic: sources
-- param: by = country
-- param: last_day =
-- param: history_days = 28
-- param: min_expected = 2
-- param: min_days = 2
-- param: limit = 50
-- note: by = source counts the articles that a source published, by = country those that name a country (copies left out). last_day is the last day that counts; empty is the newest day of the data.
-- note: A row is a silence longer than any in the history_days days before it, in which at least min_expected articles were to be expected at the pace of those days; who was there on fewer than min_days days is left out. poisson_p is the chance of none at that pace, were articles independent: they are not, so read it as a rank.
-- note: Who has been silent for more than twice history_days is given up and no longer listed. A source that never comes back may have moved: see source_health for what its listings answer, and history_gaps for intervals that are missing altogether.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(oldest, DATE '1900-01-01') AS oldest
    FROM (
        SELECT
            CAST(max(newest_published_at) AS DATE) AS newest,
            CAST(min(first_interval_start) AS DATE) AS oldest
        FROM mart_pipeline_freshness
    )
),
counts AS (
    SELECT source_id AS id, source_id AS name, CAST(published_at AS DATE) AS day, count(*) AS n
    FROM core_articles
    WHERE
        $by = 'source'
        AND published_at >= (SELECT last_day - 3 * CAST($history_days AS INTEGER) FROM span)
        AND published_at < (SELECT last_day + 1 FROM span)
    GROUP BY ALL
    UNION ALL
    SELECT entity_id, name, published_on, articles
    FROM mart_actor_daily
    WHERE
        $by = 'country'
        AND type = 'country'
        AND published_on >= (SELECT last_day - 3 * CAST($history_days AS INTEGER) FROM span)
        AND published_on <= (SELECT last_day FROM span)
),
ends AS (
    SELECT id, arg_max(name, day) AS name, max(day) AS last_seen
    FROM counts
    GROUP BY id
),
histories AS (
    SELECT
        e.id,
        e.name,
        e.last_seen,
        CAST(s.last_day - e.last_seen AS INTEGER) AS silent_days,
        greatest(e.last_seen - CAST($history_days AS INTEGER) + 1, s.oldest) AS first_day
    FROM ends AS e
    CROSS JOIN span AS s
    WHERE
        e.last_seen < s.last_day
        AND e.last_seen >= s.last_day - 2 * CAST($history_days AS INTEGER)
),
gaps AS (
    SELECT
        h.*,
        c.n,
        CAST(c.day - lag(c.day) OVER (PARTITION BY h.id ORDER BY c.day) AS INTEGER) - 1 AS gap
    FROM histories AS h
    JOIN counts AS c ON c.id = h.id AND c.day BETWEEN h.first_day AND h.last_seen
),
silences AS (
    SELECT
        id,
        any_value(name) AS name,
        any_value(last_seen) AS last_seen,
        any_value(silent_days) AS silent_days,
        max(gap) AS longest_before,
        count(*) AS days_seen,
        CAST(any_value(last_seen) - any_value(first_day) AS INTEGER) + 1 AS history_days,
        CAST(sum(n) AS BIGINT) / history_days AS per_day
    FROM gaps
    GROUP BY id
)
SELECT
    id,
    name,
    last_seen,
    silent_days,
    coalesce(longest_before, 0) AS longest_before,
    round(per_day, 2) AS articles_per_day,
    round(per_day * silent_days, 1) AS expected,
    round(exp(-per_day * silent_days), 4) AS poisson_p,
    history_days
FROM silences
WHERE
    silent_days > coalesce(silences.longest_before, 0)
    AND days_seen >= CAST($min_days AS BIGINT)
    AND per_day * silent_days >= CAST($min_expected AS DOUBLE)
ORDER BY per_day * silent_days DESC, id
LIMIT CAST($limit AS BIGINT);
