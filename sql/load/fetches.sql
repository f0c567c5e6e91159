-- Replace what became of the interval's documents; that of the lake is in the view lake_fetches.
DELETE FROM core_fetches
WHERE interval_start = $interval_start AND interval_end = $interval_end;

INSERT INTO core_fetches BY NAME
SELECT * EXCLUDE (lake_file)
FROM lake_fetches
ORDER BY batch, source_id, url, document_id;
