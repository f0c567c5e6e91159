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
JOIN checked_articles AS a USING (article_id)
WHERE
    e.sentence_start < 0
    OR e.trigger_start < e.sentence_start
    OR e.trigger_end <= e.trigger_start
    OR e.sentence_end < e.trigger_end
    OR length(a.text) < e.sentence_end
    OR substring(a.text, e.trigger_start + 1, e.trigger_end - e.trigger_start) <> e.trigger_text
ORDER BY ALL;
