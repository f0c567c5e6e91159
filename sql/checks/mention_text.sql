-- severity: fail
-- about: The text of a mention is the article text between its offsets.
SELECT m.article_id, m.entity_id, m.start_offset, m.end_offset, m.text
FROM checked_mentions AS m
JOIN checked_articles AS a USING (article_id)
WHERE
    m.start_offset < 0
    OR m.end_offset <= m.start_offset
    OR substring(a.text, m.start_offset + 1, m.end_offset - m.start_offset) <> m.text
ORDER BY ALL;
