"""Files of the lake against their checksums and the counts of the ledger."""

import pyarrow as pa
import pyarrow.parquet as pq
from upath import UPath

from dateline.lake import sums
from dateline.lake.files import compacted_files, digest, own_table, places, require_whole
from dateline.partition import Interval

_BROKEN = (OSError, pa.ArrowException, ValueError, KeyError)


class Verifier:
    """Verifies parts, each compacted file once.

    `files` counts the parts, `faults` says by path what is wrong, `intervals` which to run again.
    """

    def __init__(self) -> None:
        self.files = 0
        self.faults: dict[str, str] = {}
        self.intervals: set[str] = set()
        self._compacted: dict[str, str | None] = {}
        self._days: dict[str, list[UPath]] = {}

    def check(self, part: UPath, expected: int | None) -> None:
        """Verify a part.

        Args:
            part: path that its own file has.
            expected: its number of rows, where it is known.
        """
        self.files += 1
        try:
            rows = self._own_rows(part) if part.exists() else self._compacted_rows(part)
        except FileNotFoundError:
            self._blame(part, part, "missing")
            return
        except _BROKEN as error:
            self._blame(part, part, f"unreadable: {error}")
            return
        if expected is not None and rows is not None and rows != expected:
            self._blame(part, part, f"{rows} rows, and the ledger says {expected}")

    def _blame(self, path: UPath, part: UPath, fault: str) -> None:
        self.faults[str(path)] = fault
        interval = Interval.from_id("-".join(part.name.split("-")[:2]))
        self.intervals.add(f"{interval.start.isoformat()} to {interval.end.isoformat()}")

    def _own_rows(self, part: UPath) -> int | None:
        """The number of rows; None if the file was blamed."""
        known = sums.noted(part)
        with part.open("rb") as source:
            if known is None:
                return int(own_table(source, None).num_rows)
            rows = int(pq.ParquetFile(source).metadata.num_rows)
        if digest(part) != known:
            self._blame(part, part, "another checksum than when it was written")
            return None
        return rows

    def _compacted_rows(self, part: UPath) -> int | None:
        for path in self._of_day(part.parent):
            fault = _remembered(self._compacted, path)
            if fault:
                self._blame(path, part, fault)
                return None
            if place := places(path).get(part.name):
                return place.rows
        raise FileNotFoundError(str(part))

    def _of_day(self, folder: UPath) -> list[UPath]:
        key = str(folder)
        if key not in self._days:
            self._days[key] = compacted_files(folder)
        return self._days[key]


def _remembered(known: dict[str, str | None], path: UPath) -> str | None:
    """What is wrong with a compacted file, if anything; it is read once."""
    key = str(path)
    if key not in known:
        known[key] = _fault(path)
    return known[key]


def _fault(path: UPath) -> str | None:
    try:
        require_whole(path)
        places(path)
    except _BROKEN as error:
        return f"unreadable: {error}"
    return None
