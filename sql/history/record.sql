-- Remember that a migration was applied.
INSERT INTO schema_migrations BY NAME
SELECT $version AS version, $name AS name, $checksum AS checksum;
