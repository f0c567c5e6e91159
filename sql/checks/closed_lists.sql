-- severity: fail
-- about: Modality, type of entity, role, kind and bound of details, precision of dates, form of mentions and listings and kind of documents are of their lists.
SELECT article_id AS row_id, 'core_events.modality' AS column_name, modality AS found
FROM core_events
SEMI JOIN checked_articles USING (article_id)
WHERE modality NOT IN ('actual', 'reported', 'claimed', 'future', 'hypothetical', 'denied', 'negated')
UNION ALL
SELECT article_id, 'core_events.event_date_precision', event_date_precision
FROM core_events
SEMI JOIN checked_articles USING (article_id)
WHERE
    event_date_precision NOT IN (
        'day',
        'week',
        'month',
        'quarter',
        'season',
        'year',
        'decade',
        'published'
    )
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
SELECT article_id, 'core_mentions.form', form
FROM core_mentions
SEMI JOIN checked_articles USING (article_id)
WHERE form NOT IN ('name', 'surname', 'acronym', 'role', 'demonym', 'pronoun', 'headline')
UNION ALL
SELECT article_id, 'core_time_expressions.precision', precision
FROM core_time_expressions
SEMI JOIN checked_articles USING (article_id)
WHERE precision NOT IN ('day', 'week', 'month', 'quarter', 'season', 'year', 'decade')
UNION ALL
SELECT article_id, 'core_event_actors.role', role
FROM core_event_actors
SEMI JOIN checked_articles USING (article_id)
WHERE role NOT IN ('source', 'target')
UNION ALL
SELECT article_id, 'core_event_details.kind', kind
FROM core_event_details
SEMI JOIN checked_articles USING (article_id)
WHERE kind NOT IN ('killed', 'injured', 'detained', 'quantity', 'weapon', 'date', 'location')
UNION ALL
SELECT article_id, 'core_event_details.bound', bound
FROM core_event_details
SEMI JOIN checked_articles USING (article_id)
WHERE bound NOT IN ('at_least', 'at_most', 'about')
UNION ALL
SELECT article_id, 'core_events.location_basis', location_basis
FROM core_events
SEMI JOIN checked_articles USING (article_id)
WHERE location_basis NOT IN ('clause', 'sentence', 'paragraph', 'dateline')
UNION ALL
SELECT article_id, 'core_articles.published_precision', published_precision
FROM core_articles
SEMI JOIN checked_articles USING (article_id)
WHERE published_precision NOT IN ('second', 'day', 'listed', 'fetched')
UNION ALL
SELECT url, 'core_listings.form', form
FROM core_listings
SEMI JOIN checked_intervals USING (interval_start, interval_end)
WHERE form NOT IN ('feed', 'sitemap', 'home_page', 'gdelt', 'cc_news', 'warc', 'folder', 'manifest')
UNION ALL
SELECT document_id, 'core_fetches.kind', kind
FROM core_fetches
SEMI JOIN checked_intervals USING (interval_start, interval_end)
WHERE kind NOT IN ('http', 'warc', 'file')
ORDER BY ALL;
