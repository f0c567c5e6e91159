-- severity: fail
-- about: Every document that was fetched says where its bytes are.
SELECT interval_start, interval_end, batch, source_id, url, outcome
FROM checked_fetches
WHERE outcome IN ('ok', 'not_modified') AND (raw_uri IS NULL OR raw_offset IS NULL)
ORDER BY ALL;
