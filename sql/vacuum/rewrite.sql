-- Copy the whole warehouse (tables, rows, comments, keys) into a new file, without free blocks.
CHECKPOINT;
ATTACH {path} AS rewritten (STORAGE_VERSION 'v1.5.0');
COPY FROM DATABASE {warehouse} TO rewritten;
DETACH rewritten;
PRAGMA disable_checkpoint_on_shutdown;
