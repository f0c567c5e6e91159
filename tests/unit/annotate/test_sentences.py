"""Sentences written for this project: what the coder must find in them, and what it must not.

Each line of `sentences.jsonl` has `expect` (events that must be there: type, source and target by
ISO code or words of the phrase, modality, any other column), `never` (type and modality that must
not be there) and `none` (no event told as fact at all).
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("sentences.jsonl").read_text(encoding="utf-8").splitlines()
]


def coded(annotator, text):
    article = {
        "article_id": "a",
        "content_hash": "h",
        "title": None,
        "text": text,
        "published_at": datetime(2015, 10, 8, 9, tzinfo=UTC),
        "language": "en",
    }
    (annotation,) = annotator.annotate([article])
    assert annotation.outcome == "ok", annotation.reason
    sides = {}
    for actor in annotation.rows["event_actors"]:
        sides.setdefault((actor["event_id"], actor["role"]), []).append(actor)
    return [
        row | {role: sides.get((row["event_id"], role), []) for role in ("source", "target")}
        for row in annotation.rows["events"]
    ]


def is_side(wanted, actors):
    return wanted is None or any(
        wanted == actor["country"]
        or wanted.lower() in (actor["text"] or "").lower()
        or wanted.lower() in (actor["name"] or "").lower()
        for actor in actors
    )


def fits(event, wanted):
    columns = {k: v for k, v in wanted.items() if k not in ("type", "source", "target")}
    if "attribution" in columns:
        columns["attribution_text"] = columns.pop("attribution")
    return (
        event["event_type"] == wanted["type"]
        and is_side(wanted["source"], event["source"])
        and is_side(wanted["target"], event["target"])
        and all(event[column] == value for column, value in columns.items())
    )


def told(events):
    return [
        (
            e["event_type"],
            e["modality"],
            e["rule_id"],
            [(a["text"], a["country"]) for a in e["source"]],
            [(a["text"], a["country"]) for a in e["target"]],
        )
        for e in events
    ]


@pytest.mark.parametrize("case", CASES, ids=[f"{c['id']} {c['tests']}" for c in CASES])
def test_sentence(annotator, case):
    events = coded(annotator, case["text"])
    for wanted in case.get("expect", []):
        assert any(fits(event, wanted) for event in events), told(events)
    for event_type, modality in case.get("never", []):
        found = [e for e in events if (e["event_type"], e["modality"]) == (event_type, modality)]
        assert not found, told(found)
    if case.get("none"):
        assert not [e for e in events if e["modality"] == "actual"], told(events)


def test_the_file_has_enough_cases_of_each_kind():
    assert len(CASES) >= 60
    types = {wanted["type"] for case in CASES for wanted in case.get("expect", [])}
    assert len(types) == 16
    assert sum(bool(case.get("none")) for case in CASES) >= 15
