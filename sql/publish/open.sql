-- Attach the published copy for reading, as the only database that names are looked up in, and
-- close the door to all other files.
ATTACH {path} AS published (READ_ONLY);
USE published;
SET enable_external_access = false;
SET lock_configuration = true;
