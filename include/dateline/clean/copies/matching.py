"""Articles with the same text or nearly so, within an interval and with those around it.

The lake's fingerprints are the index: what an interval adds to it is its own files, and nothing is
built anew. To match an interval, its own bands are sorted into a table in memory, and the files of
the intervals around it go through that table, a few at a time. Only where two texts share bands are
the texts themselves read, and compared.

All is in the order in which originals are chosen: by start of the interval, publication (unknown
ones last), fetch, id, version. A story that hundreds of outlets run would make a pair of any two of
them; what is kept is enough to find the original from each, and no more than a few rows for each
article. An article has pairs with at most `FEW` of those before it that have the same text. A text
has pairs with at most `TEXTS` of those before it that are nearly the same, and of each of those,
the first `FEW` articles stand for all. It is always the earliest that are taken.

An article with exactly the text of an earlier one need not be annotated. Neither title nor day of
publication matter for that: who prints a text a day later tells of the same events, and its
"yesterday" is counted from the day of the original.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, takewhile

from upath import UPath

from dateline.clean.copies.alike import containment
from dateline.clean.copies.neighbours import (
    UNREADABLE,
    Capture,
    Neighbour,
    OwnTexts,
    Text,
    Version,
    read_shingles,
    read_texts,
)
from dateline.clean.copies.sketches import Hashes
from dateline.errors import TerminalError
from dateline.history import files_around, read_each
from dateline.partition import Interval, Partition
from dateline.schemas import FINGERPRINTS, Row
from dateline.settings import Settings

log = logging.getLogger(__name__)

FEW = 4
"""Of the articles with one text, how many of the first stand for it."""

TEXTS = 8
"""To how many earlier texts one may be paired that is nearly the same."""


def match(settings: Settings, interval: Interval, partitions: Sequence[Partition]) -> list[Row]:
    """Find the copies of an interval's articles, in it and up to `duplicate_days` around it.

    Args:
        settings: the settings.
        interval: the data interval.
        partitions: its batches, cleaned.

    Returns:
        Rows of `schemas.DUPLICATES`, in order of their key: the later article, the earlier one;
        one of them at least is of the interval. Which pairs there are, see the module.
        `similarity` is 1.0 where the texts are equal, else the share of the shorter one's shingles
        that the longer one has (1.0 as well where it has all of them).

    Raises:
        TerminalError: a file of the interval's own is missing or broken. Such files of other
            intervals are passed over with a warning.
    """
    own = OwnTexts(_own(path.lake(FINGERPRINTS.name)) for path in partitions)
    if not own.texts:
        return []
    paths = files_around(settings, interval, FINGERPRINTS, settings.duplicate_days)
    neighbours = list(_neighbours(own, paths, interval))
    pairs = _Pairs(own, neighbours)
    _pair_equal(pairs, own, neighbours)
    _pair_near(pairs, own, neighbours)
    return [row for _, row in sorted(pairs.rows.items())]


class _Pairs:
    """The rows found: one for each pair with an article of the interval, the later one first."""

    def __init__(self, own: OwnTexts, neighbours: Iterable[Neighbour]) -> None:
        """Note the place of each version: that of its first capture, whichever interval has it."""
        self._own = own.versions
        self.rows: dict[tuple[Version, Version], Row] = {}
        texts = chain(own.texts, *(neighbour.texts.values() for neighbour in neighbours))
        self._places = {
            capture.version: capture.place
            for capture in sorted(
                (capture for text in texts for capture in text.captures),
                key=lambda capture: capture.place,
                reverse=True,
            )
        }

    def add(self, one: Version, other: Version, similarity: float, *, exact: bool) -> None:
        """Keep a pair, unless both are versions of one article or none is of the interval."""
        earlier, later = sorted((one, other), key=self._places.__getitem__)
        if one[0] != other[0] and (one in self._own or other in self._own):
            self.rows[later, earlier] = {
                "article_id": later[0],
                "content_hash": later[1],
                "other_id": earlier[0],
                "other_hash": earlier[1],
                "similarity": similarity,
                "is_exact": exact,
            }


def _own(path: UPath) -> list[Text]:
    try:
        return read_texts(path)
    except UNREADABLE as error:
        message = f"{path} is no table of fingerprints; clean its batch again: {error}"
        raise TerminalError(message) from error


def _neighbours(own: OwnTexts, paths: Sequence[UPath], interval: Interval) -> Iterator[Neighbour]:
    """What is of interest in the files of other intervals, in order of time."""

    def look(path: UPath) -> Neighbour:
        return own.neighbour(path, later=path.name > interval.id)

    return (found for found in read_each(paths, FINGERPRINTS, look) if found.texts)


def _pair_equal(pairs: _Pairs, own: OwnTexts, neighbours: Sequence[Neighbour]) -> None:
    elsewhere: dict[str, list[Capture]] = defaultdict(list)
    for neighbour in neighbours:
        for text in neighbour.texts.values():
            elsewhere[text.md5] += text.captures
    for text in own.texts:
        captures = _in_order([*elsewhere[text.md5], *text.captures])
        ours = [capture for capture in captures if capture.version in own.versions]
        for capture in captures:
            others = captures if capture.version in own.versions else ours
            for other in _firsts(others, capture):
                pairs.add(capture.version, other.version, 1.0, exact=True)


def _in_order(captures: Iterable[Capture]) -> list[Capture]:
    """The first capture of each version, in order."""
    first: dict[Version, Capture] = {}
    for capture in sorted(captures, key=lambda capture: capture.place):
        first.setdefault(capture.version, capture)
    return list(first.values())


def _firsts(captures: Iterable[Capture], capture: Capture) -> Iterator[Capture]:
    """The first few other articles that come before a capture."""
    before = takewhile(lambda other: other.place < capture.place, captures)
    return islice((other for other in before if other.version[0] != capture.version[0]), FEW)


def _pair_near(pairs: _Pairs, own: OwnTexts, neighbours: Sequence[Neighbour]) -> None:
    """Compare the texts that may be nearly the same, those of earlier intervals first."""
    within = list(own.candidates())
    places = {place for pair in within for place in pair}
    places.update(place for neighbour in neighbours for _, place in neighbour.candidates)
    sets = _own_shingles(own, sorted(places))
    matches: Counter[int | str] = Counter()
    for neighbour in neighbours:
        if not neighbour.later:
            _pair_across(pairs, own, neighbour, sets, matches)
    for later, earlier in within:
        if matches[later] < TEXTS:
            similarity = containment(sets[later], sets[earlier])
            if similarity is not None:
                matches[later] += 1
                _pair_texts(pairs, own.texts[earlier], own.texts[later], similarity)
    for neighbour in neighbours:
        if neighbour.later:
            _pair_across(pairs, own, neighbour, sets, Counter())


def _pair_across(
    pairs: _Pairs,
    own: OwnTexts,
    neighbour: Neighbour,
    sets: Mapping[int, Hashes],
    matches: Counter[int | str],
) -> None:
    """Compare the interval's texts with those of a neighbour, and count for the later ones."""
    others = _other_shingles(neighbour)
    for md5, place in neighbour.candidates if others else ():
        counted: int | str = md5 if neighbour.later else place
        if matches[counted] < TEXTS:
            similarity = containment(others[md5], sets[place])
            if similarity is not None:
                matches[counted] += 1
                texts = (neighbour.texts[md5], own.texts[place])
                earlier, later = reversed(texts) if neighbour.later else texts
                _pair_texts(pairs, earlier, later, similarity)


