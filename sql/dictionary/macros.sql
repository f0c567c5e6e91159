-- Macros with their parameters and comments.
SELECT
    function_name,
    function_type = 'table_macro' AS is_table,
    parameters,
    comment
FROM duckdb_functions()
WHERE
    database_name = current_database()
    AND NOT internal
    AND function_type IN ('macro', 'table_macro')
ORDER BY function_name;
