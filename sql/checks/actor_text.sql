-- severity: fail
-- about: The words of an actor are the article text between their offsets.
SELECT x.article_id, x.event_id, x.role, x.start_offset, x.end_offset, x.text
FROM checked_event_actors AS x
JOIN checked_texts AS a USING (article_id)
WHERE
    x.start_offset < 0
    OR x.end_offset <= x.start_offset
    OR a.size < x.end_offset
    OR words_at(a.text, a.size, x.start_offset, x.end_offset) <> x.text
ORDER BY ALL;
