-- severity: fail
-- about: Modality, type of entity, role and precision of dates are of their closed lists.
SELECT article_id, 'core_events.modality' AS column_name, modality AS found
FROM core_events
SEMI JOIN checked_articles USING (article_id)
WHERE modality NOT IN ('actual', 'reported', 'claimed', 'future', 'hypothetical', 'negated')
UNION ALL
SELECT article_id, 'core_events.event_date_precision', event_date_precision
FROM core_events
SEMI JOIN checked_articles USING (article_id)
WHERE event_date_precision NOT IN ('day', 'week', 'month', 'year', 'published')
UNION ALL
SELECT article_id, 'core_entities.type', type
FROM core_entities
SEMI JOIN checked_articles USING (article_id)
WHERE
    type NOT IN (
        'country',
        'place',
        'person',
        'organization',
        'armed_group',
        'facility',
        'event',
        'other'
    )
UNION ALL
SELECT article_id, 'core_event_actors.role', role
FROM core_event_actors
SEMI JOIN checked_articles USING (article_id)
WHERE role NOT IN ('source', 'target')
UNION ALL
SELECT article_id, 'core_articles.published_precision', published_precision
FROM core_articles
SEMI JOIN checked_articles USING (article_id)
WHERE published_precision NOT IN ('second', 'day', 'fetched')
ORDER BY ALL;
