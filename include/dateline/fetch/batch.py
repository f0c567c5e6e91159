"""Fetching one batch: what the raw zone lacks is got, then one WARC per source takes it in."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from types import MappingProxyType

from upath import UPath

from dateline.errors import RecordError
from dateline.fetch.files import Files
from dateline.fetch.journal import Journal, Refusal, open_journal
from dateline.fetch.pages import fetch_pages
from dateline.fetch.rows import columns_of, outcome_of, row_of
from dateline.fetch.rules import require_article
from dateline.http import Permits
from dateline.outcomes import Outcome, Tally
from dateline.partition import Partition
from dateline.schemas import Document, Fetch, Reject, Row
from dateline.settings import Settings
from dateline.storage import replacing
from dateline.warc import WarcWriter, guarded, read_holdings

_NOTHING: Mapping[str, Fetch] = MappingProxyType({})
Listed = dict[str, Document]
"""Documents of one source by their ids, in the order of the manifest."""

Spans = dict[str, tuple[int, int]]
"""Where the records of documents lie in a file: id to first byte and byte after the last."""


@dataclass
class FetchResult:
    """What became of a batch.

    Args:
        tally: each document counted once.
        rejects: tell of those that are not in the raw zone.
        fetches: rows of table `fetches`, one per document, in their order.
    """

    tally: Tally = field(default_factory=Tally)
    rejects: list[Reject] = field(default_factory=list)
    fetches: list[Row] = field(default_factory=list)


def fetch_batch(
    partition: Partition,
    documents: Sequence[Document],
    settings: Settings,
    sources: Iterable[Permits],
    earlier: Mapping[str, Fetch] = _NOTHING,
) -> FetchResult:
    """Bring the bytes of a batch's documents into the raw zone, unmodified.

    Each source's documents go into `partition.warc(source_id)`: those of archives and files in
    their order, then pages in the order in which they came. A document that is there already is
    not fetched again: a second run leaves the files as they are, except for documents that failed
    before and come now. A run that was killed is gone on with: see `journal`. A source of whose
    documents none came has a WARC without any.

    Args:
        partition: the batch.
        documents: its documents.
        settings: the settings.
        sources: what each source may do.
        earlier: `url_key` to the last capture of an address. Where the content is still the same,
            a revisit record refers to that capture, and the outcome is `not_modified`.

    Raises:
        TransientError: another process fetches this batch.
    """
    listed = [(document.id, document) for document in documents]
    by_source: dict[str, Listed] = {}
    for document_id, document in listed:
        by_source.setdefault(document.source_id, {}).setdefault(document_id, document)
    with open_journal(partition, settings) as journal:
        spans = {source_id: _spans(partition.warc(source_id)) for source_id in by_source}
        lacking = [
            document
            for source_id, of_source in by_source.items()
            for document_id, document in of_source.items()
            if document_id not in spans[source_id] and document_id not in journal
        ]
        _fetch(lacking, journal, settings, {source.id: source for source in sources}, earlier)
        for source_id, of_source in by_source.items():
            _take_in(partition.warc(source_id), of_source, spans[source_id], journal, partition)
        return _result(partition, listed, _rows(partition, by_source), journal)


def _spans(path: UPath) -> Spans:
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        return {held.document_id: (held.start, held.end) for held in read_holdings(stream)}


def _fetch(
    documents: Sequence[Document],
    journal: Journal,
    settings: Settings,
    sources: Mapping[str, Permits],
    earlier: Mapping[str, Fetch],
) -> None:
    """Bring documents into the journal, archives and files first."""
    pages = [document for document in documents if document.kind == "http"]
    with Files(settings) as files:
        for document in documents:
            if document.kind != "http":
                _copy(document, files, journal, settings)
    if pages:
        asyncio.run(fetch_pages(pages, journal, settings, sources, earlier))


def _copy(document: Document, files: Files, journal: Journal, settings: Settings) -> None:
    try:
        with guarded(document.url):
            capture = files.capture(document)
            require_article(document, capture, max_body=settings.max_body_bytes)
    except RecordError as error:
        journal.refuse(document, Refusal(error, None))
        return
    records = BytesIO()
    WarcWriter(records).write(capture, document)
    journal.take(document, records.getvalue())


def _take_in(
    path: UPath, documents: Listed, held: Spans, journal: Journal, partition: Partition
) -> None:
    """Bring what the journal has of a source into its WARC, which held some before."""
    if path.exists() and not documents.keys() & journal.spans.keys() - held.keys():
        return
    with path.open("rb") if held else BytesIO() as old, replacing(path) as out:
        WarcWriter(out).write_info(name=path.name, date=partition.interval.start)
        for document_id in _in_order(documents, held, journal):
            if span := held.get(document_id):
                old.seek(span[0])
                out.write(old.read(span[1] - span[0]))
            else:
                out.write(journal.records(document_id))


def _in_order(documents: Listed, held: Spans, journal: Journal) -> list[str]:
    """Archives and files as they are listed, then pages as they came, sooner or just now."""
    there = [name for name in documents if name in held or name in journal.spans]
    pages = [name for name in there if documents[name].kind == "http"]
    pages.sort(key=lambda name: (name not in held, held.get(name) or journal.spans[name]))
    return [name for name in there if documents[name].kind != "http"] + pages


def _rows(partition: Partition, by_source: Mapping[str, Listed]) -> dict[str, Row]:
    """Document id to row, of all that the raw zone holds."""
    rows = {}
    for source_id, documents in by_source.items():
        path = partition.warc(source_id)
        raw_uri = path.relative_to(UPath(partition.root)).as_posix()
        with path.open("rb") as stream:
            for held in read_holdings(stream):
                if document := documents.get(held.document_id):
                    row = row_of(partition, held.document_id, document, outcome_of(held))
                    rows[held.document_id] = row | columns_of(held, document, raw_uri)
    return rows


def _result(
    partition: Partition,
    listed: Iterable[tuple[str, Document]],
    rows: Mapping[str, Row],
    journal: Journal,
) -> FetchResult:
    result = FetchResult()
    told: set[str] = set()
    for document_id, document in listed:
        if document_id in told:
            row = row_of(partition, document_id, document, Outcome.SEEN)
        elif document_id in rows:
            row = rows[document_id]
        else:
            error, status = journal.refusals[document_id]
            place = (document.locator or None, document.offset)
            result.rejects.append(Reject.of(error, document.source_id, document.url, *place))
            row = row_of(partition, document_id, document, error.outcome) | {"status": status}
        told.add(document_id)
        result.tally.add(Outcome(row["outcome"]))
        result.fetches.append(row)
    return result
