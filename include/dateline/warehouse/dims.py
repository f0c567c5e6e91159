"""Dimensions: reference tables from the list of sources, from knowledge files and from the data."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import pyarrow as pa

from dateline.knowledge import read_table
from dateline.warehouse.statements import Statements

KNOWLEDGE = ("plover", "cameo", "actors")
"""Knowledge files that dimensions are made of."""

SOURCES = pa.schema(
    {
        "source_id": pa.string(),
        "name": pa.string(),
        "kind": pa.string(),
        "location": pa.string(),
        "language": pa.string(),
        "country": pa.string(),
        "is_enabled": pa.bool_(),
    }
)
"""Columns of `dim_sources`."""


LOCATIONS = ("path", "base", "home", "feeds", "sitemaps")
"""Fields that tell where a source is read from, one address or several."""


class Source(Protocol):
    """What `dim_sources` takes of a source of the project's list.

    Where it is read from is the first of `LOCATIONS` that its kind has and the list gives.
    """

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def language(self) -> str | None: ...  # noqa: D102
    @property
    def country(self) -> str | None: ...  # noqa: D102
    @property
    def enabled(self) -> bool: ...  # noqa: D102


def load_reference(sql: Statements, sources: Iterable[Source]) -> None:
    """Bring sources, event types and actors up to date with the list and the knowledge files.

    Args:
        sql: the statements, on the warehouse.
        sources: all sources; none leaves those listed before as they are.
    """
    listed = [_row(source) for source in sources]
    sql.con.register("listed_sources", pa.Table.from_pylist(listed, schema=SOURCES))
    sql.run("dims/sources")
    for name in KNOWLEDGE:
        sql.con.register(f"knowledge_{name}", pa.Table.from_pylist(list(read_table(name))))
    sql.run("dims/event_types")
    sql.run("dims/actors")


def derive(sql: Statements) -> None:
    """Rebuild the dimensions that come from the data: places and dates."""
    sql.run("dims/places")
    sql.run("dims/dates")


def _row(source: Source) -> dict[str, object]:
    return {
        "source_id": source.id,
        "name": source.name,
        "kind": source.kind,
        "location": _location(source),
        "language": source.language or None,
        "country": source.country or None,
        "is_enabled": source.enabled,
    }


def _location(source: Source) -> str | None:
    for field in LOCATIONS:
        found: str | Sequence[str] | None = getattr(source, field, None)
        if found:
            return found if isinstance(found, str) else found[0]
    return None
