"""Load: what the lake holds of an interval becomes the warehouse's state, in one transaction.

The state is a function of which intervals were loaded and of what the lake held of them, whatever
the order of the loads and however often one was repeated:

- The earliest capture of a content stands for a version of its article; the latest version is the
  row in `core_articles`, those before it are in `core_article_revisions`.
- Annotations are held for the latest version only. When a load takes that version away (its
  interval was processed again and no longer has it), the version before comes back, and its
  annotations are read from the lake files of its own interval.
- `core_captures` remembers every capture, so that all this needs only the articles touched.
- Which articles are duplicates follows from the pairs of copies that the lake has of each interval
  and from equal texts, over all intervals that are loaded.
- What listings showed and what became of documents belongs to one interval: its rows are replaced.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb

from dateline import __version__
from dateline.errors import TerminalError
from dateline.outcomes import Outcome, Tally
from dateline.partition import Interval, Partition
from dateline.schemas import ANNOTATIONS
from dateline.settings import Settings
from dateline.warehouse import lake
from dateline.warehouse.connect import open_warehouse, transaction
from dateline.warehouse.dims import Source, load_reference
from dateline.warehouse.lake import Lake
from dateline.warehouse.originals import choose_originals
from dateline.warehouse.statements import Statements, bounds, quote_identifier

log = logging.getLogger(__name__)


def load(
    settings: Settings,
    interval: Interval,
    partitions: Sequence[Partition],
    *,
    sources: Iterable[Source] = (),
) -> Tally:
    """Load an interval: its articles, annotations, listings, fetches, rejects and ledger.

    Args:
        settings: the settings.
        interval: the data interval; what was loaded of it before is replaced.
        partitions: its batches; batch 0, which has what discover told, may be left out.
        sources: all sources, for `dim_sources`; when empty, that table is left as it is.

    Returns:
        What became of the interval's articles: `ok` (in `core_articles`), `superseded` (an older
        version), `unchanged` (an earlier capture has the same content).

    Raises:
        TransientError: another process holds the warehouse.
        TerminalError: a file of the lake or the ledger is broken; nothing was changed.
    """
    started = time.perf_counter()
    batches = sorted({*partitions, Partition(settings.data, interval)}, key=lambda p: p.batch)
    rows = Lake.of(batches, lake.LOADED)
    ledger, rejects = lake.ledger(batches), lake.rejects(batches)
    with open_warehouse(settings) as con, transaction(con):
        _register(con, "lake", rows)
        con.register("lake_ledger", ledger)
        con.register("lake_rejects", rejects)
        step = _Load(Statements(con, settings.sql), settings.data, bounds(interval))
        step.refuse_strangers()
        step.articles()
        step.ingestion()
        step.ledger(time.perf_counter() - started)
        load_reference(step.sql, sources)
        return step.tally()


def _register(con: duckdb.DuckDBPyConnection, prefix: str, rows: Lake) -> None:
    for name, data in rows.tables.items():
        con.register(f"{prefix}_{name}", data)


class _Load:
    """The steps of one load, inside its transaction."""

    def __init__(self, sql: Statements, root: str, params: dict[str, Any]) -> None:
        self.sql = sql
        self.root = root
        self.params = params

    def refuse_strangers(self) -> None:
        """Raise `TerminalError` when files hold rows that are not of the interval."""
        strangers = self.sql.rows("load/strangers", self.params)
        if strangers:
            found = "; ".join(f"{r['lake_file']}: {r['rows']} {r['table_name']}" for r in strangers)
            raise TerminalError(
                f"the lake has rows that do not belong to the interval ({found}): process it again"
            )

    def articles(self) -> None:
        """Replace all rows of articles that the interval captures, or captured before."""
        self.sql.run("load/touched", self.params)
        self.sql.run("load/stale_days")
        self.sql.run("load/captures", self.params)
        self._settle_versions()
        self.sql.run("load/articles", self.params)
        for table in ANNOTATIONS:
            self.sql.run(
                "load/annotations",
                core=quote_identifier(f"core_{table.name}"),
                lake=quote_identifier(f"lake_{table.name}"),
                recalled=quote_identifier(f"recalled_{table.name}"),
                key=quote_identifier(*table.key),
            )
        self.sql.run("load/outcomes")
        self._mark_duplicates()
        self.sql.run("load/stale_days")

    def _mark_duplicates(self) -> None:
        """Bring the pairs of copies up to date, and mark duplicates among what the load affects."""
        self.sql.run("load/pairs")
        chosen = choose_originals(self.sql.rows("load/text_pairs"))
        self.sql.con.register("chosen_originals", chosen)
        self.sql.run("load/duplicates")

    def ingestion(self) -> None:
        """Replace what the interval's listings showed, its documents' fate, and lines learned."""
        self.sql.run("load/listings", self.params)
        self.sql.run("load/fetches", self.params)
        self.sql.run("load/boilerplate", self.params)

    def ledger(self, seconds: float) -> None:
        """Replace the interval's rejects and its rows of the ledger."""
        versions = {"dateline": __version__, "duckdb": duckdb.__version__}
        self.sql.run("load/rejects", self.params)
        self.sql.run(
            "load/runs",
            self.params
            | {
                "seconds": round(seconds, 3),
                "version_names": list(versions),
                "version_values": list(versions.values()),
            },
        )

    def tally(self) -> Tally:
        """The outcomes of the interval's captures."""
        tally = Tally()
        for row in self.sql.rows("load/counts", self.params):
            tally.add(Outcome(row["outcome"]), row["n"])
        return tally

    def _settle_versions(self) -> None:
        """Work out the versions, and have the rows at hand that they need from other intervals.

        A capture that the lake no longer has is forgotten, and then another may be needed: so
        this goes on until all that is needed was found. Each round forgets at least one capture.
        """
        while True:
            self.sql.run("load/versions", self.params)
            files = [row["lake_file"] for row in self.sql.rows("load/recall", self.params)]
            batches = [lake.partition_of(self.root, name) for name in files]
            recalled = Lake.of(batches, lake.VERSIONED)
            _register(self.sql.con, "recalled", recalled)
            lost = self.sql.rows("load/forget", self.params) if files else []
            if not lost:
                return
            for row in lost:
                log.warning(
                    "%(lake_file)s no longer has article %(article_id)s: load that interval again",
                    row,
                )
