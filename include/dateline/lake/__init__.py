"""The files of the lake: read and written part by part, compacted day by day, checked, let go."""

from dateline.lake.compacting import compact
from dateline.lake.parts import exists, parts_of, read, read_rows, write_rows

__all__ = ["compact", "exists", "parts_of", "read", "read_rows", "write_rows"]
