"""Checksums of parts: a small file in the ledger for each file of the lake."""

from upath import UPath

from dateline.lake.files import digest
from dateline.storage import replacing

_SUFFIX = ".sha256"


def sum_path(part: UPath) -> UPath:
    """Where the checksum of a part's own file is kept."""
    table, day = part.parent.parent, part.parent
    root = table.parent.parent
    return root / "ledger" / day.name / "sums" / table.name / f"{part.stem}{_SUFFIX}"


def note(part: UPath, written: UPath | None = None) -> None:
    """Keep the checksum of a part; `written` is where its file is now, if not in its place."""
    with replacing(sum_path(part)) as out:
        out.write(f"{digest(written or part)}  {part.name}\n".encode())


def noted(part: UPath) -> str | None:
    """The checksum that was kept of a part; None where it was written before there were any."""
    try:
        return sum_path(part).read_text(encoding="utf-8").split()[0]
    except (FileNotFoundError, IndexError):
        return None
