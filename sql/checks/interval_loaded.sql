-- severity: fail
-- about: The interval was loaded.
SELECT interval_start, interval_end
FROM checked_intervals
ANTI JOIN (SELECT interval_start, interval_end FROM checked_runs WHERE stage = 'load')
    USING (interval_start, interval_end)
ORDER BY ALL;
