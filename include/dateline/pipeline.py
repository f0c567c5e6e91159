"""The stages in order, for one interval. The command line and the DAGs call these, no others.

    discover  which documents belong to [start, end)?  -> manifests of batches
    fetch     the bytes of each document               -> raw zone (WARC)
    clean     text, metadata, fingerprints             -> lake (Parquet)
    match     which articles are copies of another?    -> lake
    annotate  entities, quotes, events                 -> lake
    load      one transaction for the interval         -> warehouse (DuckDB)
    check     select failing rows                      -> core_checks
    publish   replace the read copy                    -> published.duckdb

Each may be called again for the same interval and gives the same result. Stages are imported
where they are used: a task that fetches does not pay for spaCy.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from dateline import __version__, manifests, urls
from dateline.errors import RecordError, TerminalError
from dateline.lake import exists, read_rows, require_kept, write_rows
from dateline.ledger import Entry, entry
from dateline.outcomes import NOT_REJECTS, Outcome, Stage
from dateline.partition import Interval, Partition
from dateline.schemas import (
    ANNOTATIONS,
    ARTICLES,
    BOILERPLATE,
    DUPLICATES,
    FETCHES,
    FINGERPRINTS,
    Document,
    Reject,
    Row,
)
from dateline.settings import Settings

if TYPE_CHECKING:
    from dateline.annotate import Annotation, Annotator
    from dateline.clean import Draft
    from dateline.warc import RawRecord

log = logging.getLogger(__name__)

_VERSIONS = {"dateline": __version__}


def discover(
    settings: Settings,
    interval: Interval,
    kinds: Collection[str] = (),
    *,
    only: Collection[str] = (),
    live: bool = False,
) -> list[str]:
    """Ask each source which documents belong to the interval, and put them into batches.

    Which listings could serve the interval, and which could not and why, is written to the log
    and to the table `listings`.

    Args:
        settings: the settings.
        interval: the data interval.
        kinds: kinds of source to ask; empty for all.
        only: ids of the sources to ask, of those kinds; empty for all.
        live: the run follows the clock. It takes latecomers, too: what a source shows up to
            `late_hours` after its date, when its own interval may have run already, belongs to
            the first interval that sees it; after a gap in the runs, what is dated in the gap. It
            asks feeds when they are due, takes links of home pages that were not seen before, and
            leaves out what an earlier interval holds, unless it was updated since. A run over
            history leaves all this off: its result does not depend on other intervals.

    Returns:
        Addresses of the batches (`Partition.uri`), those of earlier runs of the interval included.

    Raises:
        TransientError: there were sources to ask, and not one answered.
        TerminalError: the list of sources is wrong, or a kind or a source is unknown.
    """
    from dateline.intake import chosen, reach_back, settled, take
    from dateline.sources import discover as ask

    require_kept(settings.root, interval, "raw", "lake")
    sources = chosen(settings, kinds, only)
    done = settled(settings, interval, sources)
    open_ones = [source for source in sources if source.id not in done]
    reach = reach_back(settings, interval) if live else None
    window = Interval(interval.start - (reach or timedelta()), interval.end)
    with entry(Partition(settings.data, interval), Stage.DISCOVER, _VERSIONS) as ledger:
        answers = list(ask(open_ones, window, settings, live=live))
        asked = {source.id for source in open_ones}
        batches = take(settings, interval, answers, ledger, asked=asked, reach=reach)
    return [batch.uri for batch in batches]


def fetch(settings: Settings, uri: str, *, live: bool = False) -> str:
    """Bring the documents of a batch into the raw zone.

    Args:
        settings: the settings.
        uri: address of the batch.
        live: ask for pages that were fetched before only whether they changed.

    Returns:
        The same address.
    """
    from dateline.fetch import fetch_batch
    from dateline.seen import earlier
    from dateline.sources import load_sources

    partition = Partition.from_uri(uri)
    require_kept(settings.root, partition.interval, "raw", "lake")
    documents = manifests.documents(partition)
    pages = {manifests.identity(d) for d in documents if d.kind == "http"} if live else set()
    before = earlier(settings, partition.interval, pages) if pages else {}
    with entry(partition, Stage.FETCH, _VERSIONS) as ledger:
        result = fetch_batch(partition, documents, settings, load_sources(settings.sources), before)
        for outcome in NOT_REJECTS & result.tally.counts.keys():
            ledger.count(outcome, result.tally.counts[outcome])
        ledger.reject(*result.rejects)
        rows = [row | partition.interval.as_row() for row in result.fetches]
        write_rows(partition.lake(FETCHES.name), FETCHES, rows)
    return uri


def clean(settings: Settings, uri: str) -> str:
    """Clean a batch of the raw zone: its articles, their fingerprints, and lines that repeat.

    Args:
        settings: the settings.
        uri: address of the batch.

    Returns:
        The same address.
    """
    from dateline.clean import cleaner_version, fingerprint, finish, learn

    partition = Partition.from_uri(uri)
    require_kept(settings.root, partition.interval, "raw", "lake")
    listed = {document.id: document for document in manifests.documents(partition)}
    rows: list[Row] = []
    kept: list[Draft] = []
    with entry(partition, Stage.CLEAN, {"cleaner": cleaner_version()}) as ledger:
        drafts = list(_drafts(settings, partition, ledger))
        learned = learn(settings, partition, [draft for draft, _ in drafts])
        for (drafted, record), repeated in zip(drafts, learned.repeated, strict=True):
            try:
                row = finish(drafted, repeated, min_words=settings.min_words)
            except RecordError as error:
                ledger.reject(_reject(error, record))
                continue
            ledger.count(Outcome.OK)
            rows.append(_placed(row, partition, listed[record.document_id or ""]))
            kept.append(drafted)
        _log_lines(rows, learned.rows)
        write_rows(partition.lake(ARTICLES.name), ARTICLES, rows)
        write_rows(partition.lake(FINGERPRINTS.name), FINGERPRINTS, fingerprint(rows, kept))
        write_rows(partition.lake(BOILERPLATE.name), BOILERPLATE, learned.rows)
    return uri


def _log_lines(articles: Sequence[Row], learned: Sequence[Row]) -> None:
    """Say what was dropped, and which lines the sources were found to repeat."""
    rules = Counter(drop["rule"] for article in articles for drop in article["dropped_lines"])
    told = ", ".join(f"{rule} {n}" for rule, n in rules.most_common(5))
    log.info("%d lines dropped by %d rules (%s)", rules.total(), len(rules), told or "none")
    for row in learned:
        log.info("%(source_id)s %(site)s repeats in %(articles)d articles: %(text)s", row)


def _drafts(
    settings: Settings, partition: Partition, ledger: Entry
) -> Iterator[tuple[Draft, RawRecord]]:
    """The drafts of a batch; records keep no bytes."""
    from dateline.clean import draft
    from dateline.cleaning import DEFAULT
    from dateline.sources import load_sources

    choices = {source.id: source.clean for source in load_sources(settings.sources)}
    for record in _raw_records(settings, partition):
        if isinstance(record, Reject):
            ledger.reject(record)
            continue
        try:
            drafted = draft(record, choices.get(record.source_id, DEFAULT))
        except RecordError as error:
            ledger.reject(_reject(error, record))
            continue
        yield drafted, replace(record, body=b"")


def _reject(error: RecordError, record: RawRecord) -> Reject:
    return Reject.of(error, record.source_id, record.url, record.raw_uri, record.raw_offset)


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


def _placed(row: Row, partition: Partition, document: Document) -> Row:
    """Put an article into its interval; one that states no date gets its document's.

    That is when the source dates the page, or when the archived page was captured.
    """
    if row["published_at"] is None:
        precision = "listed" if document.kind == "http" else "fetched"
        row |= {"published_at": document.dated, "published_precision": precision}
    return row | partition.interval.as_row()


def match(settings: Settings, interval: Interval) -> int:
    """Find which articles of the interval are copies of one another, or of their neighbours'.

    Returns:
        The number of pairs.
    """
    from dateline.clean import match as find

    partitions = manifests.partitions(settings.data, interval)
    pairs = find(settings, interval, partitions)
    exact = sum(pair["is_exact"] for pair in pairs)
    log.info("%d batches: %d pairs of copies, %d of them exact", len(partitions), len(pairs), exact)
    write_rows(Partition(settings.data, interval).lake(DUPLICATES.name), DUPLICATES, pairs)
    return len(pairs)


def annotate(settings: Settings, uri: str) -> str:
    """Annotate the articles of a batch, except for exact copies of another article.

    Args:
        settings: the settings.
        uri: address of the batch, cleaned and matched.

    Returns:
        The same address.
    """
    partition = Partition.from_uri(uri)
    annotator = _annotator(settings)
    cleaned = read_rows(partition.lake(ARTICLES.name))
    copies = _copies(settings, partition.interval, {_version(article) for article in cleaned})
    rows: dict[str, list[Row]] = {table.name: [] for table in ANNOTATIONS}
    with entry(partition, Stage.ANNOTATE, {"coder": annotator.coder_version}) as ledger:
        articles = []
        countries = _countries(settings)
        for article in cleaned:
            if _version(article) in copies:
                ledger.count(Outcome.DUPLICATE)
            else:
                country = countries.get(article["source_id"]) or urls.country(article["url"])
                articles.append(article | {"source_country": country})
        for article, annotation in zip(articles, annotator.annotate(articles), strict=True):
            _count(ledger, article, annotation)
            for name, found in annotation.rows.items():
                rows[name].extend(found)
        for table in ANNOTATIONS:
            write_rows(partition.lake(table.name), table, rows[table.name])
    return uri


def _countries(settings: Settings) -> dict[str, str | None]:
    """Source to the country of its outlet, where the list of sources names it."""
    from dateline.sources import load_sources

    return {source.id: source.country for source in load_sources(settings.sources)}


def _version(row: Row) -> tuple[str, str]:
    return row["article_id"], row["content_hash"]


def _copies(
    settings: Settings, interval: Interval, versions: Collection[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Those of some versions that have the text of an earlier article, which has the annotations.

    Where a later version replaced the earlier article's, its annotations are of another text.
    """
    from dateline.clean import replaced

    path = Partition(settings.data, interval).lake(DUPLICATES.name)
    pairs = [
        pair
        for pair in (read_rows(path) if exists(path) else [])
        if pair["is_exact"] and _version(pair) in versions
    ]
    originals = {(pair["other_id"], pair["other_hash"]) for pair in pairs}
    batches = manifests.partitions(settings.data, interval)
    gone = replaced(settings, interval, batches, originals)
    return {_version(pair) for pair in pairs if (pair["other_id"], pair["other_hash"]) not in gone}


