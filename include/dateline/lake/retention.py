"""Retention: whole days of the raw zone and of the lake that are let go, and the notes of it.

The note comes first, `ledger/dt=…/retention.json`: from then on the day counts as gone, and a
killed removal goes on the next time.
"""

import shutil
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from upath import UPath

from dateline.errors import TerminalError
from dateline.lake.compacting import remove_folder
from dateline.lake.exchange import folders_held, is_local
from dateline.partition import Interval
from dateline.settings import Settings
from dateline.storage import read_json, write_json

NOTE = "retention.json"
"""Name of the note, in the folder of the day in the ledger."""


def apply_retention(settings: Settings, end: datetime) -> dict[str, int]:
    """Let days go that are older than `keep_raw_days` and `keep_lake_days`.

    Of the raw zone the pages go (`.warc.gz`), and the manifests stay: they are small, and say which
    batches an interval has. A day goes when all its intervals ended that long ago. The lake is kept
    at least as long as runs look back.

    Args:
        settings: the settings.
        end: an aware time, from which is counted.

    Returns:
        Zone to number of days that went now.
    """
    looked_back = max(settings.seen_days, settings.duplicate_days, settings.boilerplate_days) + 1
    kept = {
        "raw": settings.keep_raw_days,
        "lake": settings.keep_lake_days and max(settings.keep_lake_days, looked_back),
    }
    return {
        zone: _let_go(settings.root, zone, end - timedelta(days=days)) if days else 0
        for zone, days in kept.items()
    }


def removed_days(root: UPath, zone: str) -> Iterator[UPath]:
    """Folders in the ledger of the days that went from a zone."""
    for note in sorted((root / "ledger").glob(f"dt=*/{NOTE}"), key=str):
        if zone in read_json(note):
            yield note.parent


def require_kept(root: UPath, interval: Interval, *zones: str) -> None:
    """Refuse work on an interval whose files went: it would take what they gave from the rest.

    Raises:
        TerminalError: they went, by which setting.
    """
    note = _note(root, f"dt={interval.dt}")
    gone = read_json(note) if note.exists() else {}
    for zone in zones:
        if zone in gone:
            raise TerminalError(
                f"{interval.id} cannot be run again: its files in the {zone} zone were removed, as "
                f"DATELINE_KEEP_{zone.upper()}_DAYS says; what was loaded of it stays"
            )


def _note(root: UPath, day: str) -> UPath:
    return root / "ledger" / day / NOTE


def _let_go(root: UPath, zone: str, before: datetime) -> int:
    removed = 0
    for day in sorted((root / "ledger").glob("dt=*"), key=str):
        ids = [path.name for path in day.glob("*Z-*Z")]
        if ids and all(Interval.from_id(name).end <= before for name in ids):
            removed += _let_day_go(root, zone, day.name, before)
    return removed


def _let_day_go(root: UPath, zone: str, day: str, before: datetime) -> int:
    """Note, then remove; whether there was something."""
    note = _note(root, day)
    noted = read_json(note) if note.exists() else {}
    found = sorted(_files(root, zone, day), key=str)
    if zone not in noted:
        entry = {"ended_before": before.isoformat(), "files": len(found)}
        write_json(note, noted | {zone: entry})
    if zone == "raw":
        for path in found:
            path.unlink()
    else:
        for folder in (root / zone).glob(f"*/{day}"):
            _remove_whole(root, folder)
        remove_folder(root / "ledger" / day / "sums")
    return bool(found)


def _files(root: UPath, zone: str, day: str) -> Iterator[UPath]:
    if zone == "raw":
        yield from (root / "raw" / day).glob("*/*.warc.gz")
    else:
        yield from (root / zone).glob(f"*/{day}/*.parquet")


def _remove_whole(root: UPath, folder: UPath) -> None:
    """Remove a day of a table: on a local disk it goes out of sight in one step."""
    if not is_local(root):
        remove_folder(folder)
        return
    aside = Path(root.path) / "state" / "compaction" / uuid.uuid4().hex
    aside.parent.mkdir(parents=True, exist_ok=True)
    with folders_held(root, alone=True):
        Path(folder.path).rename(aside)
    shutil.rmtree(aside)
