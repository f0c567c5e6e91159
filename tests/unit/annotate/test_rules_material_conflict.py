"""Frames of material conflict on sentences of our own, and what only looks like it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

CASES = [
    json.loads(line)
    for line in Path(__file__)
    .with_name("rules_material_conflict.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


@pytest.fixture(scope="module")
def types(annotator):
    """Id of a sentence to (type, modality) of its events."""
    rows = [
        {
            "article_id": case["id"],
            "content_hash": "h",
            "title": None,
            "text": case["text"],
            "published_at": datetime(2024, 5, 6, tzinfo=UTC),
            "language": "en",
        }
        for case in CASES
    ]
    annotations = zip(CASES, annotator.annotate(rows), strict=True)
    return {
        case["id"]: {(row["event_type"], row["modality"]) for row in annotation.rows["events"]}
        for case, annotation in annotations
    }


@pytest.mark.parametrize("case", CASES, ids=[f"{c['id']} {c['type']}" for c in CASES])
def test_type(types, case):
    found = types[case["id"]]
    if case["type"] is None:
        assert not [kind for kind, modality in found if modality == "actual"]
    else:
        assert case["type"] in {kind for kind, _ in found}
