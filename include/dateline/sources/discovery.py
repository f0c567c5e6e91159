"""Asking a source, whatever its kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from dateline.http import Limits
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.schemas import Document, Reject
from dateline.settings import Settings
from dateline.sources.config import FeedSource, FolderSource, Source, WarcSource
from dateline.sources.feed import discover_feed
from dateline.sources.folder import discover_folder
from dateline.sources.warc import discover_warc

CHECK_LIMIT = 10_000
"""Documents that `check` looks at, at most."""

_DEAD = frozenset({Outcome.SOURCE_UNREACHABLE, Outcome.BROKEN_SOURCE})


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a source shows now: one row of `dateline sources check`.

    Args:
        source_id: the source.
        kind: its kind.
        state: `ok`, `empty`, `disabled` or `failed`.
        documents: how many documents it shows; the check stops at `CHECK_LIMIT`.
        newest: date of the newest, ISO 8601 in UTC; empty if there is none.
        message: the first reject's reason, and how many there are.
    """

    source_id: str
    kind: str
    state: str
    documents: int
    newest: str
    message: str


def discover(
    source: Source, interval: Interval, settings: Settings, limits: Limits | None = None
) -> Iterator[Document | Reject]:
    """Show what a source has, each document with its date, in the same order each time.

    Documents outside the interval may be among them; which to take is the caller's choice.

    Args:
        source: the source.
        interval: the data interval: narrows which files are read, and which rejects are shown.
        settings: the settings.
        limits: politeness and patience of the HTTP client.
    """
    return _show(source, interval, settings, limits)


def check(source: Source, settings: Settings, limits: Limits | None = None) -> CheckResult:
    """Try a source, and say what it shows. Sources that are not enabled are not asked."""
    if not source.enabled:
        return CheckResult(source.id, source.kind, "disabled", 0, "", "")
    documents, newest, rejects = 0, "", []
    for item in islice(_show(source, None, settings, limits), CHECK_LIMIT):
        if isinstance(item, Reject):
            rejects.append(item)
        else:
            documents += 1
            newest = max(newest, item.dated_at)
    dead = [reject for reject in rejects if reject.outcome in _DEAD]
    state = "failed" if dead and not documents else "ok" if documents else "empty"
    return CheckResult(
        source.id, source.kind, state, documents, newest, _summary(dead or rejects, len(rejects))
    )


def _show(
    source: Source, interval: Interval | None, settings: Settings, limits: Limits | None
) -> Iterator[Document | Reject]:
    """Ask the source by its kind; files that cannot be opened are a source that is away."""
    try:
        match source:
            case WarcSource():
                yield from discover_warc(source, interval, settings)
            case FolderSource():
                yield from discover_folder(source, interval, settings)
            case FeedSource():
                yield from discover_feed(source, settings, limits)
    except OSError as error:
        yield Reject(source.id, _location(source), Outcome.SOURCE_UNREACHABLE, str(error))


def _location(source: Source) -> str:
    return source.url if isinstance(source, FeedSource) else source.path


def _summary(rejects: list[Reject], total: int) -> str:
    if not rejects:
        return ""
    first = f"{rejects[0].outcome}: {rejects[0].reason}"
    return first if total == 1 else f"{first} (and {total - 1} more)"
