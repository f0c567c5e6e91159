-- severity: fail
-- about: The outcomes of each row of the ledger add up to its inputs.
SELECT interval_start, interval_end, stage, batch, inputs, outcomes
FROM core_runs
SEMI JOIN checked_intervals USING (interval_start, interval_end)
WHERE inputs <> coalesce(list_sum(map_values(outcomes)), 0)
ORDER BY ALL;
