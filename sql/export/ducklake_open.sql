-- A new DuckLake: its catalogue is a DuckDB file, its data Parquet files in a folder.
ATTACH {catalogue} AS exported (DATA_PATH {data});
