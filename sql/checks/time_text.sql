-- severity: fail
-- about: The words of a time expression are the article text between its offsets.
SELECT t.article_id, t.start_offset, t.end_offset, t.text
FROM checked_time_expressions AS t
JOIN checked_texts AS a USING (article_id)
WHERE
    t.start_offset < 0
    OR t.end_offset <= t.start_offset
    OR a.size < t.end_offset
    OR words_at(a.text, a.size, t.start_offset, t.end_offset) <> t.text
ORDER BY ALL;
