-- severity: fail
-- about: The words of a detail of an event are the article text between its offsets.
SELECT d.event_id, d.kind, d.start_offset, d.text
FROM checked_event_details AS d
JOIN checked_texts AS a USING (article_id)
WHERE
    d.start_offset < 0
    OR d.end_offset <= d.start_offset
    OR a.size < d.end_offset
    OR words_at(a.text, a.size, d.start_offset, d.end_offset) <> d.text
ORDER BY ALL;
