-- No progress bars: they would stand in logs, and among the rows that a command writes.
SET enable_progress_bar = false;
