"""JSON lines in, JSON lines out: one line out per line in, same `id`, same order."""

import json
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from rich.console import Console
from rich.progress import Progress

from dateline.errors import RecordError
from dateline.outcomes import Outcome

Object = dict[str, Any]


def transform(
    lines: Iterable[bytes],
    work: Callable[[list[Object]], Iterable[Object | RecordError]],
    *,
    chunk: int,
) -> Iterator[bytes]:
    """Apply `work` to the objects of the lines, some at a time.

    Args:
        lines: JSON lines; blank ones are passed over.
        work: gives one result for each object, in order; an error stands for its own line only.
        chunk: how many objects `work` is given at once.

    Yields:
        One line for each line that is not blank: the result, or
        `{"id", "outcome", "error"}`. The `id` is the input's own.
    """
    pending: list[Object | RecordError] = []
    for line in lines:
        if line.strip():
            pending.append(_parse(line))
        if len(pending) >= chunk:
            yield from _answer(pending, work)
            pending = []
    yield from _answer(pending, work)


def _parse(line: bytes) -> Object | RecordError:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return RecordError(Outcome.BROKEN_RECORD, f"not JSON: {error}")
    if not isinstance(value, dict):
        return RecordError(Outcome.BROKEN_RECORD, f"not a JSON object: {type(value).__name__}")
    return value


def _answer(
    pending: list[Object | RecordError],
    work: Callable[[list[Object]], Iterable[Object | RecordError]],
) -> Iterator[bytes]:
    results = iter(work([item for item in pending if isinstance(item, dict)]))
    for item in pending:
        identity = {"id": item.get("id") if isinstance(item, dict) else None}
        result = next(results) if isinstance(item, dict) else item
        if isinstance(result, RecordError):
            result = {"outcome": str(result.outcome), "error": result.reason}
        # Half a surrogate pair has no UTF-8, and is written as JSON's own escape.
        text = json.dumps(identity | result, ensure_ascii=False)
        yield text.encode("utf-8", "backslashreplace") + b"\n"


def with_progress(source: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream, with progress and time left on standard error if a person reads it."""
    status = os.fstat(source.fileno())
    total = status.st_size if stat.S_ISREG(status.st_mode) else None
    console = Console(stderr=True)
    with Progress(console=console, disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task("reading", total=total)
        for line in source:
            yield line
            progress.advance(task, len(line) if total else 1)
