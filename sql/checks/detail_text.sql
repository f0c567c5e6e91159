-- severity: fail
-- about: The words of a detail of an event are the article text between its offsets.
SELECT d.event_id, d.kind, d.start_offset, d.text
FROM checked_event_details AS d
JOIN checked_articles AS a USING (article_id)
WHERE
    d.start_offset < 0
    OR d.end_offset <= d.start_offset
    OR substring(a.text, d.start_offset + 1, d.end_offset - d.start_offset) <> d.text
ORDER BY ALL;
