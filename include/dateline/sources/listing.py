"""What listings on the web have in common: getting the page, and sorting its items by date."""

import logging
from datetime import date, datetime, timedelta
from urllib.parse import urljoin

from dateline.errors import RecordError
from dateline.http import http_url
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.schemas import Document
from dateline.sources.config import SiteSource
from dateline.sources.copies import Copies, Copy
from dateline.sources.dates import may_touch, midnight
from dateline.sources.shown import Form, Shown

_LAST = timedelta(seconds=1)
_log = logging.getLogger(__name__)

_SOURCE_OUTCOMES = frozenset({Outcome.BROKEN_SOURCE, Outcome.ROBOTS_DENIED})
_BROKEN = frozenset({Outcome.OVERSIZED, Outcome.BROKEN_RECORD, Outcome.UNSUPPORTED_TYPE})


def fail(shown: Shown, error: RecordError) -> None:
    """Take note that a listing gave nothing, in an outcome of listings."""
    if error.outcome in _SOURCE_OUTCOMES:
        shown.fail(error.outcome, error.reason)
    elif error.outcome in _BROKEN:
        shown.fail(Outcome.BROKEN_SOURCE, error.reason)
    else:
        shown.fail(Outcome.SOURCE_UNREACHABLE, error.reason)


async def get_copy(
    shown: Shown, source: SiteSource, copies: Copies, *, fresh_from: datetime, max_body: int
) -> Copy | None:
    """A listing as it is now, or as it was when it last answered.

    Where it does not answer, the outcome says so, and the copy at hand is read all the same: it
    may hold entries that no earlier run took.

    Returns:
        The copy; None where there is none.
    """
    try:
        copy = await copies.get(shown.url, permits=source, fresh_from=fresh_from, max_body=max_body)
    except RecordError as error:
        fail(shown, error)
        return _held(shown, copies, max_body)
    shown.asked_at, shown.seconds = copy.fetched_at, copy.seconds
    if copy.not_modified:
        shown.outcome = Outcome.NOT_MODIFIED
    return copy


def _held(shown: Shown, copies: Copies, max_body: int) -> Copy | None:
    copy = copies.held(shown.url, max_body=max_body)
    if copy:
        shown.asked_at = copy.fetched_at
        shown.reason += f"; the copy of {stamp(copy.fetched_at)} was read"
    return copy


def absolute(base: str, link: str) -> str:
    """The address that a link names.

    Raises:
        RecordError: none that is absolute, of http or https.
    """
    try:
        return str(http_url(urljoin(base, link) if link else link))
    except ValueError as error:
        raise RecordError(Outcome.BAD_URL, str(error)) from error


def place(shown: Shown, window: Interval, url: str, dated_at: datetime) -> bool:
    """Put an item where its date belongs; returns whether it belongs to the window."""
    if dated_at not in window:
        shown.outside += 1
        return False
    shown.documents.append(Document(shown.source_id, url, "http", dated_at.isoformat()))
    return True


def place_day(shown: Shown, window: Interval, url: str, day: date, *, live: bool) -> None:
    """Put an item where it belongs of which only the day is known, in the outlet's own zone.

    In a live run it belongs to the first interval that sees it and that the day may touch; in a
    run over history to where midnight in UTC is.
    """
    shown.dated(midnight(day))
    if live and may_touch(day, window):
        place_at_end(shown, window, url)
    else:
        place(shown, window, url, midnight(day))


def place_at_end(shown: Shown, window: Interval, url: str) -> None:
    """Put an item without a time of its own at the end of the window."""
    shown.undated.add(url)
    place(shown, window, url, window.end - _LAST)


def stamp(moment: datetime) -> str:
    """A time for messages, to the minute."""
    return moment.strftime("%Y-%m-%dT%H:%MZ")


def crashed(source_id: str, form: Form, url: str, error: Exception) -> Shown:
    """What is told of a listing that could not be read because of a fault of ours."""
    _log.error("%s, %s %s: crashed", source_id, form, url, exc_info=error)
    shown = Shown(source_id, form, url)
    shown.fail(Outcome.CRASHED, f"{type(error).__name__}: {error}")
    return shown
