-- The table that remembers migrations. It is there before the first of them.
CREATE TABLE schema_migrations (
    version INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    checksum VARCHAR NOT NULL,
    PRIMARY KEY (version)
);

COMMENT ON TABLE schema_migrations IS
    'Migrations applied to this warehouse, in order. A migration that changed since is refused.';
COMMENT ON COLUMN schema_migrations.version IS 'Number of the migration, from 1, without gaps.';
COMMENT ON COLUMN schema_migrations.name IS 'Name of its file in sql/migrations, without suffix.';
COMMENT ON COLUMN schema_migrations.checksum IS 'SHA-256 of the file when it was applied, hex.';
