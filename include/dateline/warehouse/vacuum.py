"""Vacuum: give back the disk that the warehouse's file and copies of it no longer need."""

import logging
from datetime import UTC, datetime
from pathlib import Path

from dateline.settings import Settings
from dateline.warehouse.connect import open_warehouse, warehouse_path
from dateline.warehouse.publish import SPARE
from dateline.warehouse.statements import Statements, quote_identifier, quote_literal

log = logging.getLogger(__name__)

MIN_SHARE = 0.3
"""Share of free blocks from which on the warehouse is written anew."""

MIN_BLOCKS = 256
"""Free blocks that make it worth while: 64 MB."""

_REWRITTEN = ".vacuum.duckdb"


def vacuum(settings: Settings, before: datetime) -> int:
    """Remove leftovers of published copies, and rewrite a warehouse with many free blocks.

    The warehouse is held meanwhile, so nobody writes; readers have their copy. The new file takes
    the old one's name in one step. The next publishing copies all.

    Args:
        settings: the settings.
        before: an aware time; younger leftovers may belong to somebody.

    Returns:
        Bytes given back.

    Raises:
        TransientError: another process holds the warehouse.
    """
    path = warehouse_path(settings)
    if not path.exists():
        return 0
    rewritten = path.with_name(_REWRITTEN)
    with open_warehouse(settings) as con:
        saved = _remove_strays(path.parent, before)
        sql = Statements(con, settings.sql)
        (blocks,) = sql.rows("vacuum/blocks")
        free, total = blocks["free_blocks"], blocks["total_blocks"]
        if free < MIN_BLOCKS or free < MIN_SHARE * total:
            return saved
        size = path.stat().st_size
        sql.run(
            "vacuum/rewrite",
            path=quote_literal(str(rewritten)),
            warehouse=quote_identifier(path.stem),
        )
        saved += size - rewritten.stat().st_size
        rewritten.replace(path)
    log.info("%d of %d blocks were free: %.1f MB given back", free, total, saved / 1e6)
    return saved


def _remove_strays(folder: Path, before: datetime) -> int:
    """Remove copies that nobody finished; called while holding the writer's lock."""
    saved = 0
    for stray in sorted([*folder.glob(".published.*"), *folder.glob(f"{_REWRITTEN}*")]):
        ours = stray.name.startswith(_REWRITTEN)
        stat = stray.stat()
        if stray.name != SPARE and (ours or datetime.fromtimestamp(stat.st_mtime, UTC) < before):
            stray.unlink()
            saved += stat.st_size
    return saved
