"""What integration tests share: a run of the pipeline, and what it left behind as hashes."""

import hashlib
import json
from pathlib import Path

from dateline.settings import PROJECT, Settings
from dateline.warehouse import fingerprint, open_warehouse

SAMPLE = {
    "id": "sample",
    "kind": "warc",
    "path": str(PROJECT / "include" / "sample" / "dateline-sample-%Y%m%d.warc.gz"),
}
"""The bundled sample, as a source of a list that lies elsewhere."""


def source_file(folder: Path, *sources: dict[str, object]) -> Path:
    """Write a list of sources; each gets its id as name. JSON values are TOML values, too."""
    path = folder / "sources.toml"
    tables = [
        "\n".join(f"{key} = {json.dumps(value)}" for key, value in ({"name": s["id"]} | s).items())
        for s in sources
    ]
    path.write_text("".join(f"[[source]]\n{table}\n\n" for table in tables), encoding="utf-8")
    return path


def sample_sources(folder: Path) -> Path:
    """A list of the bundled sample and the drop folder: nothing that needs a network."""
    return source_file(folder, SAMPLE, {"id": "inbox", "kind": "folder"})


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
