-- severity: fail
-- about: The text of a quotation is the article text between its offsets.
SELECT q.article_id, q.quote_id, q.start_offset, q.end_offset, q.text
FROM checked_quotes AS q
JOIN checked_texts AS a USING (article_id)
WHERE
    q.start_offset < 0
    OR q.end_offset <= q.start_offset
    OR a.size < q.end_offset
    OR words_at(a.text, a.size, q.start_offset, q.end_offset) <> q.text
ORDER BY ALL;
