"""Entity-relationship diagrams of the warehouse, in Mermaid, from declared keys and references."""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from dateline.schemas import Row

GROUPS: dict[str, tuple[str, ...]] = {
    "Articles, their versions and copies": (
        "core_articles", "core_article_revisions", "core_captures", "core_duplicates",
        "mart_stories", "mart_story_articles",
    ),
    "What articles say": (
        "core_articles", "core_entities", "core_mentions", "core_quotes", "core_time_expressions",
        "core_events", "core_event_actors", "core_event_details",
    ),
    "Events and incidents": (
        "core_events", "core_event_actors", "core_event_details", "mart_incidents",
        "mart_incident_events", "mart_event_daily", "dim_event_types",
    ),
    "How it came": (
        "dim_sources", "core_articles", "core_listings", "core_fetches", "core_rejects",
        "core_boilerplate", "core_checks", "dim_checks", "mart_source_health",
    ),
}  # fmt: skip
"""Title of each diagram to its tables; a table may be in several."""

_HEAD = """\
## Diagrams

Tables with their keys and what they refer to, made from `keys.toml` and `references.toml` in
`sql/dictionary`, which checks hold to the data. `||` is exactly one row, `o|` one or none, `o{` any
number. A column stands here if it is part of the key (PK) or refers to another table (FK).

`dim_actors`, `dim_places` and `dim_dates` are joined by value where there is a match, so nothing
refers to them: `entity_id` is `actor:…` or `place:…` only for what was linked.
"""


def declared(folder: Path) -> tuple[dict[str, list[str]], list[dict[str, Any]]]:
    """Keys of tables without a PRIMARY KEY, and references, as declared.

    Args:
        folder: folder of the SQL files.
    """
    keys, references = (
        tomllib.loads((folder / "dictionary" / f"{name}.toml").read_text(encoding="utf-8"))
        for name in ("keys", "references")
    )
    keys.pop("because", None)
    return keys, references["reference"]


def diagrams(folder: Path, tables: Sequence[Row], columns: Sequence[Row]) -> str:
    """The section of the data dictionary, in Markdown.

    Args:
        folder: folder of the SQL files.
        tables: rows of `dictionary/tables`.
        columns: rows of `dictionary/columns`.
    """
    keys, references = declared(folder)
    keys |= {row["table_name"]: row["key_columns"] for row in tables if row["key_columns"]}
    by_name = {(row["table_name"], row["column_name"]): row for row in columns}
    parts = [_HEAD]
    for title, group in GROUPS.items():
        within = [
            each for each in references if each["table"] in group and each["refers_to"] in group
        ]
        lines = [f"### {title}", "", "```mermaid", "erDiagram"]
        for table in group:
            lines += _entity(table, keys.get(table, ()), references, by_name)
        lines += sorted(_relation(each, keys, by_name) for each in within)
        parts.append("\n".join([*lines, "```", ""]))
    return "\n".join(parts)


def _entity(
    table: str,
    key: Collection[str],
    references: Sequence[Mapping[str, Any]],
    columns: Mapping[tuple[str, str], Row],
) -> list[str]:
    foreign = {name for each in references if each["table"] == table for name in each["columns"]}
    lines = [f"    {table} {{"]
    for (of, name), column in columns.items():
        if of == table and (name in key or name in foreign):
            marks = ["PK"] * (name in key) + ["FK"] * (name in foreign)
            kind = re.sub(r"\W+", "_", column["data_type"]).strip("_")
            lines.append(f"        {kind} {name} {', '.join(marks)}")
    return [*lines, "    }"]


def _relation(
    reference: Mapping[str, Any],
    keys: Mapping[str, Collection[str]],
    columns: Mapping[tuple[str, str], Row],
) -> str:
    table, names = reference["table"], reference["columns"]
    loose = reference.get("optional") or any(
        columns[table, name]["is_nullable"] for name in names if (table, name) in columns
    )
    is_one = set(names) == set(keys.get(table, ()))
    many, one = ("|o" if is_one else "}o"), ("o|" if loose else "||")
    return f'    {table} {many}--{one} {reference["refers_to"]} : "{", ".join(names)}"'
