"""Upkeep of the zones: temporary files of killed runs, and files that are broken or missing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
from upath import UPath

from dateline.errors import TerminalError
from dateline.outcomes import Stage
from dateline.partition import Interval, Partition
from dateline.schemas import (
    ANNOTATIONS,
    ARTICLES,
    BOILERPLATE,
    FETCHES,
    FINGERPRINTS,
    LISTINGS,
    REJECTS,
)
from dateline.settings import Settings
from dateline.storage import PART_SUFFIX, read_json

KEPT = timedelta(days=90)
"""For how long copies of robots.txt and of listings are kept that nobody asked for anew."""

_WITH_RULES = ", rules "
"""In the version of a cleaner that writes more than articles; those before it had no rules."""

ZONES = ("raw", "lake", "ledger", "state")


def remove_leftovers(settings: Settings, before: datetime) -> int:
    """Remove temporary files that were last written before a time, and copies of long ago.

    Args:
        settings: the settings.
        before: an aware time; younger files may belong to a task that runs.

    Returns:
        How many were removed.
    """
    hosts = UPath(settings.home / "hosts")
    part = f"*{PART_SUFFIX}"
    leftovers = [path for zone in ZONES for path in (settings.root / zone).rglob(part)]
    leftovers += hosts.glob(part)
    copies = [*(settings.root / "state" / "listings").rglob("*.warc.gz"), *hosts.glob("*.robots")]
    old = [path for path in leftovers if _modified(path) < before]
    old += [path for path in copies if _modified(path) < before - KEPT]
    for path in old:
        path.unlink()
    return len(old)


def verify(settings: Settings) -> int:
    """Read every file of the lake that the ledger says is there.

    Returns:
        The number of files read.

    Raises:
        TerminalError: names the files that are missing, unreadable, or of another row count.
    """
    files = 0
    faults: list[str] = []
    for path, expected in _promised(settings):
        files += 1
        fault = _fault(path, expected)
        if fault:
            faults.append(f"{path}: {fault}")
    if faults:
        raise TerminalError(
            f"{len(faults)} of {files} files of the lake are broken; run their intervals again:\n"
            + "\n".join(faults)
        )
    return files


def _promised(settings: Settings) -> Iterator[tuple[UPath, int | None]]:
    """Files that finished stages have written, with their number of rows where it is known."""
    for path in sorted((settings.root / "ledger").glob("*/*/*.json"), key=str):
        try:
            entry = read_json(path)
        except ValueError as error:
            raise TerminalError(f"broken ledger file {path}: {error}") from error
        interval = Interval.parse(entry["interval_start"], entry["interval_end"])
        partition = Partition(settings.data, interval, entry["batch"])
        yield partition.lake(REJECTS.name, entry["stage"]), None
        if entry["stage"] == Stage.DISCOVER:
            yield partition.lake(LISTINGS.name), None
        if entry["stage"] == Stage.FETCH:
            yield partition.lake(FETCHES.name), entry["inputs"]
        if entry["stage"] == Stage.CLEAN:
            yield partition.lake(ARTICLES.name), entry["outcomes"].get("ok", 0)
            if _WITH_RULES in entry["versions"].get("cleaner", ""):
                yield partition.lake(FINGERPRINTS.name), None
                yield partition.lake(BOILERPLATE.name), None
        if entry["stage"] == Stage.ANNOTATE:
            for table in ANNOTATIONS:
                yield partition.lake(table.name), None


def _fault(path: UPath, expected: int | None) -> str | None:
    try:
        with path.open("rb") as source:
            rows = pq.read_table(source).num_rows
    except FileNotFoundError:
        return "missing"
    except (OSError, pa.ArrowException) as error:
        return f"unreadable: {error}"
    if expected is not None and rows != expected:
        return f"{rows} rows, and the ledger says {expected}"
    return None


def _modified(path: UPath) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
