-- Whether a table that remembers what was applied is there: one row, or none.
SELECT table_name FROM duckdb_tables() WHERE table_name = $table;