def _count(ledger: Entry, article: Row, annotation: Annotation) -> None:
    if annotation.outcome is Outcome.OK:
        ledger.count(Outcome.OK)
        return
    error = RecordError(annotation.outcome, annotation.reason)
    place = (article["raw_uri"], article["raw_offset"])
    ledger.reject(Reject.of(error, article["source_id"], article["url"], *place))


def _annotator(settings: Settings) -> Annotator:
    return _loaded(settings.spacy_model, tuple(sorted(settings.spacy_models.items())))


@lru_cache(maxsize=1)
def _loaded(model: str, others: tuple[tuple[str, str], ...]) -> Annotator:
    from dateline.annotate import Annotator

    return Annotator(model, dict(others))


def preload(settings: Settings) -> None:
    """Load the spaCy pipeline ahead, for processes that will be forked from this one."""
    _annotator(settings)


def load(settings: Settings, interval: Interval) -> dict[str, int]:
    """Load what the lake holds of the interval into the warehouse, in one transaction.

    Returns:
        Outcome to number of articles.

    Raises:
        TransientError: another process holds the warehouse.
    """
    from dateline.sources import load_sources
    from dateline.warehouse import load as load_interval

    require_kept(settings.root, interval, "lake")
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
    """Bring marts and stories up to date with what the intervals touched; None rebuilds all."""
    from dateline.stories import Follower
    from dateline.warehouse import build_marts as build

    build(settings, intervals, Follower())


