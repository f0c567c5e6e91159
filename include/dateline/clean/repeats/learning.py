"""Lines that a source repeats across distinct articles.

A line is learned if it stands at the edge of at least three distinct articles of its source: with
no line further out that is not repeated, too. Versions and copies of an article count once.

That alone would take sentences that agencies repeat from story to story to recall what happened
before. So a line also has to have a mark of what is no part of an article (`_is_marked`); or it is
at the edge of a third of the source's articles, and nearly always there when it is in one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import pyarrow as pa
import pyarrow.compute as pc

from dateline.clean.article import Draft
from dateline.clean.copies.sketches import sketch
from dateline.clean.parts import Line, as_text
from dateline.clean.repeats.edges import HEAD, TAIL, edge_keys, line_key
from dateline.clean.repeats.sightings import MIN_ARTICLES, Evidence, Sightings, as_table, earlier
from dateline.partition import Partition
from dateline.schemas import Row
from dateline.settings import Settings

MAX_DROPPED = 0.4
"""Share of an article's words that may be dropped; where it would be more, all lines stay."""

_SHARE = 1 / 3
"""Share of a source's articles that have a line without marks, if it is boilerplate."""

_STEADY = 0.8
"""Share of the articles with such a line that have it at their very edge."""

_LINKED = 0.5
_LABEL_WORDS = 6
_END = re.compile(r"[.!?:;\u2026\u3002\uff01\uff1f\u0964\u061f]\W*$")
_QUOTE = re.compile(r"[\"'\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300c\u300e]")
_ITEM = re.compile(r"(?:[-*\u2022\u2023\u25aa\u00b7\u2013\u2014]|\d+[.)])\s")
_ADDRESS = re.compile(r"\S@\w|(?:^|\s)@\w|https?://|www\.\w|©|\(c\)\s", re.IGNORECASE)
_READER = re.compile(
    r"\b(?!(?-i:US)\b)(?:you|yours?|us|ours?|dich|dein\w*|uns|unser\w*|vous|votre|vos|"
    r"usted|ustedes|nuestr[oa]s?|vostr[oaie]|nostr[oaie]|voc\u00eas?|noss[oa]s?)\b",
    re.IGNORECASE,
)
"""Words with which an outlet speaks to its readers: English, German, French, Spanish, Italian,
Portuguese. Others have the other marks."""


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
    """A learned line: its text, how many articles have it, whether it points out of the article."""

    text: str
    articles: int
    points_out: bool


def learn(settings: Settings, partition: Partition, drafts: Sequence[Draft]) -> Learned:
    """Find lines that a source repeats across at least three distinct articles.

    Args:
        settings: the settings.
        partition: the batch; earlier intervals within `boilerplate_days` are looked at, too.
        drafts: the articles of the batch.
    """
    learned = Learned([frozenset() for _ in drafts])
    numbers = [number for number, drafted in enumerate(drafts) if drafted.cleaning.learn]
    numbers.sort(key=lambda number: _source(drafts[number]))
    by_source = groupby(numbers, key=lambda number: _source(drafts[number]))
    groups = {source_id: list(group) for source_id, group in by_source}
    before = earlier(settings, partition.interval, groups) if groups else None
    placed = partition.interval.as_row() | {"batch": partition.batch}
    for source_id, group in groups.items():
        mine = [drafts[number] for number in group]
        known = _known(_sightings(before, source_id, mine), mine)
        drops = [_to_drop(drafted, known) for drafted in mine]
        for number, places in zip(group, drops, strict=True):
            learned.repeated[number] = places
        counts = _counts(mine, drops)
        learned.rows.extend(
            placed
            | {"source_id": source_id, "line_key": key, "text": line.text}
            | {"articles": line.articles, "dropped": counts[key]}
            for key, line in sorted(known.items())
            if key in counts
        )
    return learned


def _source(drafted: Draft) -> str:
    return str(drafted.placed["source_id"])


def _sightings(before: pa.Table, source_id: str, drafts: Sequence[Draft]) -> Sightings:
    """What is in sight of one source: its articles of earlier intervals, then the batch's."""
    bands = sketch([as_text(drafted.tidied.lines) for drafted in drafts])
    rows: list[dict[str, object]] = [
        {
            "source_id": source_id,
            "article_id": drafted.article_id,
            "bands": row,
            "edge_lines": edge_keys(drafted),
        }
        for drafted, row in zip(drafts, bands, strict=True)
    ]
    past = before.filter(pc.equal(before["source_id"], source_id))
    return Sightings.of(pa.concat_tables([past, as_table(rows)]))


