-- Replace the results of the checks for the interval (or for everything), and what is known of the
-- checks; both are in the view check_results. What checks found that are no more is forgotten: else
-- it would stop publishing for ever.
DELETE FROM core_checks
WHERE
    (
        interval_start IS NOT DISTINCT FROM $interval_start
        AND interval_end IS NOT DISTINCT FROM $interval_end
    )
    OR check_name NOT IN (SELECT check_name FROM check_results);

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

DELETE FROM dim_checks;

INSERT INTO dim_checks BY NAME
SELECT check_name, severity, about FROM check_results
ORDER BY check_name;
