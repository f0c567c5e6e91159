-- severity: fail
-- about: What leaves one stage enters the next: documents, records and articles are not lost.
WITH
    stages AS (
        SELECT
            interval_start,
            interval_end,
            stage,
            sum(inputs) AS inputs,
            sum(coalesce(outcomes['ok'], 0)) AS ok
        FROM checked_runs
        GROUP BY ALL
    ),
    followed_by (stage, next_stage) AS (
        VALUES
            ('discover', 'fetch'),
            ('fetch', 'clean'),
            ('clean', 'annotate'),
            ('clean', 'load')
    )
SELECT
    s.interval_start,
    s.interval_end,
    s.stage,
    s.ok AS went_out,
    f.next_stage,
    coalesce(n.inputs, 0) AS came_in
FROM stages AS s
JOIN followed_by AS f USING (stage)
LEFT JOIN stages AS n
    ON
        n.interval_start = s.interval_start
        AND n.interval_end = s.interval_end
        AND n.stage = f.next_stage
WHERE s.ok <> coalesce(n.inputs, 0)
ORDER BY ALL;
