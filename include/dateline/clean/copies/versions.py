"""Which versions of articles the lake knows to be replaced by later ones."""

from collections.abc import Collection, Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
from upath import UPath

from dateline import lake
from dateline.clean.copies.neighbours import Version
from dateline.history import files_around, read_each
from dateline.partition import Interval, Partition
from dateline.schemas import FINGERPRINTS, Row
from dateline.settings import Settings

_COLUMNS = ("article_id", "content_hash", "fetched_at", "interval_start")


def replaced(
    settings: Settings,
    interval: Interval,
    partitions: Sequence[Partition],
    versions: Collection[Version],
) -> set[Version]:
    """Those of some versions that are not the latest of their article.

    The order is the warehouse's: a version is as old as its earliest capture. Looked at are the
    interval and those up to `duplicate_days` around it; a file that cannot be read is passed over
    with a warning.

    Args:
        settings: the settings.
        interval: the data interval.
        partitions: its batches.
        versions: the versions to tell about.
    """
    if not versions:
        return set()
    paths = [p for part in partitions if lake.exists(p := part.lake(FINGERPRINTS.name))]
    paths += files_around(settings, interval, FINGERPRINTS, settings.duplicate_days)
    latest = _latest(_captures(paths, {article_id for article_id, _ in versions}))
    return {version for version in versions if latest.get(version[0], version[1]) != version[1]}


def _latest(captures: Iterable[Row]) -> dict[str, str]:
    """The content hash of the latest version of each article."""
    first: dict[Version, tuple[object, ...]] = {}
    for row in captures:
        version = (row["article_id"], row["content_hash"])
        place = (row["fetched_at"], row["interval_start"], row["content_hash"])
        first[version] = min(first.get(version, place), place)
    return dict(sorted(first, key=lambda version: first[version]))


def _captures(paths: Sequence[UPath], article_ids: Collection[str]) -> Iterator[Row]:
    wanted = pa.array(sorted(article_ids), pa.string())

    def read(path: UPath) -> list[Row]:
        table = lake.read(path, _COLUMNS)
        rows: list[Row] = table.filter(pc.is_in(table["article_id"], wanted)).to_pylist()
        return rows

    return (row for rows in read_each(paths, FINGERPRINTS, read) for row in rows)
