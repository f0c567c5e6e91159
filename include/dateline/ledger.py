"""What a stage did over a batch: its counts go to the ledger zone, its rejects to the lake."""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from upath import UPath

from dateline.lake import write_rows
from dateline.outcomes import NOT_REJECTS, Outcome, Stage, Tally
from dateline.partition import Interval, Partition
from dateline.schemas import REJECTS, Reject, Row
from dateline.storage import write_json

log = logging.getLogger(__name__)


@dataclass
class Entry:
    """The open ledger entry of one stage and batch: count each input once, in one of two ways."""

    tally: Tally = field(default_factory=Tally)
    rejects: list[Reject] = field(default_factory=list)

    def count(self, outcome: Outcome, n: int = 1) -> None:
        """Count inputs that need no row in the rejects table."""
        if outcome not in NOT_REJECTS:
            raise ValueError(f"{outcome} needs a row in the rejects table")
        self.tally.add(outcome, n)

    def reject(self, *rejects: Reject) -> None:
        """Count rejected inputs and keep their rows."""
        for reject in rejects:
            self.tally.add(Outcome(reject.outcome))
        self.rejects.extend(rejects)


@contextmanager
def entry(partition: Partition, stage: Stage, versions: dict[str, str]) -> Iterator[Entry]:
    """Time a stage over a batch; at the end write its rejects and its ledger file, and log counts.

    Nothing is written when the stage raises: a ledger file means that the stage is done.

    Args:
        partition: the batch.
        stage: the stage.
        versions: what made the result: component to version.
    """
    started = time.perf_counter()
    open_entry = Entry()
    yield open_entry
    write_rows(
        partition.lake("rejects", stage),
        REJECTS,
        _reject_rows(partition, stage, open_entry.rejects),
    )
    write_json(
        partition.ledger(stage),
        {
            "interval_start": partition.interval.start.isoformat(),
            "interval_end": partition.interval.end.isoformat(),
            "stage": str(stage),
            "batch": partition.batch,
            "inputs": open_entry.tally.inputs,
            "outcomes": open_entry.tally.as_dict(),
            "seconds": round(time.perf_counter() - started, 3),
            "versions": versions,
        },
    )
    counts = ", ".join(f"{n} {outcome}" for outcome, n in open_entry.tally.as_dict().items())
    log.info("%s, batch %d: %s", stage, partition.batch, counts or "no inputs")


def _reject_rows(partition: Partition, stage: Stage, rejects: Iterable[Reject]) -> list[Row]:
    return [
        {
            **partition.interval.as_row(),
            "stage": str(stage),
            "batch": partition.batch,
            "source_id": reject.source_id,
            "url": reject.url,
            "outcome": str(reject.outcome),
            "reason": reject.reason,
            "raw_uri": reject.raw_uri,
            "raw_offset": reject.raw_offset,
        }
        for reject in rejects
    ]


def last_before(root: str, interval: Interval, reach: timedelta) -> Interval | None:
    """The last interval of the same length that was discovered and ended by the start of another.

    Args:
        root: root URI of the data.
        interval: the other.
        reach: how far back to look.
    """
    length = interval.end - interval.start
    day = interval.start.date()
    while day >= (interval.start - reach).date():
        folder = UPath(root) / "ledger" / f"dt={day}"
        found = [
            other
            for path in (folder.glob("*Z-*Z") if folder.exists() else ())
            if (other := Interval.from_id(path.name)).end - other.start == length
            and other.end <= interval.start
            and Partition(root, other).ledger(Stage.DISCOVER).exists()
        ]
        if found:
            return max(found)
        day -= timedelta(days=1)
    return None
