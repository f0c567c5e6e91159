"""Writing an entry to the list of sources, all that is there untouched: comments, order, blanks."""

from collections.abc import Iterable
from pathlib import Path

import tomlkit
from tomlkit.items import AoT, Array, Table
from upath import UPath

from dateline.errors import TerminalError
from dateline.sources.config import SiteSource, parse_sources
from dateline.storage import replacing


def append_entry(path: Path, source: SiteSource) -> str:
    """Add an entry at the end of the list, in one step.

    Args:
        path: the list.
        source: the entry.

    Returns:
        The entry as TOML.

    Raises:
        TerminalError: the list would not be valid with it.
    """
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    tables = document.setdefault("source", tomlkit.aot())
    entry = _table(source)
    if not isinstance(tables, AoT):
        raise TerminalError(f"{path}: the sources are not [[source]] tables, so none can be added")
    tables.append(entry)
    text = tomlkit.dumps(document)
    parse_sources(text, path)
    with replacing(UPath(path)) as out:
        out.write(text.encode())
    return f"[[source]]\n{entry.as_string()}"


def _table(source: SiteSource) -> Table:
    """What of a source is not as by default, in the order of the fields."""
    table = tomlkit.table()
    values = source.model_dump(mode="json", exclude_defaults=True)
    for key in ("id", "name", "kind", "language", "country"):
        if values.get(key):
            table.add(key, values.pop(key))
    for key, value in values.items():
        table.add(key, _array(value) if isinstance(value, list) else value)
    return table


def _array(values: Iterable[str]) -> Array:
    array = tomlkit.array()
    array.extend(values)
    return array.multiline(len(array) > 1)
