-- Checks that failed when they last ran: while there are any, nothing is published.
SELECT check_name, interval_start, interval_end, failing_rows
FROM core_checks
WHERE severity = 'fail' AND failing_rows > 0
ORDER BY check_name, interval_start, interval_end;
