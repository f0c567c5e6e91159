"""WARC files as a source: each response or resource record is a document."""

import re
from datetime import timedelta

from upath import UPath

from dateline.errors import TerminalError
from dateline.locations import location_of, resolve
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.settings import Settings
from dateline.sources.collection import Collection
from dateline.sources.config import WarcSource
from dateline.sources.shown import Shown

_CODES = re.compile(r"(?:%[a-zA-Z])+")
_WILDCARD = re.compile(r"[*?\[]")


def ask_warc(source: WarcSource, window: Interval, settings: Settings) -> list[Shown]:
    """Ask a collection of archives which documents belong to a window, in the order of the files.

    Args:
        source: the source.
        window: the time in question; where the path has strftime codes, it says which files.
        settings: the settings.

    Returns:
        One answer, for all files.
    """
    shown = Shown(source.id, "warc", source.path)
    collection = Collection(shown, window, settings, hosts=source.hosts, languages=source.languages)
    try:
        files = _files(source, window, settings)
    except OSError as error:
        shown.fail(Outcome.SOURCE_UNREACHABLE, str(error))
        return [shown]
    found = [collection.read(path) for path in files]
    collection.conclude()
    if not any(found):
        shown.outcome, shown.reason = Outcome.OUT_OF_REACH, f"no file{_days(source.path, window)}"
    return [shown]


def newest_file(source: WarcSource, window: Interval, settings: Settings) -> list[Shown]:
    """Try the newest file of a collection, by its name, whatever it holds; as `ask_warc`."""
    pattern = _CODES.sub("*", source.path)
    files = sorted(_matches(pattern, settings), key=str)
    path = location_of(files[-1], settings) if files else pattern
    (shown,) = ask_warc(source.model_copy(update={"path": path}), window, settings)
    shown.url = source.path
    return [shown]


def _days(path: str, window: Interval) -> str:
    """For which days a path was looked for; empty if its files are of no day."""
    if not _CODES.search(path):
        return ""
    first, last = window.start.date(), (window.end - timedelta(seconds=1)).date()
    return f" for {first}" if first == last else f" for {first} to {last}"


def _files(source: WarcSource, window: Interval, settings: Settings) -> list[UPath]:
    """The files that may be there, without repetition, in the order of days, then of names."""
    files: dict[str, UPath] = {}
    for pattern in _patterns(source.path, window):
        for path in sorted(_matches(pattern, settings), key=str):
            files[str(path)] = path
    return list(files.values())


def _patterns(path: str, window: Interval) -> list[str]:
    """The path's strftime codes filled in for each hour of the window."""
    if not _CODES.search(path):
        return [path]
    hour = window.start.replace(minute=0, second=0)
    patterns: list[str] = []
    while hour < window.end:
        patterns.append(hour.strftime(path))
        hour += timedelta(hours=1)
    return list(dict.fromkeys(patterns))


def _matches(pattern: str, settings: Settings) -> list[UPath]:
    found = _WILDCARD.search(pattern)
    if not found:
        return [resolve(pattern, settings)]
    folder, _, _ = pattern[: found.start()].rpartition("/")
    root = resolve(folder or ("/" if pattern.startswith("/") else "."), settings)
    rest = pattern[len(folder) :].lstrip("/")
    if not root.exists():
        return []
    try:
        return [path for path in root.glob(rest) if path.is_file()]
    except ValueError as error:
        raise TerminalError(f"path {pattern!r} of a source of WARC files: {error}") from error
