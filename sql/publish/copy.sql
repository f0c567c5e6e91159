-- Copy the whole warehouse (tables, rows, comments, keys) into a new file.
CHECKPOINT;
ATTACH {path} AS published_next (STORAGE_VERSION 'v1.5.0');
COPY FROM DATABASE {warehouse} TO published_next;
DETACH published_next;
