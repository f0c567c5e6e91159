-- Checks that selected rows when they last ran.
SELECT check_name, severity, interval_start, interval_end, failing_rows
FROM core_checks
WHERE failing_rows > 0
ORDER BY severity, check_name, interval_start, interval_end;
