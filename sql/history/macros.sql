-- Macros that were made, with the checksum of the file that each was made of.
SELECT name, checksum FROM schema_macros ORDER BY name;
