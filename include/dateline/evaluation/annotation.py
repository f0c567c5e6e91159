"""Scores of entities, links, places, quotes and times on articles that people have marked.

A file is one article in XML:

    <article date="2016-03-10" country="USA" dateline="LYON, France">
    <title>Headline</title>
    <entities>
    <entity key="carter" type="person" id="actor:ashton-carter"/>
    <entity key="lyon" type="place" country="FRA" lat="45.75" lon="4.85"/>
    </entities>
    <text>
    <p><m e="carter">Mr. Carter</m> said on <t first="2016-03-09">Wednesday</t> that …</p>
    </text>
    </article>

`id` is given where the knowledge files or ISO 3166 have the entity. `<m>` is a mention, without
title and possessive; `form="pronoun"` and `form="role"` mark what is no name. `<q by="carter">` is
a direct quote without its marks, `<q by="carter" kind="indirect">` an indirect one, `who="the
official"` a speaker who is no entity; two quotes that one quote over several paragraphs is made of
have the same `part`. `<t first="" last="" precision="">` is a time expression; `last` is `first`
and precision `day` where they are not given. Marks nest; line breaks inside a paragraph are blanks.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from lxml import etree

from dateline.annotate import Annotator, as_json
from dateline.errors import TerminalError
from dateline.schemas import Row, stable_id

EARTH_KM = 6371.0
"""Mean radius of the Earth."""
NEAR_KM = 80.0
"""How far a place may lie from where the gold has it."""
OVERLAP = 0.5
"""Share of the characters of both together that two spans of a quote must have in common."""
NO_NAMES = ("pronoun", "role")
"""Forms of mentions that are scored by themselves."""

Span = tuple[int, int]


@dataclass
class Quoted:
    """A marked quote: where, by which entity, or in which words its speaker is named."""

    span: Span
    by: str | None
    who: str | None
    is_direct: bool
    part: str | None


@dataclass
class Gold:
    """A marked article.

    Args:
        name: name of its file.
        entities: key to type, id, country, lat, lon as far as they are marked.
        article: the columns that the annotator reads.
        mentions: span to (key, form).
        quotes: the quotes, in order.
        times: span to (first, last, precision).
    """

    name: str
    entities: dict[str, dict[str, str]]
    article: Row = field(default_factory=dict)
    mentions: dict[Span, tuple[str, str]] = field(default_factory=dict)
    quotes: list[Quoted] = field(default_factory=list)
    times: dict[Span, tuple[str, str, str]] = field(default_factory=dict)


def read_gold(path: Path) -> Gold:
    """Read a marked article.

    Raises:
        TerminalError: the file is not of that form.
    """
    try:
        root = etree.parse(path, etree.XMLParser(remove_comments=True)).getroot()
        gold = Gold(path.name, {e.attrib["key"]: dict(e.attrib) for e in root.iter("entity")})
        text = ""
        for paragraph in root.iterfind("text/p"):
            text = _read(paragraph, text and f"{text}\n", gold).rstrip()
    except (etree.XMLSyntaxError, KeyError) as error:
        raise TerminalError(f"{path.name}: {error}") from error
    unknown = {key for key, _ in gold.mentions.values()} | {q.by for q in gold.quotes if q.by}
    if unknown - gold.entities.keys():
        raise TerminalError(f"{path.name}: no entity {sorted(unknown - gold.entities.keys())}")
    gold.quotes = _joined(gold.quotes)
    title, day = " ".join((root.findtext("title") or "").split()), root.get("date")
    gold.article = {
        "article_id": stable_id(path.name),
        "content_hash": stable_id(title, text),
        "title": title or None,
        "text": text,
        "published_at": datetime.fromisoformat(day) if day else None,
        "language": "en",
        "dateline_place": root.get("dateline"),
        "source_country": root.get("country"),
    }
    return gold


def _read(node: Any, text: str, gold: Gold) -> str:
    """The text with that of a node behind it; what the node marks goes to the gold."""
    start, mark = len(text), node.attrib
    text += _blanks(node.text, text)
    for child in node:
        text = _read(child, text, gold)
        text += _blanks(child.tail, text)
    span = (start, len(text))
    if node.tag == "m":
        gold.mentions[span] = mark["e"], mark.get("form", "name")
    elif node.tag == "q":
        direct = mark.get("kind", "direct") == "direct"
        gold.quotes.append(Quoted(span, mark.get("by"), mark.get("who"), direct, mark.get("part")))
    elif node.tag == "t":
        first = mark["first"]
        gold.times[span] = first, mark.get("last", first), mark.get("precision", "day")
    return text


def _blanks(text: str | None, before: str) -> str:
    """Text with single blanks, none at the start of a line."""
    single = re.sub(r"\s+", " ", text or "")
    return single.lstrip() if not before or before[-1].isspace() else single


def _joined(quotes: list[Quoted]) -> list[Quoted]:
    """The quotes, those of one `part` made one, in the order of the text."""
    whole: dict[str, Quoted] = {}
    for quote in sorted(quotes, key=lambda q: q.span):
        key = quote.part or f"at {quote.span}"
        first = whole.setdefault(key, quote)
        first.span = (first.span[0], max(first.span[1], quote.span[1]))
    return list(whole.values())


def score(paths: Iterable[Path], model: str) -> dict[str, Any]:
    """Annotate marked articles and compare.

    Args:
        paths: the files.
        model: name of the spaCy pipeline.

    Returns:
        Name of a score to its value, 0 to 1, and to what it is counted over:
        `mention_precision`, `mention_recall` (names: equal spans), `type` (of the names found),
        `link` (names found of linked entities that have that id), `cluster_f1` (B³ over the
        names found), `reference_precision`, `reference_recall` (pronouns and roles with the
        right entity), `country`, `near` (places within 80 km of those marked with coordinates),
        `in_title`; `direct_precision`, `direct_recall`, `indirect_precision`, `indirect_recall`
        (of quotes: half of both spans in common), `speaker` (of quotes found);
        `time_precision`, `time_recall` (equal spans), `time_value` (both days right).

    Raises:
        TerminalError: a file is not of that form, or an article could not be annotated.
    """
    golds = [read_gold(path) for path in paths]
    tally = Tally()
    for gold, annotation in zip(
        golds, Annotator(model).annotate(gold.article for gold in golds), strict=True
    ):
        line = as_json(annotation, gold.name)
        if "error" in line:
            raise TerminalError(f"{gold.name}: {line['error']}")
        _compare(gold, line, tally)
    return tally.shares()


@dataclass
class Tally:
    """Counts of what was right, and of how many; examples of what was wrong."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, right: float, example: object = "") -> None:
        """Count one case."""
        self.right[name] += right  # type: ignore[assignment]  # shares of B³ are no integers
        self.of[name] += 1
        if right < 1:
            self.wrong[name].append(str(example))

    def shares(self) -> dict[str, Any]:
        """Name to share and number of cases."""
        return {
            "scores": {name: round(self.right[name] / self.of[name], 3) for name in self.of},
            "cases": dict(self.of),
            "wrong": dict(self.wrong),
        }


