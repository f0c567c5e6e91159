-- severity: fail
-- about: The trigger of an event is the article text between its offsets, inside the event's sentence.
SELECT
    e.article_id,
    e.event_id,
    e.sentence_start,
    e.sentence_end,
    e.trigger_start,
    e.trigger_end,
    e.trigger_text
FROM checked_events AS e
JOIN checked_texts AS a USING (article_id)
WHERE
    e.sentence_start < 0
    OR e.trigger_start < e.sentence_start
    OR e.trigger_end <= e.trigger_start
    OR e.sentence_end < e.trigger_end
    OR a.size < e.sentence_end
    OR words_at(a.text, a.size, e.trigger_start, e.trigger_end) <> e.trigger_text
ORDER BY ALL;
