-- Whether the table that remembers migrations is there: one row, or none.
SELECT table_name FROM duckdb_tables() WHERE table_name = 'schema_migrations';
