-- Tables of the published copy and their columns of days or moments.
SELECT table_name, list(column_name ORDER BY column_index)
    FILTER (data_type IN ('DATE', 'TIMESTAMP')) AS days
FROM duckdb_columns()
WHERE database_name = 'published' AND NOT internal
    AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = 'published')
GROUP BY table_name
ORDER BY table_name;
