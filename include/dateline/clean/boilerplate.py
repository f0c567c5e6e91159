"""Lines that a source repeats across distinct articles."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dateline.clean.article import Draft
from dateline.partition import Partition
from dateline.schemas import Row
from dateline.settings import Settings


@dataclass(frozen=True, slots=True)
class Learned:
    """What a batch learned.

    Args:
        repeated: for each draft, in order, places of lines in `tidied.lines` to drop.
        rows: rows of `schemas.BOILERPLATE`.
    """

    repeated: list[frozenset[int]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def learn(settings: Settings, partition: Partition, drafts: Sequence[Draft]) -> Learned:
    """Find lines that a source repeats across at least three distinct articles.

    Args:
        settings: the settings.
        partition: the batch; earlier intervals within `boilerplate_days` are looked at, too.
        drafts: the articles of the batch.
    """
    return Learned([frozenset() for _ in drafts])
