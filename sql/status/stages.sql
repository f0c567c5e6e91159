-- What each stage counted over all intervals.
WITH
    counted AS (
        SELECT stage, unnest(map_entries(outcomes)) AS entry FROM core_runs
    ),
    summed AS (
        SELECT stage, entry.key AS outcome, sum(entry."value") AS n FROM counted GROUP BY ALL
    ),
    listed AS (
        SELECT stage, string_agg(outcome || ' ' || n, ', ' ORDER BY n DESC, outcome) AS outcomes
        FROM summed
        GROUP BY stage
    ),
    totals AS (
        SELECT
            stage,
            count(*) AS runs,
            CAST(sum(inputs) AS BIGINT) AS inputs,
            round(sum(seconds), 3) AS seconds
        FROM core_runs
        GROUP BY stage
    )
SELECT t.stage, t.runs, t.inputs, coalesce(l.outcomes, '') AS outcomes, t.seconds
FROM totals AS t
LEFT JOIN listed AS l USING (stage)
ORDER BY list_position(['discover', 'fetch', 'clean', 'annotate', 'load'], t.stage);
