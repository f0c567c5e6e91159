"""Lines that a source repeats across distinct articles.

A source may hold many outlets, as archives do, so each of its sites is looked at by itself. A line
is learned if it stands at the edge of at least three distinct articles of the site: with no line
further out that is not repeated, too. Versions and copies of an article count once.

That alone would take sentences that agencies repeat from story to story to recall what happened
before. So a line also has to have a mark of what is no part of an article (`marks`); or it is
at the edge of a third of the site's articles, and nearly always there when it is in one.

What speaks to the reader or points out of the article is learned wherever it stands (`pitches`), if
a tenth of the site's articles in sight have it: boxes in the middle of the text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import pyarrow as pa
import pyarrow.compute as pc

from dateline.clean.article import Draft
from dateline.clean.copies.sketches import sketch
from dateline.clean.parts import MAX_DROPPED, Line, as_text, count_words
from dateline.clean.repeats.edges import HEAD, TAIL, edge_keys, line_key
from dateline.clean.repeats.marks import is_marked, may_go, pitches, points_out
from dateline.clean.repeats.sightings import MIN_ARTICLES, Evidence, Sightings, as_table, earlier
from dateline.partition import Partition
from dateline.schemas import Row
from dateline.settings import Settings

_SHARE = 1 / 3
"""Share of a site's articles that have a line without marks, if it is boilerplate."""

_PITCHED = 0.1
"""Share of a site's articles that have a line which may stand anywhere."""

