"""Archives as listings: which of their records belong to a window of time."""

from collections.abc import Iterable
from datetime import UTC, datetime

from upath import UPath

from dateline.errors import RecordError
from dateline.http import http_url
from dateline.locations import location_of
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.remote import FORWARDS, open_patiently
from dateline.schemas import Document, Reject
from dateline.settings import Settings
from dateline.sources.shown import Shown
from dateline.warc import RecordHead, Selection, stream_heads

_DEAD = frozenset({Outcome.SOURCE_UNREACHABLE, Outcome.BROKEN_SOURCE})


class Collection:
    """Puts what the archives of a collection hold into one answer, in constant memory.

    Args:
        shown: the answer.
        window: the time in question.
        settings: the settings.
        hosts: hosts to take, with their subdomains; empty for all.
        languages: ISO 639-1 codes to take; empty for all.
    """

    def __init__(
        self,
        shown: Shown,
        window: Interval,
        settings: Settings,
        *,
        hosts: Iterable[str] = (),
        languages: Iterable[str] = (),
    ) -> None:
        self._shown = shown
        self._window = window
        self._settings = settings
        self._selection = Selection.of(window, hosts, languages)
        self._schemes: set[str] = set()
        self._place: datetime | None = None

    def read(self, path: UPath, *, listed: bool = False) -> bool:
        """Take in one archive; one that cannot be read, or no further, costs itself only.

        A record without a date, or one that is broken, has the date of the one before it.

        Args:
            path: the archive.
            listed: a listing says that it is there, so it is a fault if it is not.

        Returns:
            Whether it is there.
        """
        location = location_of(path, self._settings)
        self._place = None
        try:
            with open_patiently(path, self._settings, at_once=FORWARDS) as stream:
                heads = stream_heads(
                    stream, location, source_id=self._shown.source_id, selection=self._selection
                )
                for head in heads:
                    self._take(head, location)
        except FileNotFoundError:
            if listed:
                self._reject(location, Outcome.SOURCE_UNREACHABLE, "no such file", location)
            return False
        except OSError as error:
            self._reject(location, Outcome.SOURCE_UNREACHABLE, str(error), location)
        return True

    def conclude(self) -> None:
        """Say in the answer if no archive could be read, or none reaches to the window."""
        shown, window = self._shown, self._window
        dead = [reject for reject in shown.rejects if reject.outcome in _DEAD]
        if dead and len(dead) == shown.items:
            shown.outcome, shown.reason = Outcome(dead[0].outcome), dead[0].reason
        elif not shown.items or shown.items > shown.outside + len(dead):
            return
        elif shown.newest_at and shown.newest_at < window.start:
            self._out_of_reach(f"the newest record is of {shown.newest_at:%Y-%m-%d %H:%M}")
        elif shown.oldest_at and shown.oldest_at >= window.end:
            self._out_of_reach(f"the oldest record is of {shown.oldest_at:%Y-%m-%d %H:%M}")

    def _out_of_reach(self, reason: str) -> None:
        self._shown.outcome, self._shown.reason = Outcome.OUT_OF_REACH, reason

    def _take(self, head: RecordHead | Reject, location: str) -> None:
        shown = self._shown
        if isinstance(head, Reject):
            if head.outcome == Outcome.BROKEN_SOURCE or self._is_here():
                shown.rejects.append(head)
            else:
                shown.outside += 1
            return
        if head.captured_at:
            self._place = head.captured_at
            shown.dated(head.captured_at)
        if head.outcome is Outcome.OUTSIDE_INTERVAL or not self._is_here():
            shown.outside += 1
        elif head.outcome is Outcome.FILTERED:
            shown.filtered += 1
        else:
            self._take_document(head, location)

    def _is_here(self) -> bool:
        return self._place is None or self._place in self._window

    def _take_document(self, head: RecordHead, location: str) -> None:
        scheme, colon, _ = head.url.partition(":")
        if head.captured_at is None:
            reason = "record without a valid WARC-Date"
            self._reject(head.url, Outcome.UNDATED, reason, location, head.offset)
        elif head.is_response and scheme.lower() not in ("http", "https"):
            self._reject_scheme(head, location, scheme if colon else "")
        elif (fault := _fault_of_address(head)) is not None:
            self._reject(head.url, Outcome.BAD_URL, fault, location, head.offset)
        else:
            moment = head.captured_at.astimezone(UTC).isoformat()
            self._shown.documents.append(
                Document(self._shown.source_id, head.url, "warc", moment, location, head.offset)
            )

    def _reject_scheme(self, head: RecordHead, location: str, scheme: str) -> None:
        """Tell of the first response that is no page; more of its kind are left out unsaid.

        Crawlers keep a `dns:` record for each host.
        """
        if scheme in self._schemes:
            self._shown.filtered += 1
            return
        self._schemes.add(scheme)
        reason = f"a response, and no http address; more with {scheme!r} are passed over"
        self._reject(head.url, Outcome.BAD_URL, reason, location, head.offset)

    def _reject(
        self, url: str, outcome: Outcome, reason: str, location: str, offset: int | None = None
    ) -> None:
        reject = Reject(self._shown.source_id, url, outcome, reason, location, offset)
        self._shown.rejects.append(reject)


def _fault_of_address(head: RecordHead) -> str | None:
    """What is wrong with the address of a record, if something is."""
    if not head.is_response:
        return None if ":" in head.url else "resource record without an absolute WARC-Target-URI"
    try:
        http_url(head.url)
    except RecordError as error:
        return error.reason
    return None
