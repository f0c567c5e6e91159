"""Which texts are alike: candidates by bands that they share, then the rule on exact shingle sets.

Both the pipeline (`matching`) and the scorer (`evaluation.duplicates`) ask here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from dateline.clean.copies.sketches import (
    MIN_SHINGLES,
    Bands,
    Hashes,
    Places,
    as_matrix,
    shingles,
    sketch,
)

FEW = 16
"""Of many texts that share a band, each is compared with no more of the earlier ones than this."""

_SHARED = 2
"""Bands that candidates share. Unrelated texts share one in 6 of 100,000 pairs, two hardly ever."""

_RULES = ((0.6, 0.3), (0.8, 0.2))
"""Containment with the Jaccard similarity that it needs: a brief that stands whole in a digest of
five times its length and more is no copy. Chosen on what eight extractors gave for 460 pages."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two texts that are alike, by their places.

    Args:
        first: place of the first.
        second: place of the second, greater.
        similarity: 1.0 where they are equal, else the containment of the shingles of the one with
            fewer in the other; that is 1.0, too, where one has all shingles of the other.
        is_exact: whether they are equal.
    """

    first: int
    second: int
    similarity: float
    is_exact: bool


def containment(one: Hashes, other: Hashes) -> float | None:
    """How much of the shorter of two texts the longer one holds, if they are near-duplicates.

    Args:
        one: shingles of a text, different and ascending.
        other: those of another.

    Returns:
        |A∩B| / min(|A|, |B|); None if the texts are no near-duplicates (`_RULES`) or one of them
        is too short to tell.
    """
    fewer, more = sorted((len(one), len(other)))
    if fewer < MIN_SHINGLES or fewer < _RULES[-1][1] * more:
        return None
    shared = len(np.intersect1d(one, other, assume_unique=True))
    contained, jaccard = shared / fewer, shared / (fewer + more - shared)
    near = any(contained >= least and jaccard >= also for least, also in _RULES)
    return contained if near else None


class BandTable:
    """Texts by their bands: finds those which share enough bands with other texts."""

    def __init__(self, bands: Bands, few: int = FEW) -> None:
        """Sort the texts by each band.

        Args:
            bands: one row for each text, the texts in their order.
            few: how many of the earlier texts in a band are taken, see `FEW`.
        """
        columns = np.ascontiguousarray(bands.T)
        self._orders = np.argsort(columns, axis=1, kind="stable")
        self._sorted = np.take_along_axis(columns, self._orders, axis=1)
        self._few = few

    def candidates(self, bands: Bands, *, later: bool) -> tuple[Places, Places]:
        """Pairs that may be near-duplicates.

        Args:
            bands: of other texts, or of the same; a row for each, in order.
            later: whether they come after the table's own texts, or the same; else before.

        Returns:
            Places among the others, in order, and places of the table's texts that go with them.
        """
        size = self._orders.shape[1]
        codes = [
            others * size + own
            for band, column in enumerate(np.ascontiguousarray(bands.T))
            for others, own in [self._in_band(band, column, later=later)]
        ]
        found, counts = np.unique(np.concatenate(codes), return_counts=True)
        others, own = np.divmod(found[counts >= _SHARED], max(size, 1))
        return others, own

    def _in_band(self, band: int, column: Bands, *, later: bool) -> tuple[Places, Places]:
        """Pairs of others and own texts that have the same value in one band."""
        starts = np.searchsorted(self._sorted[band], column, "left")
        counts = np.searchsorted(self._sorted[band], column, "right") - starts
        if later:
            counts = np.minimum(counts, self._few)
        others = np.flatnonzero(counts)
        if not later:
            others = others[_ranks(column[others]) < self._few]
        starts, counts = starts[others], counts[others]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(others, counts), self._orders[band][np.repeat(starts, counts) + within]


def _ranks(values: Bands) -> Places:
    """For each value, how many equal ones stand before it."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[order] = np.arange(len(values)) - np.searchsorted(ordered, ordered, "left")
    return ranks


def alike(keys: Sequence[str], texts: Sequence[str]) -> list[Alike]:
    """All pairs of texts that are equal or near-duplicates; memory grows with their number.

    Args:
        keys: the same for equal texts, different for others (`fingerprints.text_key`).
        texts: the texts.

    Returns:
        The pairs in order.
    """
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    groups = list(places.values())
    pairs = [Alike(*pair, 1.0, is_exact=True) for g in groups for pair in combinations(g, 2)]
    for one, other, similarity in _near([texts[group[0]] for group in groups]):
        pairs += [
            Alike(min(pair), max(pair), similarity, is_exact=False)
            for pair in product(groups[one], groups[other])
        ]
    return sorted(pairs, key=lambda pair: (pair.first, pair.second))


def _near(texts: Sequence[str]) -> Iterable[tuple[int, int, float]]:
    sketched = [(place, bands) for place, bands in enumerate(sketch(texts)) if bands]
    matrix = as_matrix([bands for _, bands in sketched])
    table = BandTable(matrix, few=len(texts))
    sets = shingles(texts)
    for second, first in zip(*table.candidates(matrix, later=True), strict=True):
        one, other = sketched[first][0], sketched[second][0]
        if one < other and (similarity := containment(sets[one], sets[other])) is not None:
            yield one, other, similarity
