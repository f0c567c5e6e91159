"""Fetching pages: the hosts side by side, each page into the journal as it comes."""

import asyncio
import resource
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import repeat

from dateline.errors import RecordError
from dateline.fetch.journal import Journal, Refusal
from dateline.fetch.originals import original_of
from dateline.fetch.rules import PAGE_TYPES, require_article
from dateline.http import Answer, Client, Permits, Validators, http_url
from dateline.schemas import Document, Fetch
from dateline.settings import Settings
from dateline.urls import url_key
from dateline.warc import Exchange, Original, WarcWriter, guarded, payload_digest

_WORKERS = 256  # pages that come or wait for their turn at a host
_FILES = 2  # that a worker has open: its host's, and a socket
_THREADS = 2
_NOT_MODIFIED = 304


async def fetch_pages(
    documents: Sequence[Document],
    journal: Journal,
    settings: Settings,
    sources: Mapping[str, Permits],
    earlier: Mapping[str, Fetch],
) -> None:
    """Bring pages into the journal, in the order in which they come.

    Every host has as many workers as it may have requests at once, so that a slow one holds up
    its own pages only. The hosts with most pages begin.

    Args:
        documents: pages that the journal lacks.
        journal: takes in what comes, and why something does not.
        settings: the settings.
        sources: source id to what the source may do.
        earlier: `url_key` to the last capture of an address; it is asked for conditionally.
    """
    with ThreadPoolExecutor(_THREADS, "fetch") as threads:
        async with Client(settings) as client:
            pages = _Pages(client, journal, settings, sources, earlier, threads)
            await _work(pages, _queues(documents, settings, sources))


async def _work(pages: "_Pages", queues: Sequence[Iterator[Document]]) -> None:
    turns = iter(queues)
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(_workers(), len(queues))):
                group.create_task(pages.work(turns))
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors


def _workers() -> int:
    """How many workers there may be: half of the files that may be open are left to others."""
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY:
        return _WORKERS
    return max(1, min(_WORKERS, most // 2 // _FILES))


def _queues(
    documents: Sequence[Document], settings: Settings, sources: Mapping[str, Permits]
) -> list[Iterator[Document]]:
    """The pages of each host, once for each worker that it gets: they share what is left of it."""
    by_host: dict[str, list[Document]] = {}
    for document in documents:
        by_host.setdefault(_host(document.url), []).append(document)
    queues: list[Iterator[Document]] = []
    for queue in sorted(by_host.values(), key=len, reverse=True):
        asking = {sources.get(document.source_id) for document in queue}
        at_once = max(s.concurrency or settings.host_concurrency if s else 1 for s in asking)
        queues.extend(repeat(iter(queue), min(at_once, len(queue))))
    return queues


def _host(url: str) -> str:
    try:
        return http_url(url).host or ""
    except RecordError:
        return ""  # the client says what is wrong with it


@dataclass(frozen=True)
class _Pages:
    """What the workers of one batch share.

    Looking at what came and packing it is done aside, by threads of its own: it takes about as
    long as receiving it.
    """

    client: Client
    journal: Journal
    settings: Settings
    sources: Mapping[str, Permits]
    earlier: Mapping[str, Fetch]
    threads: ThreadPoolExecutor

    async def work(self, queues: Iterator[Iterator[Document]]) -> None:
        """Fetch the pages of one host after another, each page by one worker only."""
        for queue in queues:
            for document in queue:
                await self._settle(document)

    async def _settle(self, document: Document) -> None:
        aside = partial(asyncio.get_running_loop().run_in_executor, self.threads)
        answer: Answer | None = None
        original = validators = None
        try:
            with guarded(document.url):
                if earlier := self.earlier.get(url_key(document.url)) if self.earlier else None:
                    original = await aside(original_of, earlier, self.settings.root)
                if earlier and original:
                    validators = Validators(earlier.etag, earlier.last_modified, earlier.url)
                answer = await self.client.get(
                    document.url,
                    permits=self.sources.get(document.source_id),
                    validators=validators,
                    accept=PAGE_TYPES,
                )
                records = await aside(_records_of, document, answer, original, self.settings)
        except RecordError as error:
            self.journal.refuse(document, Refusal(error, answer.status if answer else None))
        else:
            self.journal.take(document, records)


def _records_of(
    document: Document, answer: Answer, original: Original | None, settings: Settings
) -> bytes:
    """The records of an answer; of a revisit where it is the same as the original.

    Raises:
        RecordError: the answer is no article.
    """
    if not (original and answer.status == _NOT_MODIFIED):
        require_article(document, answer.capture, max_body=settings.max_body_bytes)
        if original and payload_digest(answer.capture) != original.payload_digest:
            original = None
    records = BytesIO()
    exchange = Exchange(answer.request, answer.seconds)
    WarcWriter(records).write_exchange(answer.capture, document, exchange, original)
    return records.getvalue()
