-- severity: fail
-- about: Only outcomes and stages of the closed lists occur.
SELECT interval_start, interval_end, stage, batch, outcome
FROM (
    SELECT interval_start, interval_end, stage, batch, unnest(map_keys(outcomes)) AS outcome
    FROM core_runs
    UNION
    SELECT interval_start, interval_end, stage, batch, outcome FROM core_rejects
)
SEMI JOIN checked_intervals USING (interval_start, interval_end)
WHERE NOT list_contains($outcomes, outcome) OR NOT list_contains($stages, stage)
ORDER BY ALL;
