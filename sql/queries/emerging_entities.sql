-- about: Who and what is suddenly in the news: entities named in far more articles than before?
-- topic: actors
-- param: type = %
-- param: last_day =
-- param: days = 3
-- param: history_days = 28
-- param: min_articles = 3
-- param: limit = 20
-- note: Compared are the `days` days up to last_day (empty: the newest day of the data) with the history_days days before them. type is country, place, person, organization, armed_group, facility, event, other or %.
-- note: z compares two Poisson rates by square roots, 2 * (sqrt(x + 3/8) - sqrt((y + 3/8) * d)) / sqrt(1 + d), with x and y articles now and before and d the ratio of all articles now and before (Anscombe transform; Gu et al. 2008, Biometrical Journal 50(2)): a day on which more is read lifts nobody. Above 3 is hardly chance for one entity.
-- note: Articles that copy an earlier one are left out. expected is what the past pace would give. Entities without any article before are first_seen on their first day.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        last_day - CAST($days AS INTEGER) + 1 AS first_day,
        first_day - CAST($history_days AS INTEGER) AS history_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
exposure AS (
    SELECT
        count(*) FILTER (published_at >= (SELECT first_day FROM span)) AS articles_now,
        count(*) FILTER (published_at < (SELECT first_day FROM span)) AS articles_before
    FROM core_articles
    WHERE
        published_at >= (SELECT history_day FROM span)
        AND published_at < (SELECT last_day + 1 FROM span)
        AND duplicate_of IS NULL
),
named AS (
    SELECT
        entity_id,
        arg_max(name, published_on) AS name,
        arg_max(type, published_on) AS type,
        arg_max(country, published_on) AS country,
        min(published_on) AS first_seen,
        coalesce(sum(articles) FILTER (published_on >= (SELECT first_day FROM span)), 0) AS x,
        coalesce(sum(articles) FILTER (published_on < (SELECT first_day FROM span)), 0) AS y
    FROM mart_actor_daily
    WHERE
        published_on >= (SELECT history_day FROM span)
        AND published_on <= (SELECT last_day FROM span)
        AND type LIKE $type
    GROUP BY entity_id
    HAVING x >= CAST($min_articles AS BIGINT)
),
scores AS (
    SELECT
        *,
        articles_now / articles_before AS d,
        2 * (sqrt(x + 0.375) - sqrt((y + 0.375) * d)) / sqrt(1 + d) AS z
    FROM named, exposure
    WHERE articles_before > 0
)
SELECT
    entity_id,
    name,
    type,
    country,
    CAST(x AS BIGINT) AS articles,
    CAST(y AS BIGINT) AS articles_before,
    round(y * d, 1) AS expected,
    round(x / nullif(y * d, 0), 1) AS times,
    round(z, 2) AS z,
    first_seen
FROM scores
WHERE z > 0
ORDER BY round(z, 6) DESC, entity_id
LIMIT CAST($limit AS BIGINT);
