"""Extensions of DuckDB: used where they are there, never required, never downloaded."""

from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import duckdb


def load_extension(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Load an extension that is installed, as DuckDB's `INSTALL` or as its wheel from PyPI.

    Args:
        con: a connection that may still reach files.
        name: such as `fts`; the wheel is `duckdb-extension-<name>`, of DuckDB's own version.

    Returns:
        Whether it is loaded now.
    """
    for place in (name, *_wheel(name)):
        with suppress(duckdb.Error):
            con.load_extension(place)
            return True
    return False


def _wheel(name: str) -> list[str]:
    """The extension's file within its wheel, if that is installed for this DuckDB."""
    spec = find_spec(f"duckdb_extension_{name}")
    if spec is None or spec.origin is None:
        return []
    folder = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}"
    return [str(path) for path in folder.glob(f"{name}.duckdb_extension")]
