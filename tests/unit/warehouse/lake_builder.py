"""Small lakes with real Parquet and ledger files, made from short descriptions of captures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dateline.outcomes import NOT_REJECTS
from dateline.partition import Interval, Partition
from dateline.schemas import ANNOTATIONS, ARTICLES, FETCHES, LISTINGS, REJECTS, Row, stable_id
from dateline.settings import Settings
from dateline.storage import read_rows, write_json, write_rows
from dateline.urls import url_key

DAY_ONE = datetime(2015, 10, 1, tzinfo=UTC)


def settings_in(folder: Path, **more) -> Settings:
    return Settings(data=str(folder), **more)


def day(number: int) -> Interval:
    """The interval of day `number`, from 1."""
    start = DAY_ONE + timedelta(days=number - 1)
    return Interval(start, start + timedelta(days=1))


@dataclass(frozen=True)
class Listed:
    """A source of the project's list."""

    id: str = "wire"
    name: str = "The Wire"
    kind: str = "site"
    language: str | None = "en"
    country: str | None = None
    enabled: bool = True
    home: str | None = None
    feeds: tuple[str, ...] = ("https://wire.example/feed",)


@dataclass(frozen=True)
class Capture:
    """One capture: which article, with which content, at which hour of its day, by whom."""

    article: str = "a"
    content: str = "first"
    hour: int = 12
    source: str = "wire"
    site: str = "wire.example"
    text: str = ""

    @property
    def body(self) -> str:
        return self.text or (
            f"Russia struck {self.content} targets in Syria on Monday.\n"
            f"“We will go on,” the minister said about {self.article}."
        )


def article_row(capture: Capture, interval: Interval) -> Row:
    fetched = interval.start + timedelta(hours=capture.hour)
    url = f"https://{capture.site}/{capture.article}"
    return {
        "article_id": stable_id(url),
        "url": url,
        "canonical_url": url,
        "source_id": capture.source,
        "title": f"Strikes on {capture.content}",
        "authors": ["A. Writer"],
        "published_at": fetched - timedelta(minutes=30),
        "published_precision": "second",
        "fetched_at": fetched,
        "language": "en",
        "site_name": capture.site,
        "tags": [],
        "text": capture.body,
        "word_count": len(capture.body.split()),
        "content_hash": stable_id(capture.content, capture.body),
        "credits": [],
        "dropped_lines": [{"rule": "source_link", "text": "Source link"}],
        "interval_start": interval.start,
        "interval_end": interval.end,
        "raw_uri": f"raw/{interval.id}/{capture.source}.warc.gz",
        "raw_offset": capture.hour * 100,
        "coder_version": "test",
    }


def annotations(article: Row) -> dict[str, list[Row]]:
    """Two countries, a quotation, and one event between the countries, where the text has them."""
    text: str = article["text"]
    version = {"article_id": article["article_id"], "content_hash": article["content_hash"]}
    if not text.startswith("Russia struck"):
        return {table.name: [] for table in ANNOTATIONS}
    syria = text.index("Syria")
    spans = {"RUS": (0, 6, "Russia"), "SYR": (syria, syria + 5, "Syria")}
    event_id = stable_id(article["article_id"], article["content_hash"], "event")
    quote, monday = text.index("We will go on"), text.find("Monday")
    return {
        "entities": [
            version
            | {"entity_id": f"country:{code}", "name": name, "type": "country", "country": code}
            | {"mention_count": 1, "first_offset": start, "salience": 0.5}
            for code, (start, _, name) in spans.items()
        ],
        "mentions": [
            version
            | {"entity_id": f"country:{code}", "text": name}
            | {"start_offset": start, "end_offset": end}
            for code, (start, end, name) in spans.items()
        ],
        "quotes": [
            version
            | {"quote_id": stable_id(event_id, "quote"), "text": "We will go on,", "verb": "say"}
            | {"start_offset": quote, "end_offset": quote + 14, "is_direct": True}
        ],
        "time_expressions": [
            version
            | {"text": "Monday", "start_offset": monday, "end_offset": monday + 6}
            | {"precision": "day"}
        ]
        if monday >= 0
        else [],
        "events": [
            version
            | {"event_id": event_id, "sentence_start": 0, "sentence_end": text.index("\n")}
            | {"trigger_text": "struck", "trigger_start": 7, "trigger_end": 13}
            | {"event_type": "ASSAULT", "cameo_code": "190", "cameo_root": "19", "quad_class": 4}
            | {"goldstein": -10.0, "modality": "actual", "rule_id": "v1", "confidence": 0.5}
            | {"event_date": article["published_at"].date(), "event_date_precision": "day"}
            | {"event_date_text": "on Monday", "contexts": ["military"], "coder_version": "test"}
        ],
        "event_actors": [
            version
            | {"event_id": event_id, "role": role, "entity_id": f"country:{code}"}
            | {"text": name, "name": name, "country": code, "start_offset": start}
            | {"end_offset": end}
            for role, (code, (start, end, name)) in zip(
                ("source", "target"), spans.items(), strict=True
            )
        ],
        "event_details": [
            version
            | {"event_id": event_id, "kind": "date", "text": "Monday"}
            | {"start_offset": monday, "end_offset": monday + 6}
        ]
        if monday >= 0
        else [],
    }


