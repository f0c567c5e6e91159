-- about: How far a pair of countries went, week by week: the highest rung from verbal cooperation to material conflict, and the change to the week before.
-- topic: events
-- dashboard: yes
-- param: source = RUS
-- param: target = SYR
-- param: first_day =
-- param: last_day =
-- param: min_events = 1
-- note: Empty days mean the newest 26 weeks of the data; both days are included. Swap the countries for the answers; % stands for any other country.
-- note: Rungs are PLOVER's quad classes: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict; 0 is a week without events. A rung counts as reached from min_events events on; raise it against single miscoded events.
-- note: top_type is the event type of the highest rung with most events. Shares are of the week's events; conflict_change is in percentage points of verbal and material conflict together. Copies of articles are left out.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 181) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
by_type AS (
    SELECT
        CAST(date_trunc('week', event_date) AS DATE) AS week,
        event_type,
        quad_class,
        CAST(sum(events) AS BIGINT) AS events
    FROM mart_event_daily
    WHERE
        event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND source_country LIKE $source
        AND target_country LIKE $target
        AND (source_country <> target_country OR $source = $target)
    GROUP BY week, event_type, quad_class
),
by_class AS (
    SELECT
        week,
        quad_class,
        CAST(sum(events) AS BIGINT) AS n,
        first(event_type ORDER BY events DESC, event_type) AS top_type
    FROM by_type
    GROUP BY week, quad_class
),
weekly AS (
    SELECT
        week,
        CAST(sum(n) AS BIGINT) AS events,
        coalesce(max(quad_class) FILTER (n >= CAST($min_events AS BIGINT)), 0) AS rung,
        max_by(top_type, quad_class) FILTER (n >= CAST($min_events AS BIGINT)) AS top_type,
        100 * coalesce(sum(n) FILTER (quad_class = 1), 0) / events AS verbal_cooperation,
        100 * coalesce(sum(n) FILTER (quad_class = 2), 0) / events AS material_cooperation,
        100 * coalesce(sum(n) FILTER (quad_class = 3), 0) / events AS verbal_conflict,
        100 * coalesce(sum(n) FILTER (quad_class = 4), 0) / events AS material_conflict
    FROM by_class
    GROUP BY week
),
weeks AS (
    SELECT CAST(unnest(generate_series(min(week), max(week), INTERVAL 7 DAY)) AS DATE) AS week
    FROM weekly
)
SELECT
    week,
    coalesce(events, 0) AS events,
    coalesce(rung, 0) AS rung,
    [
        'none', 'verbal cooperation', 'material cooperation', 'verbal conflict',
        'material conflict'
    ][coalesce(rung, 0) + 1] AS reached,
    top_type,
    coalesce(rung, 0) - lag(coalesce(rung, 0)) OVER by_week AS rung_change,
    round(verbal_cooperation, 1) AS verbal_cooperation_percent,
    round(material_cooperation, 1) AS material_cooperation_percent,
    round(verbal_conflict, 1) AS verbal_conflict_percent,
    round(material_conflict, 1) AS material_conflict_percent,
    round(
        verbal_conflict + material_conflict
        - lag(verbal_conflict + material_conflict) OVER by_week,
        1
    ) AS conflict_change
FROM weeks
LEFT JOIN weekly USING (week)
WINDOW by_week AS (ORDER BY week)
ORDER BY week;
