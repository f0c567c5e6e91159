-- The ledger per interval and stage, batches added up.
SELECT
    interval_start,
    interval_end,
    stage,
    count(*) AS batches,
    CAST(sum(inputs) AS BIGINT) AS inputs,
    map_from_entries(
        list_sort(
            list_transform(
                list_distinct(flatten(list(map_keys(outcomes)))),
                lambda outcome : row(
                    outcome,
                    list_sum(
                        list_transform(
                            list(outcomes), lambda counts : coalesce(counts[outcome], 0)
                        )
                    )
                )
            )
        )
    ) AS outcomes,
    round(sum(seconds), 3) AS seconds
FROM core_runs
GROUP BY interval_start, interval_end, stage
ORDER BY
    interval_start,
    interval_end,
    list_position(['discover', 'fetch', 'clean', 'annotate', 'load'], stage);
