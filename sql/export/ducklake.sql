-- A table that has no day.
CREATE TABLE exported.{table} AS FROM published.{table};
