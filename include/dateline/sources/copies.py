"""Copies of listings (feeds, sitemaps, lists), as they were last fetched, shared by all intervals.

A listing that was fetched after an interval had ended has all that it will ever have for it, so a
backfill over years asks each listing once, and a rerun asks none. A copy that is too old is asked
for again with its validators, and used on when the answer is 304.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from upath import UPath
from yarl import URL

from dateline.errors import RecordError
from dateline.http import Client, Permits, Validators, status_text
from dateline.outcomes import Outcome
from dateline.schemas import Document, stable_id
from dateline.settings import Settings
from dateline.storage import replacing
from dateline.warc import Capture, WarcWriter, payload_of, read_capture

_OK, _NOT_MODIFIED = 200, 304


@dataclass(frozen=True, slots=True)
class Copy:
    """A listing as it was fetched.

    Args:
        url: the address it came from, redirects followed.
        block: status line, headers and body as received.
        body: the bytes, their encodings undone.
        content_type: media type, lower case, without parameters; empty if none was given.
        charset: charset parameter of the content type.
        fetched_at: when it was fetched, or last found unchanged, UTC.
        seconds: how long the request took; None where the copy at hand was fresh enough.
        not_modified: the server said that the copy at hand still holds.
        validators: to ask again with.
    """

    url: str
    block: bytes
    body: bytes
    content_type: str
    charset: str | None
    fetched_at: datetime
    seconds: float | None = None
    not_modified: bool = False
    validators: Validators = Validators()


class Copies:
    """Fetches listings and keeps them, one file each.

    Args:
        settings: for the data root and the size limit.
        client: asks the hosts.
    """

    def __init__(self, settings: Settings, client: Client) -> None:
        self._folder = settings.root / "state" / "listings"
        self._limit = settings.max_body_bytes
        self._client = client

    def held(self, url: str) -> Copy | None:
        """The copy at hand, if there is one and it can be read."""
        path = self._path(url)
        if not path.exists():
            return None
        try:
            with path.open("rb") as stream:
                return _copy_of(read_capture(stream, 0, max_body=self._limit), self._limit)
        except RecordError:
            return None  # broken: fetched anew

    async def get(
        self, url: str, *, permits: Permits, fresh_from: datetime, max_body: int | None = None
    ) -> Copy:
        """The listing, fetched at `fresh_from` or later: the copy at hand, or a new one.

        Args:
            url: address of the listing.
            permits: the source that asks.
            fresh_from: a copy fetched before is not used unasked.
            max_body: bytes of the body, as received and decoded; None for the setting.

        Raises:
            RecordError: no answer, or not the status 200.
        """
        copy = self.held(url)
        if copy and copy.fetched_at >= fresh_from:
            return copy
        validators = copy.validators if copy else None
        limit = max_body or self._limit
        answer = await self._client.get(url, permits=permits, validators=validators, max_body=limit)
        if answer.status == _NOT_MODIFIED and copy:
            self._keep(url, permits.id, replace(answer.capture, block=copy.block))
            return replace(
                copy,
                fetched_at=answer.capture.captured_at,
                seconds=answer.seconds,
                not_modified=True,
            )
        if answer.status != _OK:
            raise RecordError(Outcome.SOURCE_UNREACHABLE, status_text(answer.status))
        fetched = _copy_of(answer.capture, limit)
        self._keep(url, permits.id, answer.capture)
        return replace(fetched, seconds=answer.seconds)

    def _keep(self, url: str, source_id: str, capture: Capture) -> None:
        with replacing(self._path(url)) as out:
            WarcWriter(out).write(capture, Document(source_id, url, "http", ""))

    def _path(self, url: str) -> UPath:
        return self._folder / (URL(url).host or "") / f"{stable_id(url)}.warc.gz"


def _copy_of(capture: Capture, limit: int) -> Copy:
    payload = payload_of(capture, max_body=limit)
    headers = {name.lower(): value for name, value in payload.headers}
    return Copy(
        url=capture.url,
        block=capture.block,
        body=payload.body,
        content_type=payload.content_type,
        charset=payload.charset,
        fetched_at=capture.captured_at,
        validators=Validators(headers.get("etag"), headers.get("last-modified")),
    )