def write_day(
    settings: Settings,
    interval: Interval,
    batches: Sequence[Iterable[Capture]],
    rejects: Sequence[tuple[str, str]] = (),
) -> list[Partition]:
    """Write lake and ledger of an interval, as the stages before load do.

    Args:
        settings: the settings.
        interval: the interval.
        batches: the captures of each batch.
        rejects: stage and outcome of inputs of batch 0 that were rejected.
    """
    partitions = [Partition(settings.data, interval, n) for n in range(len(batches) or 1)]
    held = [list(batch) for batch in batches] or [[]]
    for partition, captures in zip(partitions, held, strict=True):
        _write_batch(partition, captures)
    counts = [_counts(len(captures), rejects if n == 0 else ()) for n, captures in enumerate(held)]
    for n, partition in enumerate(partitions):
        _write_fetches(partition, held[n], rejects if n == 0 else ())
        for stage, (passed, dropped) in counts[n].items():
            write_ledger(partition, stage, passed, dropped)
    passed = sum(sum(x) for x in (_flat(c["fetch"]) for c in counts))
    undiscovered = [o for s, o in rejects if s == "discover"]
    write_ledger(partitions[0], "discover", passed, undiscovered)
    _write_listings(partitions, undiscovered)
    return partitions


def _write_fetches(
    partition: Partition, captures: Sequence[Capture], rejects: Sequence[tuple[str, str]]
) -> None:
    """One document per capture, and one per reject of fetch and clean."""
    articles = [article_row(capture, partition.interval) for capture in captures]
    fetched = [("ok", row) for row in articles]
    fetched += [
        (outcome if stage == "fetch" else "ok", {"source_id": "wire", "url": f"http://w/{n}"})
        for n, (stage, outcome) in enumerate(rejects)
        if stage in ("fetch", "clean")
    ]
    rows = [
        fetch_row(partition, str(n), outcome, row["source_id"], row["url"])
        | {name: row[name] for name in ("fetched_at", "raw_uri", "raw_offset") if name in row}
        for n, (outcome, row) in enumerate(fetched)
    ]
    write_rows(partition.lake("fetches"), FETCHES, rows)


def fetch_row(partition: Partition, name: str, outcome: str, source_id: str, url: str) -> Row:
    """What became of a document in half a second."""
    return {
        "interval_start": partition.interval.start,
        "interval_end": partition.interval.end,
        "batch": partition.batch,
        "source_id": source_id,
        "document_id": stable_id(source_id, str(partition.batch), name),
        "url": url,
        "url_key": url_key(url),
        "kind": "http",
        "dated_at": partition.interval.start + timedelta(hours=6),
        "outcome": outcome,
        "status": 200 if outcome == "ok" else None,
        "seconds": 0.5,
        "body_bytes": 1000 if outcome == "ok" else None,
        "raw_uri": "raw/wire.warc.gz" if outcome == "ok" else None,
        "raw_offset": 0 if outcome == "ok" else None,
    }


def _write_listings(partitions: Sequence[Partition], rejects: Sequence[str]) -> None:
    """One feed per source, `wire` in any case; it has what discover rejected."""
    fetches = [row for partition in partitions for row in read_rows(partition.lake("fetches"))]
    sources = Counter(row["source_id"] for row in fetches)
    rows = [
        listing_row(partitions[0].interval, source, sources[source])
        for source in sorted({*sources, "wire"})
    ]
    for row in rows:
        if row["source_id"] == "wire":
            row |= {"rejected": len(rejects), "shown": row["shown"] + len(rejects)}
    write_rows(partitions[0].lake("listings"), LISTINGS, rows)


def listing_row(interval: Interval, source: str, discovered: int = 0, **more) -> Row:
    """What the feed of a source showed: documents of the interval only."""
    return {
        "interval_start": interval.start,
        "interval_end": interval.end,
        "source_id": source,
        "form": "feed",
        "url": f"https://{source}.example/feed",
        "outcome": "ok",
        "reason": "",
        "asked_at": interval.end,
        "seconds": 0.2,
        "shown": discovered,
        "discovered": discovered,
        "seen": 0,
        "outside_interval": 0,
        "filtered": 0,
        "rejected": 0,
    } | more


def _flat(count: tuple[int, list[str]]) -> tuple[int, int]:
    return count[0], len(count[1])


def _counts(articles: int, rejects: Sequence[tuple[str, str]]) -> dict[str, tuple[int, list[str]]]:
    by_stage = {s: [o for t, o in rejects if t == s] for s in ("fetch", "clean", "annotate")}
    return {
        "annotate": (articles - len(by_stage["annotate"]), by_stage["annotate"]),
        "clean": (articles, by_stage["clean"]),
        "fetch": (articles + len(by_stage["clean"]), by_stage["fetch"]),
    }


def _write_batch(partition: Partition, captures: list[Capture]) -> None:
    articles = [article_row(capture, partition.interval) for capture in captures]
    found = [annotations(article) for article in articles]
    write_rows(partition.lake("articles"), ARTICLES, articles)
    for table in ANNOTATIONS:
        rows = [row for each in found for row in each[table.name]]
        write_rows(partition.lake(table.name), table, rows)


def write_ledger(
    partition: Partition, stage: str, passed: int, dropped: Sequence[str] = ()
) -> None:
    outcomes = {o: list(dropped).count(o) for o in dropped} | ({"ok": passed} if passed else {})
    bounds = {"interval_start": partition.interval.start, "interval_end": partition.interval.end}
    write_json(
        partition.ledger(stage),
        {name: moment.isoformat() for name, moment in bounds.items()}
        | {"stage": stage, "batch": partition.batch, "inputs": passed + len(dropped)}
        | {"outcomes": outcomes, "seconds": 0.1, "versions": {"test": "1"}},
    )
    rows = [
        bounds
        | {"stage": stage, "batch": partition.batch, "source_id": "wire", "url": f"u{n}"}
        | {"outcome": outcome, "reason": "made for a test"}
        for n, outcome in enumerate(dropped)
        if outcome not in NOT_REJECTS
    ]
    write_rows(partition.lake("rejects", stage), REJECTS, rows)
