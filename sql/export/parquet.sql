-- A table that has no day, as one file.
COPY {table} TO {path} (FORMAT parquet, COMPRESSION zstd);
