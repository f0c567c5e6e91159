-- severity: fail
-- about: Only outcomes and stages of the closed lists occur.
SELECT interval_start, interval_end, stage, batch, outcome
FROM (
    SELECT interval_start, interval_end, stage, batch, unnest(map_keys(outcomes)) AS outcome
    FROM checked_runs
    UNION
    SELECT interval_start, interval_end, stage, batch, outcome FROM checked_rejects
    UNION
    SELECT interval_start, interval_end, 'discover', 0, outcome FROM checked_listings
    UNION
    SELECT interval_start, interval_end, 'fetch', batch, outcome FROM checked_fetches
)
WHERE NOT list_contains($outcomes, outcome) OR NOT list_contains($stages, stage)
ORDER BY ALL;
