-- Attach the published copy for reading; files may be written, by the statements of export only.
ATTACH {path} AS published (READ_ONLY);
USE published;
SET preserve_insertion_order = true;
-- Partitions and row groups are cut where the thread stands: one thread, the same bytes.
SET threads = 1;
