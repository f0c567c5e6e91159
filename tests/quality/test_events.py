"""Floors of the event coder on public development data, which is not part of the project."""

import os
from pathlib import Path

import pytest

from dateline.evaluation.events import score

SHARED = Path(os.environ.get("DATELINE_SHARED", Path(__file__).parents[3] / "shared"))
EVENTS = SHARED / "eval" / "events"

pytestmark = pytest.mark.skipif(
    not EVENTS.is_dir(), reason=f"no development data at {EVENTS} (DATELINE_SHARED)"
)


def test_sentences_with_an_event():
    found = score(EVENTS / "plv_train.jsonl")
    assert found["type_macro_f1"] >= 0.77
    assert found["dyad_and_type"] >= 0.57
    assert found["events_per_sentence"] <= 1.6


def test_sentences_without_one():
    assert score(EVENTS / "negatives_dev.jsonl")["false_alarms"] <= 0.15