def _pair_texts(pairs: _Pairs, earlier: Text, later: Text, similarity: float) -> None:
    for one in earlier.captures[:FEW]:
        for other in later.captures:
            pairs.add(one.version, other.version, similarity, exact=False)


def _other_shingles(neighbour: Neighbour) -> dict[str, Hashes]:
    """Shingles by MD5 of the texts that may be near; none if they cannot be read."""
    texts = [neighbour.texts[md5] for md5 in sorted({md5 for md5, _ in neighbour.candidates})]
    try:
        found = read_shingles(neighbour.path, texts) if texts else []
    except UNREADABLE as error:
        log.warning(
            "%s is passed over, not the texts of its fingerprints: %s", neighbour.path, error
        )
        return {}
    return {text.md5: hashes for text, hashes in zip(texts, found, strict=True)}


def _own_shingles(own: OwnTexts, places: Sequence[int]) -> dict[int, Hashes]:
    by_path: dict[UPath, list[int]] = defaultdict(list)
    for place in places:
        by_path[own.texts[place].path].append(place)
    sets: dict[int, Hashes] = {}
    for path, held in by_path.items():
        try:
            found = read_shingles(path, [own.texts[place] for place in held])
        except UNREADABLE as error:
            message = (
                f"{path} has not the texts of its fingerprints; clean its batch again: {error}"
            )
            raise TerminalError(message) from error
        sets.update(zip(held, found, strict=True))
    return sets