def run(
    settings: Settings,
    interval: Interval,
    kinds: Collection[str] = (),
    *,
    only: Collection[str] = (),
    live: bool = False,
) -> dict[str, int]:
    """The whole pipeline for an interval, in this process, without Airflow; see `discover`.

    Returns:
        Outcome to number of articles, as `load` gives them.
    """
    batches = discover(settings, interval, kinds, only=only, live=live)
    for uri in batches:
        clean(settings, fetch(settings, uri, live=live))
    match(settings, interval)
    for uri in batches:
        annotate(settings, uri)
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


def maintain(settings: Settings, end: datetime, *, raw: bool = False) -> dict[str, int]:
    """Upkeep of all zones, as `maintain_lake` does it every night.

    Args:
        settings: the settings.
        end: an aware time, from which ages are counted.
        raw: verify the pages of the raw zone, too.

    Returns:
        Step to what it counts: files, days, bytes.

    Raises:
        TransientError: another process holds the warehouse.
        TerminalError: files are broken or missing; it names them, and all else is done.
    """
    from dateline import maintenance
    from dateline.lake import apply_retention
    from dateline.warehouse import vacuum

    yesterday = end - timedelta(days=1)
    done = {"leftovers removed": maintenance.remove_leftovers(settings, yesterday)}
    gone = apply_retention(settings, end)
    done |= {f"days of {zone} let go": days for zone, days in gone.items()}
    done["files compacted away"] = maintenance.compact(settings, end)
    done["bytes of the warehouse given back"] = vacuum(settings, yesterday)
    done["files verified"] = maintenance.verify(settings)
    if raw:
        done["pages verified"] = maintenance.verify_raw(settings)
    return done
