"""The stages in order, for one interval. The command line and the DAGs call these, no others.

    discover  which documents belong to [start, end)?  -> manifests of batches
    fetch     the bytes of each document               -> raw zone (WARC)
    process   clean and annotate                       -> lake (Parquet)
    load      one transaction for the interval         -> warehouse (DuckDB)
    check     select failing rows                      -> core_checks
    publish   replace the read copy                    -> published.duckdb

Each may be called again for the same interval and gives the same result. Stages are imported
where they are used: a task that fetches does not pay for spaCy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from dateline import __version__, manifests
from dateline.errors import RecordError, TerminalError, TransientError
from dateline.ledger import Entry, entry
from dateline.outcomes import NOT_REJECTS, Outcome, Stage
from dateline.partition import Interval, Partition
from dateline.schemas import ANNOTATIONS, ARTICLES, REJECTS, Document, Reject, Row
from dateline.settings import Settings
from dateline.storage import read_rows, write_rows

if TYPE_CHECKING:
    from dateline.annotate import Annotation, Annotator
    from dateline.sources import Source
    from dateline.warc import RawRecord

KINDS = ("feed", "folder", "warc")
"""Kinds of source, all of them."""


def discover(
    settings: Settings, interval: Interval, kinds: Sequence[str] = KINDS, *, late: bool = False
) -> list[str]:
    """Ask each source which documents belong to the interval, and put them into batches.

    Args:
        settings: the settings.
        interval: the data interval.
        kinds: kinds of source to ask.
        late: take latecomers, too: what feeds and drop folders show up to `late_hours` after its
            date, when its own interval may have run already, belongs to the first interval that
            sees it. For runs that follow the clock; a run over history leaves it off.

    Returns:
        Addresses of the batches (`Partition.uri`), those of earlier runs of the interval included.

    Raises:
        TransientError: there were sources to ask, and not one answered.
        TerminalError: the list of sources is wrong, or a kind is unknown.
    """
    from dateline.sources import load_sources

    if unknown := set(kinds) - set(KINDS):
        raise TerminalError(f"no such kind of source: {', '.join(sorted(unknown))}")
    sources = [s for s in load_sources(settings.sources) if s.enabled and s.kind in kinds]
    reach = timedelta(hours=settings.late_hours if late else 0)
    partition = Partition(settings.data, interval)
    with entry(partition, Stage.DISCOVER, {"dateline": __version__}) as ledger:
        found = _Found(
            known=manifests.held_by(settings.data, interval),
            elsewhere=manifests.held_elsewhere(settings.data, interval, reach) if late else set(),
        )
        window = Interval(interval.start - reach, interval.end)
        for source in sources:
            _ask(source, interval, window, settings=settings, ledger=ledger, found=found)
        _require_an_answer(sources, ledger)
        ledger.reject(*_rejects_of_others(partition, {source.id for source in sources}))
        batches = manifests.add(
            settings.data,
            interval,
            list(found.new.values()),
            batch_documents=settings.batch_documents,
        )
        ledger.count(Outcome.OK, len(found.known) + len(found.new))
    return [batch.uri for batch in batches]


@dataclass
class _Found:
    """Documents by where they stand: ids in this interval's manifests, in others', and new ones."""

    known: set[str]
    elsewhere: set[str]
    new: dict[str, Document] = field(default_factory=dict)


def _ask(
    source: Source,
    interval: Interval,
    window: Interval,
    *,
    settings: Settings,
    ledger: Entry,
    found: _Found,
) -> None:
    """Sort what one source shows: into `found.new`, or into the ledger.

    Args:
        source: the source.
        interval: the data interval.
        window: the interval, and before it the time from which latecomers are taken.
        settings: the settings.
        ledger: the open entry of the discover stage.
        found: what is known; gets the new documents.
    """
    from dateline.sources import discover as shown_by

    shown: set[str] = set()
    for item in shown_by(source, interval, settings):
        if isinstance(item, Reject):
            ledger.reject(item)
        elif item.id in shown or (item.id in found.elsewhere and item.id not in found.known):
            ledger.count(Outcome.SEEN)
        elif item.id in found.known:
            shown.add(item.id)  # counted with the manifests
        elif item.dated in window:
            shown.add(item.id)
            found.new[item.id] = item
        else:
            ledger.count(Outcome.OUTSIDE_INTERVAL)


def _rejects_of_others(partition: Partition, asked: set[str]) -> list[Reject]:
    """What earlier runs of the interval rejected of sources that this run does not ask."""
    path = partition.lake(REJECTS.name, Stage.DISCOVER)
    rows = read_rows(path) if path.exists() else []
    names = [column.name for column in fields(Reject)]
    return [
        Reject(**{name: row[name] for name in names})
        for row in rows
        if row["source_id"] not in asked
    ]


def _require_an_answer(sources: Sequence[Source], ledger: Entry) -> None:
    """Raise a transient error when every source is dead; one dead source costs itself only."""
    dead = [r for r in ledger.rejects if r.outcome == Outcome.SOURCE_UNREACHABLE]
    if sources and len({reject.source_id for reject in dead}) == len(sources):
        raise TransientError(f"no source answered; the first said: {dead[0].reason}")


def fetch(settings: Settings, uri: str) -> str:
    """Bring the documents of a batch into the raw zone.

    Args:
        settings: the settings.
        uri: address of the batch.

    Returns:
        The same address.
    """
    from dateline.fetch import fetch_batch
    from dateline.sources import load_sources

    partition = Partition.from_uri(uri)
    with entry(partition, Stage.FETCH, {"dateline": __version__}) as ledger:
        result = fetch_batch(
            partition, manifests.documents(partition), settings, load_sources(settings.sources)
        )
        for outcome in NOT_REJECTS & result.tally.counts.keys():
            ledger.count(outcome, result.tally.counts[outcome])
        ledger.reject(*result.rejects)
    return uri


def process(settings: Settings, uri: str) -> str:
    """Clean and annotate a batch of the raw zone, and write its files of the lake.

    Args:
        settings: the settings.
        uri: address of the batch.

    Returns:
        The same address.
    """
    partition = Partition.from_uri(uri)
    articles = _clean(settings, partition)
    _annotate(settings, partition, articles)
    return uri


def _clean(settings: Settings, partition: Partition) -> list[Row]:
    from dateline.clean import clean, cleaner_version

    articles: list[Row] = []
    with entry(partition, Stage.CLEAN, {"cleaner": cleaner_version()}) as ledger:
        for record in _raw_records(settings, partition):
            if isinstance(record, Reject):
                ledger.reject(record)
                continue
            try:
                row = clean(record, min_words=settings.min_words)
            except RecordError as error:
                ledger.reject(
                    Reject(
                        record.source_id,
                        record.url,
                        error.outcome,
                        error.reason,
                        record.raw_uri,
                        record.raw_offset,
                    )
                )
                continue
            ledger.count(Outcome.OK)
            articles.append(_placed(row, partition))
        write_rows(partition.lake("articles"), ARTICLES, articles)
    return articles


def _raw_records(settings: Settings, partition: Partition) -> Iterator[RawRecord | Reject]:
    """What the raw zone holds of a batch; addresses are made relative to the data root."""
    from dateline.warc import read_records

    source_ids = dict.fromkeys(document.source_id for document in manifests.documents(partition))
    for source_id in source_ids:
        path = partition.warc(source_id)
        if path.exists():
            address = path.relative_to(settings.root).as_posix()
            yield from read_records(
                path, max_body=settings.max_body_bytes, source_id=source_id, address=address
            )


def _placed(row: Row, partition: Partition) -> Row:
    """Put an article into its interval; one without a date gets the day it was fetched."""
    if row["published_at"] is None:
        row |= {"published_at": row["fetched_at"], "published_precision": "fetched"}
    return row | {
        "interval_start": partition.interval.start,
        "interval_end": partition.interval.end,
    }


def _annotate(settings: Settings, partition: Partition, articles: Sequence[Row]) -> None:
    annotator = _annotator(settings.spacy_model)
    rows: dict[str, list[Row]] = {table.name: [] for table in ANNOTATIONS}
    with entry(partition, Stage.ANNOTATE, {"coder": annotator.coder_version}) as ledger:
        for article, annotation in zip(articles, annotator.annotate(articles), strict=True):
            _count(ledger, article, annotation)
            for name, found in annotation.rows.items():
                rows[name].extend(found)
        for table in ANNOTATIONS:
            write_rows(partition.lake(table.name), table, rows[table.name])


def _count(ledger: Entry, article: Row, annotation: Annotation) -> None:
    if annotation.outcome is Outcome.OK:
        ledger.count(Outcome.OK)
        return
    ledger.reject(
        Reject(
            article["source_id"],
            article["url"],
            annotation.outcome,
            annotation.reason,
            article["raw_uri"],
            article["raw_offset"],
        )
    )


@lru_cache(maxsize=1)
def _annotator(model: str) -> Annotator:
    from dateline.annotate import Annotator

    return Annotator(model)


def preload(settings: Settings) -> None:
    """Load the spaCy pipeline ahead, for processes that will be forked from this one."""
    _annotator(settings.spacy_model)


def load(settings: Settings, interval: Interval) -> dict[str, int]:
    """Load what the lake holds of the interval into the warehouse, in one transaction.

    Returns:
        Outcome to number of articles.

    Raises:
        TransientError: another process holds the warehouse.
    """
    from dateline.sources import load_sources
    from dateline.warehouse import load as load_interval

    batches = manifests.partitions(settings.data, interval)
    tally = load_interval(settings, interval, batches, sources=load_sources(settings.sources))
    return tally.as_dict()


def check(settings: Settings, interval: Interval) -> int:
    """Run the data checks.

    Returns:
        The number of checks that warn.

    Raises:
        TerminalError: a check of severity `fail` selected rows.
    """
    from dateline.warehouse import check as check_interval

    return sum(result.failing_rows > 0 for result in check_interval(settings, interval))


def publish(settings: Settings) -> str:
    """Replace the read copy with the warehouse as it stands.

    Returns:
        Path of the copy.

    Raises:
        TerminalError: a check of an interval failed, and it was not mended since.
    """
    from dateline.warehouse import publish as publish_copy

    return str(publish_copy(settings))


def build_marts(settings: Settings, intervals: Sequence[Interval] | None = None) -> None:
    """Bring the marts up to date with what the intervals touched; None rebuilds all of them."""
    from dateline.warehouse import build_marts as build

    build(settings, intervals)


def run(
    settings: Settings, interval: Interval, kinds: Sequence[str] = KINDS, *, late: bool = False
) -> dict[str, int]:
    """The whole pipeline for an interval, in this process, without Airflow; see `discover`.

    Returns:
        Outcome to number of articles, as `load` gives them.
    """
    for uri in discover(settings, interval, kinds, late=late):
        process(settings, fetch(settings, uri))
    outcomes = load(settings, interval)
    check(settings, interval)
    build_marts(settings, [interval])
    publish(settings)
    return outcomes


def loaded(settings: Settings) -> list[tuple[str, int]]:
    """Tables of the published copy and how many rows they have.

    Raises:
        TerminalError: nothing is published, or no article is in it.
    """
    from dateline.warehouse import table_counts

    counts = table_counts(settings)
    if not dict(counts).get("core_articles"):
        raise TerminalError("the published copy holds no article")
    return counts
