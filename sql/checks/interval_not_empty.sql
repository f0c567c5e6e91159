-- severity: warn
-- about: Every loaded interval brought an article.
SELECT interval_start, interval_end
FROM core_runs
SEMI JOIN checked_intervals USING (interval_start, interval_end)
WHERE stage = 'load' AND inputs = 0
ORDER BY ALL;
