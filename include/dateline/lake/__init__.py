"""The files of the lake: read and written part by part, compacted day by day, checked, let go."""

from dateline.lake.compacting import compact
from dateline.lake.parts import exists, parts_of, read, read_rows, write_rows
from dateline.lake.retention import apply_retention, require_kept
from dateline.lake.verifying import Verifier

__all__ = [
    "Verifier",
    "apply_retention",
    "compact",
    "exists",
    "parts_of",
    "read",
    "read_rows",
    "require_kept",
    "write_rows",
]
