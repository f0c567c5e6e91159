"""Where the edge lines of a source's articles were seen: in earlier intervals and in a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from upath import UPath

from dateline import lake
from dateline.clean.repeats.edges import HEAD, TAIL
from dateline.history import files_before, read_each
from dateline.partition import Interval
from dateline.schemas import BANDS, FINGERPRINTS
from dateline.settings import Settings

Keys = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MIN_ARTICLES = 3
"""A line is repeated if at least so many distinct articles have it."""

COPY_BANDS = 8
"""Texts that share as many of their 64 bands are versions or copies of one another. The share is
the square of their Jaccard similarity on average: 0.35 for 8 bands. Distinct articles (below 0.1)
do not get there; nor do most of those with 40 % of their words in common lines (0.25)."""

_COLUMNS = ("source_id", "site", "article_id", "bands", "edge_lines", "pitch_lines")
_SCHEMA = pa.schema([FINGERPRINTS.schema.field(name) for name in _COLUMNS])
_COMPARED = 16  # bands that lead from one text to another; 0.99 of pairs at similarity 0.5
_NO_BANDS = bytes(4 * BANDS)
_WEIGHTS = np.random.default_rng(20_151_007).integers(1, 1 << 62, HEAD + TAIL) | 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a line.

    Args:
        holders: distinct articles that have it among their edge lines.
        outer: those where no line stands between it and the end but repeated ones.
        near: those where one other line may stand between it and the end of the text.
    """

    holders: int
    outer: int
    near: int


@dataclass(frozen=True, slots=True)
class Sightings:
    """Edge lines of the distinct articles of one site of a source.

    Args:
        keys: shape (articles, `HEAD` + `TAIL`): keys of the lines of either end, each from the
            outermost line inwards; 0 where there is none.
        outer: same shape: whether only repeated lines stand between the line and its end.
        near: same shape: whether one line more may stand there.
        repeated: keys that `MIN_ARTICLES` articles have.
        pitched: keys of pitches, wherever they stand, and how many articles have each.
    """

    keys: Keys
    outer: Flags
    near: Flags
    repeated: Keys
    pitched: Mapping[int, int]

    @classmethod
    def of(cls, seen: pa.Table) -> Self:
        """Sightings of articles of one site, the earliest first; columns as `earlier` gives."""
        keys, lengths = _keys(seen["edge_lines"])
        distinct = _distinct(_codes(seen["article_id"]), keys, _bands(seen["bands"]))
        keys, lengths = keys[distinct], lengths[distinct]
        repeated = _repeated(keys)
        between = np.zeros(keys.shape, dtype=np.int64)  # lines that are not repeated, further out
        unknown = ~np.isin(keys, repeated)
        for end in (slice(0, HEAD), slice(HEAD, HEAD + TAIL)):
            between[:, end] = np.cumsum(unknown[:, end], axis=1) - unknown[:, end]
        near = (between <= 1) & beyond_middle(lengths)
        pitched = Counter(
            key for row in seen["pitch_lines"].take(distinct).to_pylist() for key in set(row or ())
        )
        return cls(keys, between == 0, near, repeated, pitched)

    def __len__(self) -> int:
        return len(self.keys)

    def evidence(self, key: int) -> Evidence:
        """What speaks for a line."""
        places = self.keys == key
        return Evidence(
            *(int((places & where).any(axis=1).sum()) for where in (True, self.outer, self.near))
        )


def beyond_middle(lengths: Keys) -> Flags:
    """Which places are in the second half of an article, for articles of so many edge lines.

    The middle line of a text, and the third of four, are not.
    """
    outwards = np.concatenate([np.full(HEAD, HEAD + TAIL), np.arange(TAIL)])
    flags: Flags = 2 * (lengths[:, None] - 1 - outwards) > lengths[:, None]
    return flags


def earlier(settings: Settings, interval: Interval, source_ids: Collection[str]) -> pa.Table:
    """Articles of some sources in the intervals before: who they are, bands, edge lines.

    A file that cannot be read is passed over with a warning.

    Args:
        settings: the settings; `boilerplate_days` is how far back to look.
        interval: the interval that asks.
        source_ids: the sources.

    Returns:
        Some columns of `schemas.FINGERPRINTS`, in order of interval and file.
    """
    paths = files_before(settings, interval, FINGERPRINTS, settings.boilerplate_days)
    wanted = pa.array(sorted(source_ids), pa.string())
    tables = read_each(paths, FINGERPRINTS, lambda path: _read(path, wanted))
    return pa.concat_tables([_SCHEMA.empty_table(), *(table for table in tables if table)])


