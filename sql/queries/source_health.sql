-- about: How each source stands: what it gave in the last interval that asked it, failing ones first.
-- topic: sources
-- dashboard: yes
-- note: One row per source, its newest interval. state is how discovery went, reason why; discovered are documents, of which same had not changed and denied are forbidden by robots.txt.
-- note: p95_s is the time that 95 % of its answers took, lag_h the hours from its newest item to the end of the interval. Its course over time is in mart_source_health, who fell silent in coverage_gaps.
SELECT
    source_id,
    interval_end AS until,
    state,
    listings,
    listings_failed AS failing,
    discovered,
    fetched,
    not_modified AS same,
    robots_denied AS denied,
    failed,
    articles,
    round(latency_p95, 2) AS p95_s,
    round(lag_seconds / 3600, 1) AS lag_h,
    reason
FROM mart_source_health
QUALIFY
    row_number() OVER (PARTITION BY source_id ORDER BY interval_end DESC, interval_start DESC) = 1
ORDER BY listings_failed = 0, source_id;
