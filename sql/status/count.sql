-- Number of rows of one table.
SELECT count(*) AS n FROM {table};
