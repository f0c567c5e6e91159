"""Articles with the same text or nearly so, within an interval and with those around it."""

from collections.abc import Sequence

from dateline.partition import Interval, Partition
from dateline.schemas import Row
from dateline.settings import Settings


def match(settings: Settings, interval: Interval, partitions: Sequence[Partition]) -> list[Row]:
    """Find the copies of an interval's articles.

    Args:
        settings: the settings.
        interval: the data interval.
        partitions: its batches, cleaned.

    Returns:
        Rows of `schemas.DUPLICATES`.
    """
    return []