def as_table(rows: Sequence[dict[str, object]]) -> pa.Table:
    """Articles of a batch in the same form."""
    return pa.Table.from_pylist(list(rows), schema=_SCHEMA)


def _read(path: UPath, wanted: pa.Array) -> pa.Table | None:
    mine = pc.is_in(lake.read(path, ["source_id"])["source_id"], wanted)
    if not pc.any(mine).as_py():
        return None
    return lake.read(path, _COLUMNS).select(_COLUMNS).cast(_SCHEMA).filter(mine)


def _keys(edge_lines: pa.ChunkedArray) -> tuple[Keys, Keys]:
    """Keys of either end as `Sightings.keys`, and the number of edge lines."""
    lengths = pc.fill_null(pc.list_value_length(edge_lines), 0).to_numpy().astype(np.int64)
    flat = np.append(pc.fill_null(pc.list_flatten(edge_lines), 0).to_numpy(), np.int64(0))
    stops = np.cumsum(lengths)
    columns = [stops - lengths + step for step in range(HEAD)]
    columns += [stops - 1 - step for step in range(TAIL)]
    steps = np.array([*range(HEAD), *range(TAIL)])
    there = steps < lengths[:, None]
    places = np.where(there, np.stack(columns, axis=1), len(flat) - 1)
    return flat[places], lengths


def _codes(ids: pa.ChunkedArray) -> Keys:
    """A number for each different value."""
    encoded = pc.dictionary_encode(ids.combine_chunks(), null_encoding="encode")
    codes: Keys = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes


def _bands(bands: pa.ChunkedArray) -> npt.NDArray[np.uint32]:
    """Shape (articles, `BANDS`); zeros where a text is too short for bands."""
    joined = b"".join(_NO_BANDS if value is None else value for value in bands.to_pylist())
    return np.frombuffer(joined, dtype="<u4").reshape(-1, BANDS)


def _distinct(articles: Keys, keys: Keys, bands: npt.NDArray[np.uint32]) -> Keys:
    """The places of articles that are no version or copy of one before them.

    Versions have the same id. Copies have the same edge lines or many bands in common.
    """
    first = np.arange(len(articles))
    with np.errstate(over="ignore"):
        marks = (keys * _WEIGHTS).sum(axis=1)
    for values in (articles, marks):
        _, place, codes = np.unique(values, return_index=True, return_inverse=True)
        first = np.minimum(first, place[codes])
    for earlier_one, later in _alike(bands):
        leader = first[earlier_one]
        if first[later] == later and (bands[leader] == bands[later]).sum() >= COPY_BANDS:
            first[later] = leader
    places: Keys = np.flatnonzero(first == np.arange(len(first)))
    return places


def _alike(bands: npt.NDArray[np.uint32]) -> list[tuple[int, int]]:
    """Pairs of similar texts, the earlier one first, in order of the later one."""
    rows = np.flatnonzero(bands.any(axis=1))
    pairs = np.empty((0, 2), dtype=np.int64)
    for column in range(_COMPARED):
        order = rows[np.argsort(bands[rows, column], kind="stable")]
        same = bands[order[1:], column] == bands[order[:-1], column]
        found = np.stack([order[:-1][same], order[1:][same]], axis=1)
        shared = (bands[found[:, 0]] == bands[found[:, 1]]).sum(axis=1)
        pairs = np.concatenate([pairs, found[shared >= COPY_BANDS]])
    pairs = np.unique(pairs[:, ::-1], axis=0)[:, ::-1]
    return [(int(one), int(other)) for one, other in pairs]


def _repeated(keys: Keys) -> Keys:
    """Keys that at least `MIN_ARTICLES` rows have."""
    each = np.sort(keys, axis=1)
    each[:, 1:][each[:, 1:] == each[:, :-1]] = 0
    values, counts = np.unique(each[each != 0], return_counts=True)
    return values[counts >= MIN_ARTICLES]
