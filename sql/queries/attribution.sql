-- about: Who says so: on whose word do the reports of events rest, how often, of what, and how are they told?
-- topic: events
-- param: event_type = %
-- param: country = %
-- param: first_day =
-- param: last_day =
-- param: limit = 30
-- note: Empty days mean the newest 30 days of the data, those of the events; both days are included. country is where it happened.
-- note: who is the entity named as the one who says so, else its words in lower case; a pronoun that could not be resolved stands as it is. reported is somebody's word on others, claimed a party's on itself or an allegation. Copies of articles are left out.
-- note: percent is of all events with an attribution, conflict_percent of who's own events; main_type is the event type most of them have.
WITH span AS (
    SELECT
        coalesce(CAST(nullif($last_day, '') AS DATE), newest) AS last_day,
        coalesce(CAST(nullif($first_day, '') AS DATE), last_day - 29) AS first_day
    FROM (SELECT CAST(max(newest_published_at) AS DATE) AS newest FROM mart_pipeline_freshness)
),
events AS (
    SELECT
        coalesce(
            attribution_entity_id,
            regexp_replace(lower(attribution_text), '^(the|a|an|some|several) ', '')
        ) AS id,
        attribution_text,
        attribution_entity_id IS NOT NULL AS is_entity,
        event_type,
        quad_class,
        modality,
        article_id
    FROM core_events
    WHERE
        event_date BETWEEN (SELECT first_day FROM span) AND (SELECT last_day FROM span)
        AND attribution_text IS NOT NULL
        AND event_type LIKE $event_type
        AND coalesce(location_country, '') LIKE $country
),
by_type AS (
    SELECT
        id,
        event_type,
        any_value(is_entity) AS is_entity,
        min(attribution_text) AS words,
        count(*) AS n,
        count(*) FILTER (quad_class > 2) AS conflict,
        count(*) FILTER (modality = 'reported') AS reported,
        count(*) FILTER (modality = 'claimed') AS claimed,
        count(*) FILTER (modality IN ('denied', 'negated')) AS denied
    FROM events
    ANTI JOIN (SELECT article_id FROM core_articles WHERE duplicate_of IS NOT NULL)
        USING (article_id)
    GROUP BY id, event_type
),
speakers AS (
    SELECT
        id,
        any_value(is_entity) AS is_entity,
        min(words) AS words,
        CAST(sum(n) AS BIGINT) AS events,
        CAST(sum(conflict) AS BIGINT) AS conflict,
        CAST(sum(reported) AS BIGINT) AS reported,
        CAST(sum(claimed) AS BIGINT) AS claimed,
        CAST(sum(denied) AS BIGINT) AS denied,
        first(event_type ORDER BY n DESC, event_type) AS main_type,
        sum(sum(n)) OVER () AS all_events
    FROM by_type
    GROUP BY id
    ORDER BY events DESC, id
    LIMIT CAST($limit AS BIGINT)
)
SELECT
    coalesce(
        (SELECT min(a.name) FROM dim_actors AS a WHERE 'actor:' || a.actor_id = s.id),
        (SELECT min(p.name) FROM dim_places AS p WHERE p.place_id = s.id),
        CASE WHEN s.is_entity THEN s.words ELSE s.id END
    ) AS who,
    CASE WHEN s.is_entity THEN s.id END AS entity_id,
    s.events,
    round(100 * s.events / s.all_events, 1) AS percent,
    s.reported,
    s.claimed,
    s.denied,
    round(100 * s.conflict / s.events, 1) AS conflict_percent,
    s.main_type
FROM speakers AS s
ORDER BY s.events DESC, s.id;
