-- about: How did a story rise and fade: articles per day since it began, its peak, and how soon half of it was told?
-- topic: stories
-- param: story =
-- param: first_day =
-- param: last_day =
-- param: limit = 3
-- note: story is a story's id or words of its headline; empty takes those with most independent articles. Of either, the stories that began in the days given are taken; empty days mean the newest 30 days of the data, both included.
-- note: One row per story and day from its first to its last, days without an article included; day_number 0 is the day it began. Copies count in articles, not in independent_articles.
-- note: half_life_hours is the time from its first article to the one that made half of its independent articles, to the latest day of the data: a young story's will grow. half_after_peak_days counts from the peak day to the first day with at most half of its independent articles.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day,
        newest
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
chosen AS (
    SELECT
        story_id,
        title,
        first_published_at,
        CAST(first_published_at AS DATE) AS first_day,
        CAST(last_published_at AS DATE) AS last_day,
        independent_articles
    FROM mart_stories
    WHERE
        first_published_at >= (SELECT first_day FROM span)
        AND first_published_at < (SELECT last_day + 1 FROM span)
        AND ($story = '' OR story_id = $story OR contains(lower(title), lower($story)))
    ORDER BY independent_articles DESC, first_published_at, story_id
    LIMIT CAST($limit AS BIGINT)
),
articles AS (
    SELECT
        s.story_id,
        s.day,
        a.duplicate_of IS NULL AS is_independent,
        date_diff('second', c.first_published_at, coalesce(a.published_at, a.fetched_at)) / 3600
            AS hours
    FROM chosen AS c
    JOIN mart_story_articles AS s USING (story_id)
    JOIN core_articles AS a USING (article_id)
    WHERE s.day >= (SELECT first_day FROM span)
),
halves AS (
    SELECT story_id, quantile_disc(hours, 0.5) FILTER (is_independent) AS half_life_hours
    FROM articles
    GROUP BY story_id
),
counts AS (
    SELECT story_id, day, count(*) AS articles, count(*) FILTER (is_independent) AS independent
    FROM articles
    GROUP BY story_id, day
),
days AS (
    SELECT
        c.*,
        CAST(d.day AS DATE) AS day,
        coalesce(n.articles, 0) AS articles,
        coalesce(n.independent, 0) AS independent,
        row_number() OVER (
            PARTITION BY c.story_id ORDER BY coalesce(n.independent, 0) DESC, d.day
        ) = 1 AS is_peak
    FROM chosen AS c
    CROSS JOIN generate_series(c.first_day, c.last_day, INTERVAL 1 DAY) AS d (day)
    LEFT JOIN counts AS n ON n.story_id = c.story_id AND n.day = CAST(d.day AS DATE)
),
peaks AS (
    SELECT
        p.story_id,
        CASE
            WHEN min(d.day) IS NOT NULL THEN CAST(min(d.day) - any_value(p.day) AS INTEGER)
            WHEN any_value(p.last_day) < (SELECT newest FROM span)
                THEN CAST(any_value(p.last_day) - any_value(p.day) AS INTEGER) + 1
        END AS half_after_peak_days
    FROM days AS p
    LEFT JOIN days AS d
        ON
            d.story_id = p.story_id
            AND d.day > p.day
            AND 2 * d.independent <= p.independent
    WHERE p.is_peak
    GROUP BY p.story_id
)
SELECT
    d.story_id,
    d.title AS story,
    CAST(d.day - d.first_day AS INTEGER) AS day_number,
    d.day,
    d.articles,
    d.independent AS independent_articles,
    round(
        100 * sum(d.independent) OVER (PARTITION BY d.story_id ORDER BY d.day)
        / sum(d.independent) OVER (PARTITION BY d.story_id),
        1
    ) AS told_percent,
    d.is_peak,
    round(h.half_life_hours, 1) AS half_life_hours,
    p.half_after_peak_days
FROM days AS d
JOIN halves AS h USING (story_id)
JOIN peaks AS p USING (story_id)
ORDER BY d.independent_articles DESC, d.first_published_at, d.story_id, d.day;
