-- Rows of a table whose day is in a range, lists and structs as JSON.
COPY (
    SELECT to_json(COLUMNS('(.*)')) ->> '$' AS "\1"
    FROM {table}
    WHERE {day} >= CAST({since} AS DATE) AND {day} < CAST({until} AS DATE) + 1
        OR {day} IS NULL AND {since} = '0001-01-01' AND {until} = '9999-12-30'
) TO {path} (FORMAT csv, HEADER);
