-- Tables with their comments and keys.
SELECT
    t.table_name,
    t.comment,
    coalesce(k.key_columns, []) AS key_columns
FROM duckdb_tables() AS t
LEFT JOIN (
    SELECT table_oid, constraint_column_names AS key_columns
    FROM duckdb_constraints()
    WHERE constraint_type = 'PRIMARY KEY' AND database_name = current_database()
) AS k
    USING (table_oid)
WHERE t.database_name = current_database() AND NOT t.temporary
ORDER BY t.table_name;
