"""Floors of places on public development data, which is not part of the project."""

import os
from pathlib import Path

import pytest

from dateline.evaluation.geo import score

SHARED = Path(os.environ.get("DATELINE_SHARED", Path(__file__).parents[3] / "shared"))
FILE = SHARED / "eval" / "geo" / "tr_news.jsonl"

pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason=f"no development data at {FILE} (DATELINE_SHARED)"
)


def test_places_of_news():
    found = score(FILE)
    assert found["recall"] >= 0.91
    assert found["precision"] >= 0.88
    assert found["within_161km"] >= 0.94
    assert found["country_accuracy"] >= 0.955
    sure = found["per_confidence"]["0.9-1.0"]
    assert sure["within_161km"] >= 0.95
    assert sure["located"] >= 0.7 * found["located"]
    baseline = found["baseline"]
    assert found["f1"] > baseline["f1"] + 0.05
    assert found["within_161km"] > baseline["within_161km"] + 0.1
