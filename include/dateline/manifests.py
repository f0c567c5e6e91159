"""The manifests of an interval: which documents it holds, in which batch.

A manifest is written once. A later run of the same interval adds the documents that are new in
batches of their own, so that what was discovered keeps its place and its bytes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from upath import UPath
from yarl import URL

from dateline.partition import Interval, Partition
from dateline.schemas import Document
from dateline.storage import read_jsonl, write_jsonl
from dateline.urls import url_key


def identity(document: Document) -> str:
    """What a document is the same by: pages by what their addresses have in common, else its id.

    So a page that two sources name, or one source under two addresses, is one document; each
    capture in an archive is one of its own.
    """
    return url_key(document.url) if document.kind == "http" else document.id


def partitions(root: str, interval: Interval) -> list[Partition]:
    """The batches that the interval has, in order; empty before it was discovered."""
    folder = Partition(root, interval).raw_dir
    if not folder.exists():
        return []
    return sorted(
        (Partition.from_uri(str(path)) for path in folder.glob("batch-*.jsonl")),
        key=lambda partition: partition.batch,
    )


def documents(partition: Partition) -> list[Document]:
    """The documents of one batch, in order."""
    return [Document.from_row(row) for row in read_jsonl(partition.manifest)]


def add(
    root: str, interval: Interval, new: Sequence[Document], *, batch_documents: int
) -> list[Partition]:
    """Write manifests for new documents, after the batches that are there.

    Args:
        root: root URI of the data.
        interval: the interval they belong to.
        new: documents that no manifest of the interval holds.
        batch_documents: how many one batch may hold.

    Returns:
        All batches of the interval.
    """
    there = partitions(root, interval)
    first = there[-1].batch + 1 if there else 0
    ordered = _in_order(new)
    added = []
    for number, start in enumerate(range(0, len(ordered), batch_documents), first):
        partition = Partition(root, interval, number)
        write_jsonl(
            partition.manifest,
            (document.as_row() for document in ordered[start : start + batch_documents]),
        )
        added.append(partition)
    return there + added


def _in_order(new: Iterable[Document]) -> list[Document]:
    """Files first, each read from its start to its end; then pages, the hosts taking turns.

    Turns spread each host over all batches, so that a batch need not wait for one host alone.
    """
    pages: list[Document] = []
    files: list[Document] = []
    for document in new:
        (pages if document.kind == "http" else files).append(document)
    files.sort(key=lambda d: (d.source_id, d.locator, d.offset or 0, d.url))
    turns: Counter[str] = Counter()
    order = []
    for page in sorted(pages, key=lambda d: (d.url, d.source_id)):
        host = URL(page.url).host or ""
        turns[host] += 1
        order.append((turns[host], host, page))
    order.sort(key=lambda turn: turn[:2])
    return files + [page for _, _, page in order]


def held_by(root: str, interval: Interval) -> list[Document]:
    """The documents that an interval holds."""
    return [
        document for partition in partitions(root, interval) for document in documents(partition)
    ]


def held_elsewhere(root: str, interval: Interval, reach: timedelta) -> dict[str, datetime]:
    """What other intervals hold, begun up to `reach` before or after: identity to newest date."""
    held: dict[str, datetime] = {}
    for other in _intervals(root, interval, reach):
        for document in held_by(root, other):
            key, dated = identity(document), document.dated
            held[key] = max(dated, held.get(key, dated))
    return held


def _intervals(root: str, interval: Interval, reach: timedelta) -> Iterator[Interval]:
    day = (interval.start - reach).date()
    while day <= (interval.start + reach).date():
        folder = UPath(root) / "raw" / f"dt={day}"
        for path in sorted(folder.glob("*Z-*Z"), key=str) if folder.exists() else ():
            other = Interval.from_id(path.name)
            if other != interval and abs(other.start - interval.start) <= reach:
                yield other
        day += timedelta(days=1)
