"""The catalogue of saved queries: `docs/queries.md`, made from their headers and their answers."""

import json
from itertools import zip_longest
from typing import Any

import pyarrow as pa

from dateline.settings import Settings
from dateline.warehouse.query import (
    TOPICS,
    SavedQuery,
    plain_rows,
    run_saved,
    saved_queries,
    table_counts,
)

EXAMPLE_ROWS = 8
"""How many rows of an answer are shown, the first."""
CELL_WIDTH = 48
"""Characters of a cell; what is longer is cut."""

_HEAD = """\
# Saved queries

Analyses that are ready to be asked, one file each in [`sql/queries`](../sql/queries): {number} of
them. This page is made of their headers and of what they answer on the bundled sample, nine days of
October 2015 with {articles} articles, by `python -m dateline.guides`. Do not edit this page.

```sh
dateline sql                                          # the list
dateline sql --query dyad_timeline                    # with the defaults
dateline sql --query dyad_timeline --param source=USA --param target=AFG --format csv
```

Parameters are text and are cast where they stand; one that is left out has its default, `%` stands
for any. Days are those of the data, never of the clock: an empty `last_day` is the newest day that
is there. Queries marked **dashboard** answer from marts and are meant to be asked again and again.
Examples have the first {rows} rows; long cells are cut (…).
"""


def catalogue(settings: Settings) -> str:
    """The page, in Markdown, with the answers of the published copy.

    Args:
        settings: the settings; their data root holds a run of the sample.

    Raises:
        TerminalError: nothing is published, or a query is wrong.
    """
    known = saved_queries(settings)
    articles = dict(table_counts(settings))["core_articles"]
    head = _HEAD.format(number=len(known), articles=articles, rows=EXAMPLE_ROWS)
    by_topic = {topic: [each for each in known if each.topic == topic] for topic in TOPICS}
    parts = [head, _contents(by_topic)]
    for topic, queries in by_topic.items():
        parts += [f"## {topic.capitalize()}\n", *(_section(settings, each) for each in queries)]
    return "\n".join(parts)


def _contents(by_topic: dict[str, list[SavedQuery]]) -> str:
    lines = ["| Topic | Query | Answers |", "| --- | --- | --- |"]
    for topic, queries in by_topic.items():
        for each in queries:
            about = each.about.replace("|", "\\|")
            lines.append(f"| {topic} | [`{each.name}`](#{each.name}) | {about} |")
    return "\n".join([*lines, ""])


def _section(settings: Settings, saved: SavedQuery) -> str:
    lines = [f"### {saved.name}", "", saved.about + (" **dashboard**" * saved.is_dashboard), ""]
    lines += [f"- {note}" for note in saved.notes] + [""] * bool(saved.notes)
    lines += ["```sh", _command(saved), "```", ""]
    if empty := [name for name, value in saved.params.items() if not value]:
        lines += [f"Empty by default: {', '.join(f'`{name}`' for name in empty)}.", ""]
    lines += [_example(settings, saved), ""]
    lines += [f"[SQL](../sql/queries/{saved.name}.sql)", ""]
    return "\n".join(lines)


def _command(saved: SavedQuery) -> str:
    words = [f"dateline sql --query {saved.name}"]
    for name, value in saved.params.items():
        if value:
            pair = f"{name}={value}"
            words.append("--param " + (f"'{pair}'" if set(pair) & set(" %*") else pair))
    return " ".join(words)


def _example(settings: Settings, saved: SavedQuery) -> str:
    if saved.no_example:
        return f"No example: {saved.no_example}."
    return markdown(run_saved(settings, saved.name), EXAMPLE_ROWS)


def markdown(answer: pa.Table, most: int, width: int = CELL_WIDTH) -> str:
    """An answer as a table in Markdown: its first rows, long cells cut.

    Args:
        answer: the answer.
        most: rows that are shown.
        width: characters of a cell.
    """
    rows = plain_rows(answer.slice(0, most))
    numeric = [_is_number(kind) for kind in answer.schema.types]
    lines = [
        "| " + " | ".join(escaped(name) for name in answer.column_names) + " |",
        "| " + " | ".join("--:" if right else "---" for right in numeric) + " |",
    ]
    lines += ["| " + " | ".join(_cell(value, width) for value in row) + " |" for row in rows]
    if (left := answer.num_rows - len(rows)) > 0:
        lines += ["", f"… and {left} more {'row' if left == 1 else 'rows'}."]
    return "\n".join(lines)


def _is_number(kind: pa.DataType) -> bool:
    return any(
        test(kind) for test in (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    )


def _cell(value: Any, width: int) -> str:
    if value is None:
        return ""
    nested = isinstance(value, (list, dict))
    text = json.dumps(value, default=str, ensure_ascii=False) if nested else str(value)
    text = " ".join(text.split())
    return escaped(text if len(text) <= width else text[: width - 1].rstrip() + "…")


def escaped(text: str) -> str:
    """Text that Markdown takes as it is, also within a table."""
    for sign in "\\|`*<>[]":
        text = text.replace(sign, "\\" + sign)
    return text


def differing(there: str, made: str) -> str:
    """The first line in which two texts differ, as `-there` and `+made`; empty if none does."""
    lines = zip_longest(there.splitlines(), made.splitlines(), fillvalue="")
    for number, (old, new) in enumerate(lines, start=1):
        if old != new:
            return f"line {number}:\n-{old}\n+{new}"
    return "" if there == made else "the end of the last line"