def _compare(gold: Gold, line: Row, tally: Tally) -> None:
    told = {
        (m["start"], m["end"]): (entity, m["form"])
        for entity in line["entities"]
        for m in entity["mentions"]
    }
    text = gold.article["text"]
    _names(gold, told, tally, text)
    _references(gold, told, tally, text)
    for is_direct in (True, False):
        _quotes(gold, line["quotes"], told, tally, is_direct=is_direct)
    _times(gold, line["times"], tally)


def _names(gold: Gold, told: dict[Span, tuple[Row, str]], tally: Tally, text: str) -> None:
    """Mentions that are names: found, typed, linked, placed, brought together."""
    names = {span: key for span, (key, form) in gold.mentions.items() if form not in NO_NAMES}
    for span, (entity, form) in told.items():
        if form not in NO_NAMES:
            told_as = f"{gold.name}: {text[slice(*span)]} ({entity['type']})"
            tally.add("mention_precision", span in names, told_as)
    found = {}
    for span, key in names.items():
        where = f"{gold.name}: {text[slice(*span)]}"
        tally.add("mention_recall", span in told, where)
        if span in told:
            found[span] = key, told[span][0]
            _entity(gold.entities[key], told[span][0], where, tally)
    groups: dict[str, set[Span]] = defaultdict(set)
    keys: dict[str, set[Span]] = defaultdict(set)
    for span, (key, entity) in found.items():
        groups[entity["entity_id"]].add(span)
        keys[key].add(span)
    for span, (key, entity) in found.items():
        group, gold_group = groups[entity["entity_id"]], keys[key]
        f1 = 2 * len(group & gold_group) / (len(group) + len(gold_group))
        tally.add("cluster_f1", f1, f"{gold.name}: {text[slice(*span)]}: {entity['name']}")


