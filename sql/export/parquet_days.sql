-- Rows of a table whose day is in a range, by day.
COPY (
    SELECT *, CAST({day} AS DATE) AS dt
    FROM {table}
    WHERE {day} >= CAST({since} AS DATE) AND {day} < CAST({until} AS DATE) + 1
        OR {day} IS NULL AND {since} = '0001-01-01' AND {until} = '9999-12-30'
) TO {path} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (dt));
