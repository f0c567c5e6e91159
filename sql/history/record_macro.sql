-- Remember which text of a macro was made.
INSERT OR REPLACE INTO schema_macros BY NAME
SELECT $name AS name, $checksum AS checksum;
