-- Replace the interval's captures; their outcomes are known later.
DELETE FROM core_captures
WHERE interval_start = $interval_start AND interval_end = $interval_end;

INSERT INTO core_captures BY NAME
SELECT *, 'unchanged' AS outcome FROM staged_captures;
