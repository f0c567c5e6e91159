"""Upkeep of the zones: leftovers of killed runs, compaction, files that are broken or missing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from upath import UPath

from dateline import lake
from dateline.errors import TerminalError
from dateline.lake.compacting import remove_folder
from dateline.lake.retention import removed_days
from dateline.outcomes import Stage
from dateline.partition import Interval, Partition, lake_dir
from dateline.schemas import (
    ANNOTATIONS,
    ARTICLES,
    BOILERPLATE,
    DUPLICATES,
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
    built = settings.root / "state" / "compaction"
    held = built.glob("*") if built.exists() else ()
    folders = [path for path in held if _modified(path) < before]
    for folder in folders:
        remove_folder(folder)
    return len(old) + len(folders)


def compact(settings: Settings, before: datetime) -> int:
    """Compact the days of the lake that are older than `compact_after_days`.

    Args:
        settings: the settings.
        before: an aware time, from which that is counted.

    Returns:
        The number of files that there are less.
    """
    last = (before - timedelta(days=settings.compact_after_days)).date()
    return lake.compact(settings.root, last)


def verify(settings: Settings) -> int:
    """Compare every file of the lake that the ledger says is there with its checksum and counts.

    Files that were written before there were checksums are read instead.

    Returns:
        The number of files verified; those in a compacted file count one by one.

    Raises:
        TerminalError: names the files that are missing, changed, unreadable, or of another row
            count, and the intervals to run again.
    """
    verifier = lake.Verifier()
    for part, expected in _promised(settings):
        verifier.check(part, expected)
    if verifier.faults:
        raise TerminalError(
            f"{len(verifier.faults)} of {verifier.files} files of the lake are broken; run their "
            f"intervals again: {', '.join(sorted(verifier.intervals))}\n"
            + "\n".join(f"{path}: {fault}" for path, fault in sorted(verifier.faults.items()))
        )
    return verifier.files


def verify_raw(settings: Settings) -> int:
    """Compare the pages of the raw zone with the digests in their WARC records.

    Returns:
        The number of records.

    Raises:
        TerminalError: names the files and the places of records that changed or are broken.
    """
    from dateline.warc.verifying import faults_of

    records = 0
    faults: list[str] = []
    raw = settings.root / "raw"
    for path in sorted(raw.rglob("*.warc.gz") if raw.exists() else (), key=str):
        n, found = faults_of(path)
        records += n
        faults += [f"{path}, {fault}" for fault in found]
    if faults:
        raise TerminalError(f"{len(faults)} faults in the raw zone:\n" + "\n".join(faults))
    return records


def _promised(settings: Settings) -> Iterator[tuple[UPath, int | None]]:
    """Files that finished stages have written, with their number of rows where it is known."""
    gone = {day.name for day in removed_days(settings.root, "lake")}
    for day in sorted(lake_dir(settings.data, DUPLICATES.name).glob("dt=*"), key=str):
        for part in lake.parts_of(day):
            yield part, None
    for path in sorted((settings.root / "ledger").glob("*/*/*.json"), key=str):
        if path.parent.parent.name not in gone:
            yield from _promised_by(settings, path)


def _promised_by(settings: Settings, path: UPath) -> Iterator[tuple[UPath, int | None]]:
    """The files of one entry of the ledger."""
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


def _modified(path: UPath) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
