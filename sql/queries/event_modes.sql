-- about: In which forms do events of each type come, and is the mix changing?
-- topic: events
-- dashboard: yes
-- param: event_type = %
-- param: country = %
-- param: first_day =
-- param: last_day =
-- note: Empty days mean the newest 30 days of the data; both days are included. country is where it happened or, unknown, whom it hit. before is the same number of days before those.
-- note: mode is PLOVER's kind of action within a type, such as demo or strike for PROTEST; incidents count once each. Those without a mode have none that the codebook knows, and show how far the others can be trusted as shares.
-- note: z is of the change of the share within the type, two proportions, pooled; above 2 in size it is seldom chance.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day,
        first_day - CAST(last_day - first_day AS INTEGER) - 1 AS before_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
counts AS (
    SELECT
        event_type,
        coalesce(mode, 'none') AS mode,
        count(*) FILTER (event_date >= (SELECT first_day FROM span)) AS now,
        count(*) FILTER (event_date < (SELECT first_day FROM span)) AS before
    FROM mart_incidents
    WHERE
        event_date >= (SELECT before_day FROM span)
        AND event_date <= (SELECT last_day FROM span)
        AND event_date_precision IN ('day', 'published')
        AND event_type LIKE $event_type
        AND coalesce(location_country, target_country, '') LIKE $country
    GROUP BY event_type, coalesce(mode, 'none')
),
shares AS (
    SELECT
        *,
        sum(now) OVER (PARTITION BY event_type) AS all_now,
        sum(before) OVER (PARTITION BY event_type) AS all_before,
        (now + before) / (all_now + all_before) AS pooled
    FROM counts
)
SELECT
    event_type,
    mode,
    now AS incidents,
    before AS incidents_before,
    round(100 * now / nullif(all_now, 0), 1) AS percent,
    round(100 * before / nullif(all_before, 0), 1) AS percent_before,
    round(
        (now / nullif(all_now, 0) - before / nullif(all_before, 0))
        / nullif(sqrt(pooled * (1 - pooled) * (1 / all_now + 1 / all_before)), 0),
        2
    ) AS z
FROM shares
ORDER BY all_now DESC, event_type, now DESC, before DESC, mode;
