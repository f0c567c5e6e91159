"""GDELT 2.0's lists as a source: addresses of the articles that GDELT saw, by quarter of an hour.

A list's name is its time, so that those of a window are known without asking. An article is dated
by the quarter of an hour in which GDELT saw it; when it was published, its page tells. Lists do not
change once they are out: each is asked once, and its copy kept. That is some 50 MB a day for events
and mentions, and 500 MB for the knowledge graph, which names few articles that mentions do not.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from yarl import URL

from dateline.errors import RecordError
from dateline.http import http_url, status_text
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.schemas import Document, Reject
from dateline.sources.config import GdeltSource
from dateline.sources.copies import Copies
from dateline.sources.faults import Faults
from dateline.sources.gdelt_rows import MOST_PACKED, STAMP, TABLES, Row, Table, read_rows
from dateline.sources.listing import fail
from dateline.sources.shown import Shown

FIRST = datetime(2015, 2, 18, 23, tzinfo=UTC)
"""The first list of GDELT 2.0 (the first line of its masterfilelist.txt)."""

EVERY = timedelta(minutes=15)
"""From one list to the next."""

_MISSING = status_text(404)
_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of one table, of articles in English or of translated ones."""

    base: str
    table: Table
    is_translated: bool

    def url(self, stamp: str) -> str:
        translation = "translation." if self.is_translated else ""
        return f"{self.base.rstrip('/')}/{stamp}.{translation}{self.table.suffix}"


@dataclass
class _List:
    """What one list held, each address once; `error` where it could not be read to its end."""

    url: str
    fetched_at: datetime | None = None
    seconds: float | None = None
    rows: dict[str, Row] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    error: RecordError | None = None


async def ask_gdelt(source: GdeltSource, window: Interval, copies: Copies) -> list[Shown]:
    """Ask GDELT's lists of a window.

    Args:
        source: the source.
        window: the time in question.
        copies: where lists are got.

    Returns:
        What the lists of each table showed; articles in English come first.
    """
    kinds = list(_kinds(source))
    if not kinds:
        shown = Shown(source.id, "gdelt", source.base, Outcome.OUT_OF_REACH)
        shown.reason = f"lists of {', '.join(source.languages)} are read with translated = true"
        return [shown]
    return list(await asyncio.gather(*(_ask(source, lists, window, copies) for lists in kinds)))


def list_addresses(source: GdeltSource) -> set[str]:
    """The addresses of the lists that a source reads, times as strftime codes."""
    return {lists.url(STAMP) for lists in _kinds(source)} or {source.base}


def _kinds(source: GdeltSource) -> Iterator[_Lists]:
    wanted = set(source.languages)
    for is_translated in (False, True):
        if is_translated:
            is_read = source.translated and wanted != {_ENGLISH}
        else:
            is_read = not wanted or _ENGLISH in wanted
        for table in source.tables if is_read else ():
            yield _Lists(source.base, TABLES[table], is_translated)


async def _ask(source: GdeltSource, lists: _Lists, window: Interval, copies: Copies) -> Shown:
    shown = Shown(source.id, "gdelt", lists.url(STAMP))
    if window.end <= FIRST:
        shown.outcome = Outcome.OUT_OF_REACH
        shown.reason = f"GDELT 2.0 begins at {FIRST:%Y-%m-%dT%H:%MZ}"
        return shown
    asking = (_get(source, lists.url(f"{at:{STAMP}}"), at, lists, copies) for at in _times(window))
    answers = await asyncio.gather(*asking)
    _merge(source, window, answers, shown)
    return shown


def _times(window: Interval) -> Iterator[datetime]:
    """Times of the lists in a window."""
    start = max(window.start, FIRST)
    late = (start - FIRST) % EVERY
    time = start + (EVERY - late if late else timedelta())
    while time < window.end:
        yield time
        time += EVERY


async def _get(source: GdeltSource, url: str, at: datetime, lists: _Lists, copies: Copies) -> _List:
    """Read one list; its archive is not held longer than that."""
    found = _List(url)
    try:
        copy = await copies.get(url, permits=source, fresh_from=at, max_body=MOST_PACKED)
        found.fetched_at, found.seconds = copy.fetched_at, copy.seconds
        for row in read_rows(copy.body, lists.table):
            if isinstance(row, str):
                found.broken.append(row)
            else:
                found.rows.setdefault(row.address, row)
    except RecordError as error:
        found.error = error
    return found


def _merge(source: GdeltSource, window: Interval, answers: Sequence[_List], shown: Shown) -> None:
    """Put what lists held together, in their order; an address counts where it comes first."""
    faults = Faults(source.id, shown.url)
    taken: set[str] = set()
    for answer in answers:
        for reason in answer.broken:
            faults.add(answer.url, Outcome.BROKEN_RECORD, reason)
        for address, row in answer.rows.items():
            if address not in taken:
                taken.add(address)
                _take(source, window, row, shown, faults)
    shown.rejects += faults.rejects()
    asked = [answer.fetched_at for answer in answers if answer.fetched_at]
    shown.asked_at = max(asked, default=None)
    seconds = [answer.seconds for answer in answers if answer.seconds is not None]
    shown.seconds = sum(seconds) if seconds else None
    _judge(shown, answers)


def _take(source: GdeltSource, window: Interval, row: Row, shown: Shown, faults: Faults) -> None:
    shown.dated(row.seen_at)
    if row.seen_at not in window:
        shown.outside += 1
        return
    if not row.is_web or (row.language and not _is_wanted(row.language, source.languages)):
        shown.filtered += 1
        return
    try:
        url = http_url(row.address)
    except RecordError as error:
        faults.add(row.address[:200], error.outcome, error.reason)
        return
    if _is_of(url, source.hosts):
        document = Document(source.id, str(url), "http", row.seen_at.isoformat())
        shown.documents.append(document)
        shown.undated.add(document.url)  # its date is GDELT's, and says nothing of an update
    else:
        shown.filtered += 1


def _judge(shown: Shown, answers: Sequence[_List]) -> None:
    """Tell of lists that could not be read: each is a loss, all of them a dead source."""
    faulty = [(answer, answer.error) for answer in answers if answer.error]
    missing = [error for answer, error in faulty if answer.fetched_at is None]
    if missing and len(missing) == len(answers):
        reason = f"none of {len(answers)} lists came; the first: {missing[0].reason}"
        fail(shown, RecordError(missing[0].outcome, reason))
        return
    for answer, error in faulty:
        is_gap = error.reason == _MISSING
        outcome = Outcome.HTTP_ERROR if is_gap else error.outcome
        reason = f"{_MISSING}: there is no list of this time" if is_gap else error.reason
        shown.rejects.append(Reject(shown.source_id, answer.url, outcome, reason))
    if faulty:
        shown.reason = f"{len(faulty)} of {len(answers)} lists could not be read"


def _is_wanted(language: str, languages: Sequence[str]) -> bool:
    return not languages or language in languages


def _is_of(url: URL, hosts: Sequence[str]) -> bool:
    """Whether an address is on one of the hosts or their subdomains; no hosts are all."""
    name = url.host or ""
    return not hosts or any(name == host or name.endswith(f".{host}") for host in hosts)
