-- severity: fail
-- about: Only outcomes and stages of the closed lists occur.
SELECT interval_start, interval_end, stage, batch, outcome
FROM (
    SELECT interval_start, interval_end, stage, batch, unnest(map_keys(outcomes)) AS outcome
    FROM core_runs
    UNION
    SELECT interval_start, interval_end, stage, batch, outcome FROM core_rejects
    UNION
    SELECT interval_start, interval_end, 'discover', 0, outcome FROM core_listings
    UNION
    SELECT interval_start, interval_end, 'fetch', batch, outcome FROM core_fetches
)
SEMI JOIN checked_intervals USING (interval_start, interval_end)
WHERE NOT list_contains($outcomes, outcome) OR NOT list_contains($stages, stage)
ORDER BY ALL;
