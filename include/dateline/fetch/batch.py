"""Fetching one batch: one WARC per source, its records in the order of the documents."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import IO

from upath import UPath

from dateline.errors import RecordError
from dateline.fetch.files import Files
from dateline.fetch.rules import require_article
from dateline.http import Client, Limits, Permits
from dateline.outcomes import Outcome, Tally
from dateline.partition import Partition
from dateline.schemas import Document, Reject
from dateline.settings import Settings
from dateline.storage import replacing
from dateline.warc import Capture, WarcWriter, document_spans

_AT_ONCE = 16  # captures held in memory, all sources together
_AHEAD = 4  # documents of one source that are got at once
_CHUNK = 1 << 20


@dataclass
class FetchResult:
    """What became of a batch: each document is counted once; `rejects` tell of those not `ok`."""

    tally: Tally = field(default_factory=Tally)
    rejects: list[Reject] = field(default_factory=list)


Span = tuple[int, int]
Got = Capture | Span | RecordError
"""What came for a document: its bytes, where the file has them already, or why there are none."""


def fetch_batch(
    partition: Partition,
    documents: Sequence[Document],
    settings: Settings,
    sources: Iterable[Permits],
    limits: Limits | None = None,
) -> FetchResult:
    """Bring the bytes of a batch's documents into the raw zone, unmodified.

    Each source's documents go into `partition.warc(source_id)`. A document that is there already
    is not fetched again: a second run leaves the files as they are, except for documents that
    failed before and come now. A source of whose documents none came has a WARC without any.

    Args:
        partition: the batch.
        documents: its documents.
        settings: the settings.
        sources: which hosts each source may reach.
        limits: politeness and patience of the HTTP client.
    """
    return asyncio.run(_fetch(partition, documents, settings, sources, limits))


async def _fetch(
    partition: Partition,
    documents: Sequence[Document],
    settings: Settings,
    sources: Iterable[Permits],
    limits: Limits | None,
) -> FetchResult:
    by_source: dict[str, dict[str, Document]] = {}
    repeated = 0
    for document in documents:
        of_source = by_source.setdefault(document.source_id, {})
        repeated += document.id in of_source
        of_source[document.id] = document
    async with Client(settings, limits) as client:
        fetcher = _Fetcher(settings, client, {s.id: s.allow_hosts for s in sources})
        done = await asyncio.gather(
            *(
                fetcher.fetch(partition, source_id, list(of_source.values()))
                for source_id, of_source in by_source.items()
            )
        )
    result = FetchResult()
    result.tally.add(Outcome.SEEN, repeated)
    for part in done:
        result.tally.counts.update(part.tally.counts)
        result.rejects.extend(part.rejects)
    return result


class _Fetcher:
    """Fetches what a batch lacks, the sources side by side."""

    def __init__(
        self, settings: Settings, client: Client, allow_hosts: Mapping[str, frozenset[str]]
    ) -> None:
        self._settings = settings
        self._client = client
        self._allow_hosts = allow_hosts
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def fetch(
        self, partition: Partition, source_id: str, documents: Sequence[Document]
    ) -> FetchResult:
        """Bring one source's documents into its WARC."""
        path = partition.warc(source_id)
        held = document_spans(path) if path.exists() else {}
        result = FetchResult()
        if path.exists() and held.keys() >= {document.id for document in documents}:
            result.tally.add(Outcome.OK, len(documents))
            return result
        with Files(self._settings) as files, _rewriting(partition, path, held) as warc:
            async with aclosing(self._in_order(documents, held, files)) as captures:
                async for document, got in captures:
                    _settle(document, got, warc, result)
        return result

    async def _in_order(
        self, documents: Sequence[Document], held: Mapping[str, Span], files: Files
    ) -> AsyncGenerator[tuple[Document, Got], None]:
        """What came for each document, in their order, getting a few ahead of the one awaited.

        A capture keeps its slot until the caller has written it, so that memory is bounded.
        Slots are given in the order of asking: the document awaited never lacks one.
        """
        ahead: deque[tuple[Document, asyncio.Task[Got] | None]] = deque()
        pending = iter(documents)
        try:
            while True:
                for document in islice(pending, _AHEAD - len(ahead)):
                    lacking = document.id not in held
                    task = asyncio.create_task(self._get(document, files)) if lacking else None
                    ahead.append((document, task))
                if not ahead:
                    return
                document, task = ahead[0]
                yield document, await task if task else held[document.id]
                ahead.popleft()
                if task:
                    self._slots.release()
        finally:
            for _, task in ahead:
                if task:
                    task.cancel()

    async def _get(self, document: Document, files: Files) -> Got:
        await self._slots.acquire()
        try:
            if document.kind == "http":
                allowed = self._allow_hosts.get(document.source_id, frozenset())
                capture = await self._client.get(document.url, allow_hosts=allowed)
            else:
                capture = files.capture(document)
            require_article(document, capture, max_body=self._settings.max_body_bytes)
        except RecordError as error:
            return error
        return capture


@dataclass
class _Rewrite:
    """A WARC that is being written anew, with what it held before at hand."""

    writer: WarcWriter
    out: IO[bytes]
    old: IO[bytes]

    def keep(self, start: int, end: int) -> None:
        """Copy bytes of the old file."""
        self.old.seek(start)
        while chunk := self.old.read(min(_CHUNK, end - self.old.tell())):
            self.out.write(chunk)


@contextmanager
def _rewriting(partition: Partition, path: UPath, held: Mapping[str, Span]) -> Iterator[_Rewrite]:
    """Write the WARC of one source: its head at once, the rest by the caller, then replace it."""
    with path.open("rb") if held else BytesIO() as old, replacing(path) as out:
        warc = _Rewrite(WarcWriter(out), out, old)
        if held:
            warc.keep(0, min(start for start, _ in held.values()))
        else:
            warc.writer.write_info(name=path.name, date=partition.interval.start)
        yield warc


def _settle(document: Document, got: Got, warc: _Rewrite, result: FetchResult) -> None:
    """Write what came for a document, and count it."""
    if isinstance(got, RecordError):
        result.tally.add(got.outcome)
        result.rejects.append(
            Reject(
                document.source_id,
                document.url,
                got.outcome,
                got.reason,
                document.locator or None,
                document.offset,
            )
        )
        return
    if isinstance(got, Capture):
        warc.writer.write(got, document)
    else:
        warc.keep(*got)
    result.tally.add(Outcome.OK)
