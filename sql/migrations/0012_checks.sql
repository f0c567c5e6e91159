-- What the data checks mean, beside what they found.

CREATE TABLE dim_checks (
    check_name VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    PRIMARY KEY (check_name)
);

COMMENT ON TABLE dim_checks IS
    'The data checks as they last ran, one row each; what they found is in core_checks.';
COMMENT ON COLUMN dim_checks.check_name IS 'Name of the check: its file in sql/checks.';
COMMENT ON COLUMN dim_checks.severity IS
    '`fail` (nothing is published until it passes) or `warn`.';
COMMENT ON COLUMN dim_checks.about IS 'What holds when the check selects no rows.';