def _known(seen: Sightings, drafts: Sequence[Draft]) -> dict[int, _Known]:
    """The lines of the drafts that are boilerplate, by key."""
    found: dict[int, list[tuple[Line, Draft]]] = {}
    repeated = set(seen.repeated.tolist())
    for drafted in drafts:
        for place in _edges(drafted):
            line = drafted.tidied.lines[place]
            if (key := line_key(line.text)) in repeated and _may_go(drafted, place):
                found.setdefault(key, []).append((line, drafted))
    known = {}
    for key, lines in found.items():
        evidence = seen.evidence(key)
        points_out = any(_points_out(line) for line, _ in lines)
        marked = points_out or any(_is_marked(line, drafted) for line, drafted in lines)
        if _is_learned(evidence, len(seen), marked, points_out):
            known[key] = _Known(lines[0][0].text, evidence.holders, points_out)
    return known


def _is_learned(evidence: Evidence, articles: int, marked: bool, points_out: bool) -> bool:
    if (evidence.near if points_out else evidence.outer) >= MIN_ARTICLES and marked:
        return True
    floor = max(MIN_ARTICLES, _SHARE * articles, _STEADY * evidence.holders)
    return evidence.outer >= floor


def _points_out(line: Line) -> bool:
    """Whether a line is a link for the most part, or holds an address or a copyright sign."""
    return line.link_share >= _LINKED or bool(_ADDRESS.search(line.text))


def _is_marked(line: Line, drafted: Draft) -> bool:
    """Whether a line looks like what is no part of an article.

    It is a short label, not a sentence; or speaks to the reader; or names the article's author or
    its outlet, as notes on authors and pitches do.
    """
    if len(line.text.split()) <= _LABEL_WORDS and not _END.search(line.text):
        return True
    about = drafted.parts.metadata
    names = filter(None, [*about.authors, about.site_name])
    named = any(re.search(rf"\b{re.escape(name)}\b", line.text) for name in names)
    return named or bool(_READER.search(line.text))


def _may_go(drafted: Draft, place: int) -> bool:
    """Whether a line may be learned at all.

    Not: lines that the source keeps, quotations, code, rows of tables, the title; items of lists
    that do not point out of the article; a heading with text after it.
    """
    lines = drafted.tidied.lines
    line = lines[place]
    if line.kind in ("quote", "code", "row") or _QUOTE.match(line.text):
        return False
    if (line.kind == "item" or _ITEM.match(line.text)) and not _points_out(line):
        return False
    if line.kind == "heading" and place < min(HEAD, len(lines) - 1):
        return False
    if line_key(line.text) == line_key(drafted.parts.metadata.title or ""):
        return False
    return not any(re.fullmatch(keep, line.text) for keep in drafted.cleaning.keep)


def _ends(drafted: Draft) -> Iterator[range]:
    """Places of the lines of either end, from the outermost inwards."""
    count = len(drafted.tidied.lines)
    yield range(min(HEAD, count))
    yield range(count - 1, max(count - TAIL, 0) - 1, -1)


def _edges(drafted: Draft) -> list[int]:
    return sorted({place for end in _ends(drafted) for place in end})


def _to_drop(drafted: Draft, known: dict[int, _Known]) -> frozenset[int]:
    """Places of learned lines that stand at an end with no other line further out.

    Before the last line, one that points out of the article goes, too, if it is in the second half.
    """
    lines = drafted.tidied.lines
    places = set()
    for end in _ends(drafted):
        others = 0
        for place in end:
            line = known.get(line_key(lines[place].text))
            if line is None or not _may_go(drafted, place):
                others += 1
            elif others == 0 or (line.points_out and others == 1 and 2 * place > len(lines)):
                places.add(place)
    return frozenset(places) if _is_few(drafted, places) else frozenset()


def _is_few(drafted: Draft, places: set[int]) -> bool:
    """Whether so much is left without those lines as has to be left, line rules included."""
    lines = drafted.tidied.lines
    before = sum(len(line.text.split()) for line in drafted.parts.lines)
    kept = (line for place, line in enumerate(lines) if place not in places)
    left = sum(len(line.text.split()) for line in kept)
    return left > 0 and left >= (1 - MAX_DROPPED) * before


def _counts(drafts: Sequence[Draft], drops: Sequence[frozenset[int]]) -> dict[int, int]:
    """From how many of the drafts each line is dropped."""
    counts: dict[int, int] = {}
    for drafted, places in zip(drafts, drops, strict=True):
        for key in {line_key(drafted.tidied.lines[place].text) for place in places}:
            counts[key] = counts.get(key, 0) + 1
    return counts
