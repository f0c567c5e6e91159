"""A warehouse of realistic volume: a year of made-up news, skewed as news is.

A million articles are 12 million mentions, 4 million events and 20 million rows of actors and
quotations. Sources, entities, dyads and stories follow Zipf's law, events and quotations of an
article are distributed geometrically, weekends are quieter, some articles are exact copies, some
have an earlier version, most events are of the last days and some of a day long ago. All offsets
are right: the data pass the project's checks. The same numbers give the same rows.

The warehouse's tables are filled by SQL (a load for each day would take an hour); the days after
the last one are written as real lake and ledger files, for loads that are to be measured.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from upath import UPath

from dateline.partition import Interval, Partition
from dateline.schemas import (
    ANNOTATIONS,
    ARTICLES,
    DUPLICATES,
    FETCHES,
    LISTINGS,
    REJECTS,
    Table,
)
from dateline.settings import PROJECT, Settings
from dateline.storage import replacing, write_json
from dateline.warehouse import build_marts, check, open_warehouse, publish
from dateline.warehouse.connect import CONFIG, warehouse_path
from dateline.warehouse.dims import load_reference
from dateline.warehouse.statements import Statements, quote_identifier

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
KNOWLEDGE = PROJECT / "include" / "dateline" / "knowledge"
FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)
CHUNK = 10
"""Days that are made at once: bounds the memory."""
CORRECTED = 40
"""Articles of the last day that the day after it captures again, changed."""
IN_BATCHES = (ARTICLES, *ANNOTATIONS, FETCHES, REJECTS)
FILLED = (
    "articles",
    *(table.name for table in ANNOTATIONS),
    "duplicates",
    "rejects",
    "fetches",
    "listings",
    "captures",
    "runs",
)


@dataclass(frozen=True)
class Volume:
    """What is made.

    Args:
        folder: the data root.
        articles: articles of all days together, about.
        days: days, from `FIRST_DAY` on, one interval each.
    """

    folder: Path
    articles: int
    days: int

    @property
    def settings(self) -> Settings:
        return Settings(data=str(self.folder))

    def interval(self, day: int) -> Interval:
        """The interval of a day, from 0; `days` is the first one that is not loaded."""
        start = FIRST_DAY + timedelta(days=day)
        return Interval(start, start + timedelta(days=1))

    def partitions(self, day: int) -> list[Partition]:
        """The batches that the lake has of a day."""
        interval = self.interval(day)
        folder = UPath(self.folder) / "ledger" / f"dt={interval.dt}" / interval.id
        batches = sorted(int(p.stem.rpartition("-")[2]) for p in folder.glob("clean-*.json"))
        return [Partition(str(self.folder), interval, batch) for batch in batches]


def build(volume: Volume, lake_days: int = 0, ahead: int = 3) -> None:
    """Fill and publish the warehouse; write the lake of its last days and of those to come.

    Args:
        volume: what to make.
        lake_days: days before the end whose lake files are written, too.
        ahead: days after the end that only the lake has.
    """
    volume.folder.mkdir(parents=True, exist_ok=True)
    with open_warehouse(volume.settings) as con, _made_from(con, volume) as sql:
        for since in range(0, volume.days, CHUNK):
            with _timed(f"days {since} to {min(since + CHUNK, volume.days) - 1}"):
                _fill(sql, since, min(since + CHUNK, volume.days))
        for day in range(volume.days - lake_days, volume.days + ahead):
            with _timed(f"lake of day {day}"):
                _write_lake(sql, volume, day)
    with _timed("rows side by side"):
        _settle(volume)
    with open_warehouse(volume.settings) as con:
        load_reference(Statements(con, volume.settings.sql), [])
    with _timed("marts"):
        build_marts(volume.settings)
    with _timed("check"):
        check(volume.settings)
    with _timed("publish"):
        publish(volume.settings)
    (volume.folder / "READY").touch()


def _settle(volume: Volume) -> None:
    """Write the file anew: filling it in large steps left row groups in pieces."""
    path = warehouse_path(volume.settings)
    following = path.with_suffix(".next")
    with duckdb.connect(":memory:", config=CONFIG | {"memory_limit": "3GB"}) as con:
        con.execute(f"ATTACH '{path}' AS made (READ_ONLY)")
        con.execute(f"ATTACH '{following}' AS settled (STORAGE_VERSION 'v1.5.0')")
        con.execute("COPY FROM DATABASE made TO settled")
    following.replace(path)


@contextmanager
def _timed(what: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    log.info("%s: %.1f s", what, time.perf_counter() - started)


@contextmanager
def _made_from(con: duckdb.DuckDBPyConnection, volume: Volume) -> Iterator[Statements]:
    """The statements of this folder; what they make beside the tables is in memory."""
    con.execute("ATTACH ':memory:' AS pool")
    con.execute("USE pool")
    sql = Statements(con, HERE)
    sql.run(
        "pool",
        {
            "gazetteer": str(KNOWLEDGE / "gazetteer.parquet"),
            "plover": str(KNOWLEDGE / "plover.csv"),
            "cameo": str(KNOWLEDGE / "cameo.csv"),
            "first_day": FIRST_DAY.date().isoformat(),
            "days": volume.days,
            "articles": volume.articles,
        },
    )
    yield sql


def _make(sql: Statements, since: int, until: int) -> None:
    sql.run("days", {"since": since, "until": until})


def _fill(sql: Statements, since: int, until: int) -> None:
    """Make some days and put them into the warehouse's tables."""
    _make(sql, since, until)
    con = sql.con
    for name in FILLED:
        core = f"dateline.core_{name}"
        columns = [row[0] for row in con.execute(f"DESCRIBE {core}").fetchall()]
        chosen = quote_identifier(*columns)
        early = "WHERE NOT is_early" if name == "articles" else ""
        con.execute(f"INSERT INTO {core} BY NAME SELECT {chosen} FROM new_{name} {early}")
        if name == "articles":
            con.execute(
                f"INSERT INTO dateline.core_article_revisions BY NAME SELECT {chosen} "
                "FROM new_articles WHERE is_early"
            )
    con.execute("INSERT INTO dateline.mart_story_articles BY NAME FROM new_story_articles")


