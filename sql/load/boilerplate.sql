-- Replace the lines that the interval learned; those of the lake are in the view lake_boilerplate.
DELETE FROM core_boilerplate
WHERE interval_start = $interval_start AND interval_end = $interval_end;

INSERT INTO core_boilerplate BY NAME
SELECT * EXCLUDE (lake_file)
FROM lake_boilerplate
ORDER BY batch, source_id, site, line_key;
