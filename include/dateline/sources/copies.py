"""Copies of listings (feeds, sitemaps, lists), as they were last fetched, shared by all intervals.

A listing that was fetched after an interval had ended has all that it will ever have for it, so a
backfill over years asks each listing once, and a rerun asks none. A copy that is too old is asked
for again with its validators, and used on when the answer is 304.
"""

import asyncio
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
from dateline.warc import Capture, Payload, WarcWriter, payload_of, read_capture

_OK, _NOT_MODIFIED = 200, 304
_NAME_LENGTH = 100  # characters of a host that name a folder; file systems allow 255 bytes
_HEADER_ROOM = 1 << 20  # bytes that headers may add to a body within the limit


@dataclass(frozen=True, slots=True)
class Copy:
    """A listing as it was fetched.

    Args:
        url: the address it came from, redirects followed.
        block: status line, headers and body as received.
        body: the bytes, their encodings undone.
        content_type: media type, lower case, without parameters; empty if none was given.
        charset: charset parameter of the content type.
        cache_control: the answer's Cache-Control, lower case; empty if none was given.
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
    cache_control: str = ""
    seconds: float | None = None
    not_modified: bool = False
    validators: Validators | None = None


class Copies:
    """Fetches listings and keeps them, the newest of each.

    Args:
        settings: for the data root and the size limit.
        client: asks the hosts.
    """

    def __init__(self, settings: Settings, client: Client) -> None:
        self.settings = settings
        self._folder = settings.root / "state" / "listings"
        self._client = client
        self._asking: dict[str, asyncio.Lock] = {}

    def held(self, url: str, *, max_body: int | None = None) -> Copy | None:
        """The copy at hand, if there is one and it can be read."""
        limit = max_body or self.settings.max_body_bytes
        path = self._path(url)
        if not path.exists():
            return None
        try:
            with path.open("rb") as stream:
                capture = read_capture(stream, 0, max_body=limit + _HEADER_ROOM)
            return _copy_of(capture, payload_of(capture, max_body=limit))
        except RecordError:
            return None  # broken: fetched anew

    async def get(
        self, url: str, *, permits: Permits, fresh_from: datetime, max_body: int | None = None
    ) -> Copy:
        """The listing, fetched at `fresh_from` or later: the copy at hand, or a new one.

        Of several at once who want the same listing, the first asks, the others take its copy.

        Args:
            url: address of the listing.
            permits: the source that asks.
            fresh_from: a copy fetched before is not used unasked.
            max_body: bytes of the body, as received and decoded; None for the setting.

        Raises:
            RecordError: no answer, or not the status 200, or a body that cannot be unpacked.
        """
        async with self._asking.setdefault(url, asyncio.Lock()):
            copy = self.held(url, max_body=max_body)
            if copy and copy.fetched_at >= fresh_from:
                return copy
            return await self._ask(url, permits, copy, max_body)

    async def _ask(
        self, url: str, permits: Permits, copy: Copy | None, max_body: int | None
    ) -> Copy:
        limit = max_body or self.settings.max_body_bytes
        validators = copy.validators if copy else None
        answer = await self._client.get(url, permits=permits, validators=validators, max_body=limit)
        capture, not_modified = answer.capture, False
        if answer.status == _NOT_MODIFIED and copy:
            capture, not_modified = replace(capture, url=copy.url, block=copy.block), True
        elif answer.status != _OK:
            raise RecordError(Outcome.SOURCE_UNREACHABLE, status_text(answer.status))
        fetched = _copy_of(capture, payload_of(capture, max_body=limit))
        self._keep(url, permits.id, capture)
        return replace(fetched, seconds=answer.seconds, not_modified=not_modified)

    def _keep(self, url: str, source_id: str, capture: Capture) -> None:
        with replacing(self._path(url)) as out:
            WarcWriter(out).write(capture, Document(source_id, url, "http", ""))

    def _path(self, url: str) -> UPath:
        host = (URL(url).host or "")[:_NAME_LENGTH]
        return self._folder / host / f"{stable_id(url)}.warc.gz"


def _copy_of(capture: Capture, payload: Payload) -> Copy:
    headers = {name.lower(): value for name, value in payload.headers}
    return Copy(
        url=capture.url,
        block=capture.block,
        body=payload.body,
        content_type=payload.content_type,
        charset=payload.charset,
        fetched_at=capture.captured_at,
        cache_control=headers.get("cache-control", "").lower(),
        validators=Validators(headers.get("etag"), headers.get("last-modified"), capture.url),
    )
