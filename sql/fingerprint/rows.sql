-- The rows of one table, ordered by all their columns.
SELECT {columns} FROM {table} ORDER BY ALL;
