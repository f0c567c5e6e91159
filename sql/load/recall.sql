-- Files of the lake that must be read again: they have versions that other intervals brought,
-- that the warehouse needs now and does not hold.
SELECT DISTINCT lake_file
FROM touched_versions
WHERE NOT is_held AND (interval_start <> $interval_start OR interval_end <> $interval_end)
ORDER BY lake_file;
