-- severity: fail
-- about: The text of a mention is the article text between its offsets.
SELECT m.article_id, m.entity_id, m.start_offset, m.end_offset, m.text
FROM checked_mentions AS m
JOIN checked_texts AS a USING (article_id)
WHERE
    m.start_offset < 0
    OR m.end_offset <= m.start_offset
    OR a.size < m.end_offset
    OR words_at(a.text, a.size, m.start_offset, m.end_offset) <> m.text
ORDER BY ALL;
