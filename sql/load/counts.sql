-- What became of the interval's captures.
SELECT outcome, count(*) AS n
FROM core_captures
WHERE interval_start = $interval_start AND interval_end = $interval_end
GROUP BY outcome
ORDER BY outcome;
