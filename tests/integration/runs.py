"""What integration tests share: a run of the pipeline, and what it left behind as hashes."""

import hashlib
from pathlib import Path

from dateline.settings import Settings
from dateline.warehouse import fingerprint, open_warehouse

SOURCES = """
[[source]]
id = "sample"
kind = "warc"
name = "Sample"
path = "{sample}/dateline-sample-%Y%m%d.warc.gz"

[[source]]
id = "inbox"
kind = "folder"
name = "Drop folder"
path = "{{data}}/inbox"
"""


def files(settings: Settings, zone: str) -> dict[str, str]:
    """Path within the zone to SHA-256, for every file there."""
    root = Path(settings.data) / zone
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def tables(settings: Settings) -> dict[str, str]:
    """Table to a hash of its rows, seconds left out."""
    with open_warehouse(settings) as connection:
        return fingerprint(connection)