def _write_lake(sql: Statements, volume: Volume, day: int) -> None:
    """Write a day's lake and ledger files; the first day ahead corrects articles of the last."""
    corrected: dict[str, pa.Table] = {}
    if day == volume.days:
        _make(sql, day - 1, day)
        corrected = {t.name: _corrected(sql, t, volume.interval(day)) for t in IN_BATCHES[:-1]}
    _make(sql, day, day + 1)
    interval, root = volume.interval(day), str(volume.folder)
    batches = [r[0] for r in sql.con.execute("SELECT DISTINCT batch FROM raw_batches").fetchall()]
    for batch in sorted(batches):
        partition = Partition(root, interval, batch)
        for table in IN_BATCHES:
            rows = _rows(sql, table, f"batch = {batch}")
            if batch == 0 and table.name in corrected:
                rows = pa.concat_tables([rows, corrected[table.name]])
            stage = "clean" if table is REJECTS else None
            _write(partition.lake(table.name, stage), table, rows)
    more = corrected["articles"].num_rows if corrected else 0
    shown = [_rows(sql, LISTINGS, "true"), _sitemap(interval, more)]
    _write(Partition(root, interval).lake(LISTINGS.name), LISTINGS, pa.concat_tables(shown))
    copies = _rows(sql, DUPLICATES, "true")
    _write(Partition(root, interval).lake(DUPLICATES.name), DUPLICATES, copies)
    for stage, batch, inputs, outcomes in sql.con.execute(
        "SELECT stage, batch, inputs, outcomes FROM new_runs WHERE stage <> 'load'"
    ).fetchall():
        extra = more if batch == 0 else 0
        entry = {
            **{name: moment.isoformat() for name, moment in interval.as_row().items()},
            "stage": stage,
            "batch": batch,
            "inputs": inputs + extra,
            "seconds": 1.0,
            "outcomes": outcomes | {"ok": outcomes["ok"] + extra},
            "versions": {"volume": "1"},
        }
        write_json(Partition(root, interval, batch).ledger(stage), entry)


def _corrected(sql: Statements, table: Table, interval: Interval) -> pa.Table:
    """Rows of articles of the day that was just made, with a new text, captured in an interval."""
    chosen = (
        f"SELECT article_id FROM new_articles WHERE duplicate_of IS NULL AND NOT is_early "
        f"ORDER BY article_id LIMIT {CORRECTED}"
    )
    changed = {
        "content_hash": "hex16('corrected ' || content_hash)",
        "text": "text || ' A figure was corrected.'" if table is ARTICLES else None,
        "event_id": "hex16('corrected ' || event_id)",
        "quote_id": "hex16('corrected ' || quote_id)",
        "document_id": "hex16('corrected ' || document_id)",
        "fetched_at": f"TIMESTAMP '{interval.start:%Y-%m-%d %H:%M:%S}' + INTERVAL 1 HOUR",
        "interval_start": f"TIMESTAMP '{interval.start:%Y-%m-%d %H:%M:%S}'",
        "interval_end": f"TIMESTAMP '{interval.end:%Y-%m-%d %H:%M:%S}'",
        "batch": "0" if table is FETCHES else None,
    }
    replaced = ", ".join(
        f"{value} AS {quote_identifier(name)}"
        for name, value in changed.items()
        if value and name in table.schema.names
    )
    if table is FETCHES:
        chosen = f"SELECT url FROM new_articles SEMI JOIN ({chosen}) USING (article_id)"
        return _select(sql, table, f"* REPLACE ({replaced})", f"url IN ({chosen})", distinct=True)
    where = f"article_id IN ({chosen})" + (" AND NOT is_early" if table is ARTICLES else "")
    return _select(sql, table, f"* REPLACE ({replaced})", where)


def _sitemap(interval: Interval, articles: int) -> pa.Table:
    """The listing that showed the corrected articles."""
    row = {
        **interval.as_row(),
        **dict.fromkeys(("seen", "outside_interval", "filtered", "rejected"), 0),
        "source_id": "src-001",
        "form": "sitemap",
        "url": "https://src-001.example/sitemap.xml",
        "outcome": "ok",
        "reason": "",
        "shown": articles,
        "discovered": articles,
    }
    return pa.Table.from_pylist([row] if articles else [], schema=LISTINGS.schema)


def _rows(sql: Statements, table: Table, where: str) -> pa.Table:
    return _select(sql, table, "*", where)


def _select(
    sql: Statements, table: Table, what: str, where: str, *, distinct: bool = False
) -> pa.Table:
    columns = quote_identifier(*table.schema.names)
    one = "DISTINCT ON (url)" if distinct else ""
    query = f"SELECT {one} {columns} FROM (SELECT {what} FROM new_{table.name} WHERE {where})"
    return sql.con.sql(query).to_arrow_table().cast(table.schema)


def _write(path: UPath, table: Table, rows: pa.Table) -> None:
    order: Sequence[int] = pc.sort_indices(rows, [(name, "ascending") for name in table.key])
    with replacing(path) as out:
        pq.write_table(rows.take(order), out, compression="zstd", store_schema=False)
