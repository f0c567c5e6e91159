-- Replace the interval's rejects; those of the lake are in the view lake_rejects.
DELETE FROM core_rejects
WHERE interval_start = $interval_start AND interval_end = $interval_end;

INSERT INTO core_rejects BY NAME
SELECT * FROM lake_rejects
ORDER BY stage, batch, source_id, url, raw_uri, raw_offset, outcome;
