-- Drop a macro whose file is no longer there.
DROP MACRO IF EXISTS {macro};
DROP MACRO TABLE IF EXISTS {macro};
DELETE FROM schema_macros WHERE name = $name;
