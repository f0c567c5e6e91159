"""Publish: replace the read copy with the warehouse as it stands, in one step."""

import os
from pathlib import Path

from dateline.errors import TerminalError
from dateline.settings import Settings
from dateline.warehouse.connect import open_warehouse, published_path, warehouse_path
from dateline.warehouse.statements import Statements, quote_identifier, quote_literal

_NEXT = ".published.{pid}.next"


def publish(settings: Settings) -> Path:
    """Copy the warehouse into a new file and let that file replace the read copy.

    Who has the old copy open keeps reading it unchanged; who opens it later sees the new one.

    Returns:
        Path of the read copy.

    Raises:
        TransientError: another process holds the warehouse.
        TerminalError: checks failed; readers keep the copy that they have.
    """
    path = published_path(settings)
    following = path.with_name(_NEXT.format(pid=os.getpid()))
    with open_warehouse(settings) as con:
        _remove_leftovers(path.parent)
        sql = Statements(con, settings.sql)
        _require_sound(sql)
        try:
            sql.run(
                "publish/copy",
                path=quote_literal(str(following)),
                warehouse=quote_identifier(warehouse_path(settings).stem),
            )
            _flush(following)
            following.replace(path)
        finally:
            _remove_leftovers(path.parent)
    return path


def _require_sound(sql: Statements) -> None:
    """Refuse to publish what a check of severity `fail` found rows in."""
    failed = [
        f"{row['check_name']} ({row['failing_rows']} rows, "
        f"{row['interval_start'] or 'all'} to {row['interval_end'] or 'all'})"
        for row in sql.rows("publish/obstacles")
    ]
    if failed:
        raise TerminalError(
            "not published, for these checks failed; run their intervals again when the cause is "
            f"mended: {', '.join(failed)}"
        )


def _remove_leftovers(folder: Path) -> None:
    """Remove unfinished copies. Called while holding the writer's lock: nobody else makes one."""
    for path in folder.glob(_NEXT.format(pid="*") + "*"):
        path.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Have the file on disk before its name changes: a crash then loses the new copy, not both."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
