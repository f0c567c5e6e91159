-- A table, lists and structs as JSON.
COPY (
    SELECT to_json(COLUMNS('(.*)')) ->> '$' AS "\1"
    FROM {table}
) TO {path} (FORMAT csv, HEADER);