_STEADY = 0.8
"""Share of the articles with such a line that have it at their very edge."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a batch learned.

    Args:
        repeated: for each draft, in order, places of lines in `tidied.lines` to drop.
        rows: rows of `schemas.BOILERPLATE`.
    """

    repeated: list[frozenset[int]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    """A learned line.

    Args:
        text: its text.
        articles: how many articles have it.
        points_out: whether it points out of the article.
        anywhere: whether it goes wherever it stands.
    """

    text: str
    articles: int
    points_out: bool
    anywhere: bool = False


def learn(settings: Settings, partition: Partition, drafts: Sequence[Draft]) -> Learned:
    """Find lines that a source repeats across at least three distinct articles.

    Args:
        settings: the settings.
        partition: the batch; earlier intervals within `boilerplate_days` are looked at, too.
        drafts: the articles of the batch.
    """
    learned = Learned([frozenset() for _ in drafts])
    numbers = [number for number, drafted in enumerate(drafts) if drafted.cleaning.learn]
    numbers.sort(key=lambda number: _outlet(drafts[number]))
    by_outlet = groupby(numbers, key=lambda number: _outlet(drafts[number]))
    groups = {outlet: list(group) for outlet, group in by_outlet}
    sources = {source_id for source_id, _ in groups}
    before = earlier(settings, partition.interval, sources) if groups else None
    placed = partition.interval.as_row() | {"batch": partition.batch}
    for (source_id, site), group in groups.items():
        mine = [drafts[number] for number in group]
        known = _known(_sightings(before, mine), mine)
        drops = [_to_drop(drafted, known) for drafted in mine]
        for number, places in zip(group, drops, strict=True):
            learned.repeated[number] = places
        counts = _counts(mine, drops)
        learned.rows.extend(
            placed
            | {"source_id": source_id, "site": site, "line_key": key, "text": line.text}
            | {"articles": line.articles, "dropped": counts[key]}
            for key, line in sorted(known.items())
            if key in counts
        )
    return learned


def _outlet(drafted: Draft) -> tuple[str, str]:
    return str(drafted.placed["source_id"]), drafted.site


def _sightings(before: pa.Table, drafts: Sequence[Draft]) -> Sightings:
    """What is in sight of one outlet: its articles of earlier intervals, then the batch's."""
    source_id, site = _outlet(drafts[0])
    bands = sketch([as_text(drafted.tidied.lines) for drafted in drafts])
    rows: list[dict[str, object]] = [
        {
            "source_id": source_id,
            "site": site,
            "article_id": drafted.article_id,
            "bands": row,
            "edge_lines": edge_keys(drafted),
            "pitch_lines": [key for _, key in pitches(drafted)],
        }
        for drafted, row in zip(drafts, bands, strict=True)
    ]
    mine = pc.and_(pc.equal(before["source_id"], source_id), pc.equal(before["site"], site))
    past = before.filter(mine)
    return Sightings.of(pa.concat_tables([past, as_table(rows)]))


def _known(seen: Sightings, drafts: Sequence[Draft]) -> dict[int, _Known]:
    """The lines of the drafts that are boilerplate, by key."""
    found: dict[int, list[tuple[Line, Draft]]] = {}
    repeated = set(seen.repeated.tolist())
    for drafted in drafts:
        for place in _edges(drafted):
            line = drafted.tidied.lines[place]
            if (key := line_key(line.text)) in repeated and may_go(drafted, place):
                found.setdefault(key, []).append((line, drafted))
    known = {}
    for key, lines in found.items():
        evidence = seen.evidence(key)
        out = any(points_out(line) for line, _ in lines)
        marked = out or any(is_marked(line, drafted) for line, drafted in lines)
        if _is_learned(evidence, len(seen), marked, out):
            known[key] = _Known(lines[0][0].text, evidence.holders, out)
    return known | _known_anywhere(seen, drafts)


def _known_anywhere(seen: Sightings, drafts: Sequence[Draft]) -> dict[int, _Known]:
    """Those that go wherever they stand."""
    floor = max(MIN_ARTICLES, _PITCHED * len(seen))
    return {
        key: _Known(line.text, seen.pitched[key], points_out(line), anywhere=True)
        for drafted in drafts
        for place, key in pitches(drafted)
        for line in [drafted.tidied.lines[place]]
        if seen.pitched.get(key, 0) >= floor
    }


def _is_learned(evidence: Evidence, articles: int, marked: bool, out: bool) -> bool:
    if (evidence.near if out else evidence.outer) >= MIN_ARTICLES and marked:
        return True
    floor = max(MIN_ARTICLES, _SHARE * articles, _STEADY * evidence.holders)
    return evidence.outer >= floor


def _ends(drafted: Draft) -> Iterator[range]:
    """Places of the lines of either end, from the outermost inwards."""
    count = len(drafted.tidied.lines)
    yield range(min(HEAD, count))
    yield range(count - 1, max(count - TAIL, 0) - 1, -1)


def _edges(drafted: Draft) -> list[int]:
    return sorted({place for end in _ends(drafted) for place in end})


def _to_drop(drafted: Draft, known: dict[int, _Known]) -> frozenset[int]:
    """Places of learned lines that stand at an end with no other line further out, or may anywhere.

    Before the last line, one that points out of the article goes, too, if it is in the second half.
    """
    lines = drafted.tidied.lines
    places = {place for place, key in pitches(drafted) if key in known and known[key].anywhere}
    for end in _ends(drafted):
        others = 0
        for place in end:
            line = known.get(line_key(lines[place].text))
            if place in places:
                continue
            if line is None or not may_go(drafted, place):
                others += 1
            elif others == 0 or (line.points_out and others == 1 and 2 * place > len(lines)):
                places.add(place)
    return frozenset(places) if _is_few(drafted, places) else frozenset()


def _is_few(drafted: Draft, places: set[int]) -> bool:
    """Whether so much is left without those lines as has to be left, line rules included."""
    lines = drafted.tidied.lines
    left = count_words(line for place, line in enumerate(lines) if place not in places)
    return left > 0 and left >= (1 - MAX_DROPPED) * count_words(drafted.parts.lines)


def _counts(drafts: Sequence[Draft], drops: Sequence[frozenset[int]]) -> dict[int, int]:
    """From how many of the drafts each line is dropped."""
    counts: dict[int, int] = {}
    for drafted, places in zip(drafts, drops, strict=True):
        for key in {line_key(drafted.tidied.lines[place].text) for place in places}:
            counts[key] = counts.get(key, 0) + 1
    return counts
