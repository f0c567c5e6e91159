-- Macros for analysts live in the warehouse's file, as `sql/macros` has them: this table remembers
-- which text of each was applied.

CREATE TABLE schema_macros (
    name VARCHAR NOT NULL,
    checksum VARCHAR NOT NULL,
    PRIMARY KEY (name)
);

COMMENT ON TABLE schema_macros IS
    'Macros of this warehouse, one row each: they are made anew when their file has changed.';
COMMENT ON COLUMN schema_macros.name IS 'Name of the macro and of its file in sql/macros.';
COMMENT ON COLUMN schema_macros.checksum IS 'SHA-256 of the file when it was applied, hex.';
