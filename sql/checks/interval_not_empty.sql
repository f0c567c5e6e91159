-- severity: warn
-- about: Every loaded interval brought an article.
SELECT interval_start, interval_end
FROM checked_runs
WHERE stage = 'load' AND inputs = 0
ORDER BY ALL;
