-- Replace what the interval's listings showed; that of the lake is in the view lake_listings.
DELETE FROM core_listings
WHERE interval_start = $interval_start AND interval_end = $interval_end;

INSERT INTO core_listings BY NAME
SELECT * EXCLUDE (lake_file)
FROM lake_listings
ORDER BY source_id, form, url;
