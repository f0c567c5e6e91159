-- severity: fail
-- about: The outcomes of each row of the ledger add up to its inputs.
SELECT interval_start, interval_end, stage, batch, inputs, outcomes
FROM checked_runs
WHERE inputs <> coalesce(list_sum(map_values(outcomes)), 0)
ORDER BY ALL;
