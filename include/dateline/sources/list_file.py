"""Writing an entry to the list of sources, all that is there untouched: comments, order, blanks."""

from collections.abc import Iterable
from pathlib import Path

import tomlkit
from tomlkit.items import Array, Table
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
    entry = f"[[source]]\n{_table(source).as_string()}"
    text = path.read_bytes().decode("utf-8").rstrip()
    text = f"{text}\n\n{entry}" if text else entry
    try:
        parse_sources(text, path)
    except TerminalError as error:
        raise TerminalError(f"the entry does not fit into the list: {error}") from error
    with replacing(UPath(path)) as out:
        out.write(text.encode())
    return entry


def _table(source: SiteSource) -> Table:
    """What of a source is not as by default, in the order of the fields."""
    table = tomlkit.table()
    values = source.model_dump(mode="json", exclude_defaults=True)
    for key in ("id", "name", "kind", "language", "country"):
        if values.get(key):
            table.add(key, values.pop(key))
    if "allow_hosts" in values:
        values["allow_hosts"].sort()  # a set has no order of its own
    for key, value in values.items():
        table.add(key, _array(value) if isinstance(value, list) else value)
    return table


def _array(values: Iterable[str]) -> Array:
    array = tomlkit.array()
    array.extend(values)
    return array.multiline(len(array) > 1)
