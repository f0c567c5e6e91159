"""What a piece of work is: a data interval and a batch of it. All paths are derived here."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self

from upath import UPath

from dateline.errors import TerminalError
from dateline.times import in_utc

_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open data interval [start, end) in UTC, whole seconds.

    Raises:
        TerminalError: `start` is not before `end`.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", in_utc(self.start).replace(microsecond=0))
        object.__setattr__(self, "end", in_utc(self.end).replace(microsecond=0))
        if self.start >= self.end:
            message = f"empty data interval: {self.start.isoformat()} to {self.end.isoformat()}"
            raise TerminalError(message)

    @classmethod
    def parse(cls, start: str, end: str) -> Self:
        """Read two ISO 8601 dates or times; without a zone they are UTC.

        Raises:
            TerminalError: one of them is not ISO 8601, or the interval is empty.
        """
        try:
            return cls(datetime.fromisoformat(start), datetime.fromisoformat(end))
        except (ValueError, OverflowError) as error:
            raise TerminalError(f"not an ISO 8601 date or time: {error}") from error

    @classmethod
    def from_id(cls, interval_id: str) -> Self:
        """The interval that an `id` names."""
        start, end = (
            datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC) for stamp in interval_id.split("-")
        )
        return cls(start, end)

    @property
    def id(self) -> str:
        """Name of the interval in paths: `20151007T000000Z-20151008T000000Z`."""
        return f"{self.start.strftime(_STAMP)}-{self.end.strftime(_STAMP)}"

    @property
    def dt(self) -> date:
        """The hive partition `dt=`: the day on which the interval starts, in UTC."""
        return self.start.date()

    def as_row(self) -> dict[str, datetime]:
        """The columns `interval_start` and `interval_end` of a row."""
        return {"interval_start": self.start, "interval_end": self.end}

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= in_utc(moment) < self.end


@dataclass(frozen=True, slots=True)
class Partition:
    """One batch of one interval under one data root; the unit of mapped tasks.

    Args:
        root: root URI of the data.
        interval: the data interval.
        batch: number of the batch within the interval, from 0.
    """

    root: str
    interval: Interval
    batch: int = 0

    @property
    def raw_dir(self) -> UPath:
        """Folder of the interval in the raw zone."""
        return UPath(self.root) / "raw" / f"dt={self.interval.dt}" / self.interval.id

    @property
    def manifest(self) -> UPath:
        """JSON lines of the documents that this batch holds; written once by discover."""
        return self.raw_dir / f"batch-{self.batch:04d}.jsonl"

    def warc(self, source_id: str) -> UPath:
        """The WARC of what one source gave to this batch."""
        return self.raw_dir / f"{source_id}-{self.batch:04d}.warc.gz"

    def lake(self, table: str, stage: str | None = None) -> UPath:
        """The Parquet file of this batch in a lake table (rejects have one for each stage)."""
        name = "-".join(filter(None, [self.interval.id, stage, f"{self.batch:04d}"]))
        return lake_dir(self.root, table) / f"dt={self.interval.dt}" / f"{name}.parquet"

    def ledger(self, stage: str) -> UPath:
        """The JSON file with what a stage counted over this batch."""
        folder = UPath(self.root) / "ledger" / f"dt={self.interval.dt}" / self.interval.id
        return folder / f"{stage}-{self.batch:04d}.json"

    @property
    def uri(self) -> str:
        """Address of the manifest: the one thing that crosses task boundaries."""
        return str(self.manifest)

    @classmethod
    def from_uri(cls, uri: str) -> Self:
        """The partition whose `uri` this is."""
        path = UPath(uri)
        interval = Interval.from_id(path.parent.name)
        root = path.parent.parent.parent.parent
        return cls(str(root), interval, int(path.stem.removeprefix("batch-")))


def lake_dir(root: str, table: str) -> UPath:
    """Folder of a lake table, above its `dt=` partitions."""
    return UPath(root) / "lake" / table
