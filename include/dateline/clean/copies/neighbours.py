"""Texts as files of fingerprints hold them: who has them, and which may be nearly alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from upath import UPath

from dateline import lake
from dateline.clean.copies.alike import BandTable
from dateline.clean.copies.sketches import Hashes, Places, as_matrix, shingles
from dateline.partition import lake_dir
from dateline.schemas import ARTICLES, Row

UNREADABLE = (pa.ArrowException, KeyError, OSError)
"""What comes of a file that is missing, broken, or another table."""

Version = tuple[str, str]
"""`article_id` and `content_hash`."""

_ORDER = ("interval_start", "published_at", "fetched_at", "article_id", "content_hash")
_COLUMNS = (*_ORDER, "text_md5", "bands")


@dataclass(frozen=True, slots=True)
class Capture:
    """A version of an article as one interval captured it.

    Args:
        place: its place in the order in which originals are chosen.
        version: which version of which article.
    """

    place: tuple[Any, ...]
    version: Version

    @classmethod
    def of(cls, row: Row) -> "Capture":
        """The capture of a row; times that are unknown come last."""
        times = ((row[name] is None, row[name] or row["interval_start"]) for name in _ORDER[1:3])
        version = (row["article_id"], row["content_hash"])
        return cls((row["interval_start"], *times, *version), version)

    @property
    def start(self) -> datetime:
        """Start of the interval, in UTC without a zone."""
        start: datetime = self.place[0]
        return start


@dataclass(slots=True)
class Text:
    """A text and its captures.

    Args:
        md5: what tells it from others.
        bands: its sketch; None if it is too short.
        path: the file of articles that has the first of its captures.
        captures: in order, none for a second time in the same version.
    """

    md5: str
    bands: bytes | None
    path: UPath
    captures: list[Capture] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What a file of another interval has to do with an interval.

    Args:
        path: the file of articles beside it.
        later: whether its interval comes after.
        texts: by MD5 those that the interval has, too, or may have nearly.
        candidates: MD5 of such a text, and place of the interval's text that may be nearly it.
    """

    path: UPath
    later: bool
    texts: Mapping[str, Text]
    candidates: Sequence[tuple[str, int]]


class OwnTexts:
    """The texts of an interval, in order, and the table of their bands."""

    def __init__(self, files: Iterable[Iterable[Text]]) -> None:
        """Join the texts of the interval's files."""
        self.texts = list(_joined(text for texts in files for text in texts).values())
        self.versions = {capture.version for text in self.texts for capture in text.captures}
        self._places = {text.md5: place for place, text in enumerate(self.texts)}
        self._sketched = [place for place, text in enumerate(self.texts) if text.bands]
        self._matrix = as_matrix([text.bands for text in self.texts if text.bands])
        self._table = BandTable(self._matrix)

    def candidates(self) -> Iterator[tuple[int, int]]:
        """Places of two texts that may be nearly the same, the later one first, in order."""
        pairs = zip(*self._table.candidates(self._matrix, later=True), strict=True)
        for later, earlier in pairs:
            if earlier < later:
                yield self._sketched[later], self._sketched[earlier]

    def neighbour(self, path: UPath, *, later: bool) -> Neighbour:
        """Look up the texts of a file of another interval.

        Args:
            path: the file of fingerprints.
            later: whether its interval comes after.

        Raises:
            UNREADABLE: it is missing, broken, or another table.
        """
        table = _read(path)
        md5s = table["text_md5"].combine_chunks().dictionary_encode()
        names, groups = md5s.dictionary.to_pylist(), md5s.indices.to_numpy()
        found = list(self._among(table, groups, later=later))
        candidates = [
            (names[group], place)
            for group, place in found
            if self._places.get(names[group]) != place
        ]
        wanted = {name for name, _ in candidates} | (self._places.keys() & set(names))
        kept = table.filter(pc.is_in(table["text_md5"], pa.array(sorted(wanted), pa.string())))
        articles = _articles(path)
        return Neighbour(articles, later, _joined(_texts(kept, articles)), candidates)

    def _among(self, table: pa.Table, groups: Places, *, later: bool) -> Iterator[tuple[int, int]]:
        """Groups of equal texts of a file, and places of the texts that may be nearly theirs."""
        _, firsts = np.unique(groups, return_index=True)
        bands = table["bands"].take(firsts)
        sketched = np.flatnonzero(bands.is_valid().to_numpy())
        matrix = as_matrix(bands.drop_null().to_pylist())
        for other, own in zip(*self._table.candidates(matrix, later=later), strict=True):
            yield int(sketched[other]), self._sketched[own]


def read_texts(path: UPath) -> list[Text]:
    """The texts of a file of fingerprints, one for each row.

    Raises:
        UNREADABLE: it is missing, broken, or another table.
    """
    return list(_texts(_read(path), _articles(path)))


def read_shingles(path: UPath, texts: Sequence[Text]) -> list[Hashes]:
    """The shingles of texts, read from the file of articles that holds them.

    Raises:
        UNREADABLE: it is missing, broken, another table, or without one of the texts.
    """
    wanted = {text.captures[0].version for text in texts}
    keys = lake.read(path, ["article_id", "content_hash"]).to_pylist()
    versions = [(key["article_id"], key["content_hash"]) for key in keys]
    places = [place for place, version in enumerate(versions) if version in wanted]
    read = lake.read(path, ["text"])["text"].take(places).to_pylist()
    held = dict(zip([versions[place] for place in places], read, strict=True))
    return shingles([held[text.captures[0].version] for text in texts])


def _read(path: UPath) -> pa.Table:
    """The columns that matter, rows in order."""
    table = lake.read(path, _COLUMNS)
    keys = [(name, "ascending") for name in _ORDER]
    return table.take(pc.sort_indices(table, sort_keys=keys))  # nulls come last


def _articles(path: UPath) -> UPath:
    """The file of articles that belongs to a file of fingerprints."""
    folder = lake_dir(str(path.parent.parent.parent.parent), ARTICLES.name)
    return folder / path.parent.name / path.name


def _texts(table: pa.Table, path: UPath) -> Iterator[Text]:
    for row in table.to_pylist():
        yield Text(row["text_md5"], row["bands"], path, [Capture.of(row)])


def _joined(texts: Iterable[Text]) -> dict[str, Text]:
    """Texts by MD5, in order: equal ones are one, with the captures of all."""
    joined: dict[str, Text] = {}
    seen: set[Version] = set()
    for text in sorted(texts, key=lambda text: text.captures[0].place):
        capture = text.captures[0]
        if capture.version not in seen:
            seen.add(capture.version)
            joined.setdefault(text.md5, Text(text.md5, text.bands, text.path)).captures.append(
                capture
            )
    return joined
