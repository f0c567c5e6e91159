-- severity: fail
-- about: Modality, type of entity, role, kind and bound of details, precision of dates, form of mentions and listings and kind of documents are of their lists.
SELECT article_id AS row_id, 'core_events.modality' AS column_name, modality AS found
FROM checked_events
WHERE modality NOT IN ('actual', 'reported', 'claimed', 'future', 'hypothetical', 'denied', 'negated')
UNION ALL
SELECT article_id, 'core_events.event_date_precision', event_date_precision
FROM checked_events
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
FROM checked_entities
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
FROM checked_mentions
WHERE form NOT IN ('name', 'surname', 'acronym', 'role', 'demonym', 'pronoun', 'headline')
UNION ALL
SELECT article_id, 'core_time_expressions.precision', precision
FROM checked_time_expressions
WHERE precision NOT IN ('day', 'week', 'month', 'quarter', 'season', 'year', 'decade')
UNION ALL
SELECT article_id, 'core_event_actors.role', role
FROM checked_event_actors
WHERE role NOT IN ('source', 'target')
UNION ALL
SELECT article_id, 'core_event_details.kind', kind
FROM checked_event_details
WHERE kind NOT IN ('killed', 'injured', 'detained', 'quantity', 'weapon', 'date', 'location')
UNION ALL
SELECT article_id, 'core_event_details.bound', bound
FROM checked_event_details
WHERE bound NOT IN ('at_least', 'at_most', 'about')
UNION ALL
SELECT article_id, 'core_events.location_basis', location_basis
FROM checked_events
WHERE location_basis NOT IN ('clause', 'sentence', 'paragraph', 'dateline')
UNION ALL
SELECT article_id, 'core_articles.published_precision', published_precision
FROM checked_articles
WHERE published_precision NOT IN ('second', 'day', 'listed', 'fetched')
UNION ALL
SELECT url, 'core_listings.form', form
FROM checked_listings
WHERE form NOT IN ('feed', 'sitemap', 'home_page', 'gdelt', 'cc_news', 'warc', 'folder', 'manifest')
UNION ALL
SELECT document_id, 'core_fetches.kind', kind
FROM checked_fetches
WHERE kind NOT IN ('http', 'warc', 'file')
ORDER BY ALL;
