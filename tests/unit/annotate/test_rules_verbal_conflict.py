"""Rules of verbal conflict, each on a sentence of its own; none on sport, markets and idioms."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

SENTENCES = [
    json.loads(line)
    for line in Path(__file__)
    .with_name("rules_verbal_conflict.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
NOT_TOLD_AS_FACT = frozenset({"future", "hypothetical", "denied", "negated"})


@pytest.fixture(scope="module")
def coded(annotator):
    """Sentence id to its events."""
    rows = [
        {
            "article_id": sentence["id"],
            "content_hash": sentence["id"],
            "title": None,
            "text": sentence["text"],
            "published_at": datetime(2026, 3, 2, tzinfo=UTC),
            "language": "en",
        }
        for sentence in SENTENCES
    ]
    annotations = annotator.annotate(rows)
    return {
        sentence["id"]: annotation.rows["events"]
        for sentence, annotation in zip(SENTENCES, annotations, strict=True)
    }


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["id"])
def test_sentence_is_coded_as_its_type(coded, sentence):
    events = coded[sentence["id"]]
    if sentence["type"] is None:
        assert {event["modality"] for event in events} <= NOT_TOLD_AS_FACT
    else:
        assert sentence["type"] in {event["event_type"] for event in events}
