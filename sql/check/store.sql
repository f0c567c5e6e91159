-- Replace the results of the checks for the interval (or for everything); the new ones are in the
-- view check_results.
DELETE FROM core_checks
WHERE
    interval_start IS NOT DISTINCT FROM $interval_start
    AND interval_end IS NOT DISTINCT FROM $interval_end;

INSERT INTO core_checks BY NAME
SELECT
    check_name,
    severity,
    CAST($interval_start AS TIMESTAMP) AS interval_start,
    CAST($interval_end AS TIMESTAMP) AS interval_end,
    failing_rows,
    sample
FROM check_results
ORDER BY check_name;
