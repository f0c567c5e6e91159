-- Rows of a table whose day is in a range.
CREATE TABLE exported.{table} AS
SELECT *
FROM published.{table}
WHERE {day} >= CAST({since} AS DATE) AND {day} < CAST({until} AS DATE) + 1
    OR {day} IS NULL AND {since} = '0001-01-01' AND {until} = '9999-12-30';
