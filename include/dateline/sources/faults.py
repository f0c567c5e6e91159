"""What a listing could not use: told one by one at first, then by number."""

from collections import Counter

from dateline.outcomes import Outcome
from dateline.schemas import Reject

TOLD = 20
"""Rejects of one kind in one listing that have a row of their own."""


class Faults:
    """Collects rejects of one listing, so that a listing of nothing else stays small.

    Args:
        source_id: the source.
        url: address of the listing.
    """

    def __init__(self, source_id: str, url: str) -> None:
        self._source_id = source_id
        self._url = url
        self._told: list[Reject] = []
        self._counts: Counter[Outcome] = Counter()

    def add(self, url: str, outcome: Outcome, reason: str) -> None:
        """Take note of an item that cannot be used."""
        self._counts[outcome] += 1
        if self._counts[outcome] <= TOLD:
            self._told.append(Reject(self._source_id, url, outcome, reason))

    def rejects(self) -> list[Reject]:
        """A row for each of the first of a kind, and one for the others of this kind."""
        rest = [
            Reject(self._source_id, self._url, outcome, f"{count - TOLD:,} more of this kind")
            for outcome, count in self._counts.items()
            if count > TOLD
        ]
        return self._told + rest