def _entity(gold: dict[str, str], told: Row, where: str, tally: Tally) -> None:
    """Type, link, country and coordinates of a name that was found."""
    tally.add("type", gold["type"] == told["type"], f"{where}: {told['type']}")
    if "id" in gold:
        tally.add("link", gold["id"] == told["entity_id"], f"{where}: {told['entity_id']}")
    if "country" in gold:
        tally.add("country", gold["country"] == told["country"], f"{where}: {told['country']}")
    if "lat" in gold:
        far = _kilometres((float(gold["lat"]), float(gold["lon"])), (told["lat"], told["lon"]))
        tally.add("near", far <= NEAR_KM, f"{where}: {told['lat']} {told['lon']}")


def _kilometres(one: tuple[float, float], other: tuple[float | None, float | None]) -> float:
    """Distance on the sphere (haversine); infinite where one is not known."""
    if other[0] is None or other[1] is None:
        return float("inf")
    lat, lon, lat2, lon2 = map(radians, (*one, other[0], other[1]))
    part = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(part))


def _references(gold: Gold, told: dict[Span, tuple[Row, str]], tally: Tally, text: str) -> None:
    """Pronouns and roles: the entity that they are told to mean has a name of the gold's entity."""
    owners: dict[str, set[str]] = defaultdict(set)
    for span, (key, form) in gold.mentions.items():
        if span in told and form not in NO_NAMES:
            owners[told[span][0]["entity_id"]].add(key)
    for span, (entity, form) in told.items():
        if form in NO_NAMES:
            key = gold.mentions.get(span, ("", ""))[0]
            right = key in owners[entity["entity_id"]] or _is(gold.entities.get(key), entity)
            where = f"{gold.name}: {span} {text[slice(*span)]}: {entity['name']}"
            tally.add("reference_precision", right, where)
    for span, (key, form) in gold.mentions.items():
        if form in NO_NAMES:
            entity = told[span][0] if span in told else {"entity_id": "", "name": "nobody"}
            right = key in owners[entity["entity_id"]] or _is(gold.entities[key], entity)
            where = f"{gold.name}: {span} {text[slice(*span)]}: {entity['name']}"
            tally.add("reference_recall", right, where)


def _is(gold: dict[str, str] | None, told: Row) -> bool:
    return gold is not None and gold.get("id") == told["entity_id"]


def _quotes(
    gold: Gold,
    quotes: Sequence[Row],
    told: dict[Span, tuple[Row, str]],
    tally: Tally,
    *,
    is_direct: bool,
) -> None:
    kind = "direct" if is_direct else "indirect"
    marked = [quote for quote in gold.quotes if quote.is_direct == is_direct]
    mine = [quote for quote in quotes if quote["is_direct"] == is_direct]
    keys = {
        told[span][0]["entity_id"]: key for span, (key, _) in gold.mentions.items() if span in told
    }
    for quote in mine:
        right = any(_alike(_span(quote), other.span) for other in marked)
        tally.add(f"{kind}_precision", right, f"{gold.name}: {quote['text']}")
    for gold_quote in marked:
        found = next((other for other in mine if _alike(gold_quote.span, _span(other))), None)
        words = gold.article["text"][slice(*gold_quote.span)]
        tally.add(f"{kind}_recall", found is not None, f"{gold.name}: {words}")
        if found is not None:
            who = f"{gold.name}: {words}: {found['speaker']}"
            tally.add("speaker", _is_speaker(gold_quote, found, keys), who)


def _is_speaker(quote: Quoted, found: Row, keys: dict[str, str]) -> bool:
    """The marked entity; else the marked words, or a part of them that has their last one."""
    if quote.by:
        return keys.get(found["speaker_entity_id"]) == quote.by
    if not quote.who:
        return found["speaker_text"] is None
    told = set(re.findall(r"\w+", (found["speaker_text"] or "").lower()))
    return bool(told & set(re.findall(r"\w+", quote.who.lower())) - {"the", "a", "an", "of"})


def _span(row: Row) -> Span:
    return row["start"], row["end"]


def _alike(one: Span, other: Span) -> bool:
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common >= OVERLAP * (max(one[1], other[1]) - min(one[0], other[0]))


def _times(gold: Gold, times: Sequence[Row], tally: Tally) -> None:
    text = gold.article["text"]
    told = {_span(row): (row["first"], row["last"], row["precision"]) for row in times}
    for span, value in told.items():
        tally.add("time_precision", span in gold.times, f"{gold.name}: {text[slice(*span)]}")
        if span in gold.times:
            right = value == gold.times[span]
            tally.add("time_value", right, f"{gold.name}: {text[slice(*span)]}: {value}")
    for span in gold.times:
        tally.add("time_recall", span in told, f"{gold.name}: {text[slice(*span)]}")
