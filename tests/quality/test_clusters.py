"""Floors of stories: on a stream written for this project, and on public data where it is there."""

import os
from pathlib import Path

import pytest

from dateline.evaluation.clusters import score
from dateline.stories.placing import DEFAULTS, Parameters

STREAM = Path(__file__).parent / "stories" / "stream.jsonl"
SHARED = Path(os.environ.get("DATELINE_SHARED", Path(__file__).parents[3] / "shared"))
PUBLIC = SHARED / "eval" / "clusters" / "news_clusters_dev.jsonl"
AROUND = [DEFAULTS.threshold * factor for factor in (0.8, 1.2)]
"""Thresholds 20 % away: a score that falls there would be one of luck."""


def test_stream_of_our_own():
    """Five languages, copies, pairs of like matters; two of these are not told apart."""
    found = score(STREAM)
    assert (found["articles"], found["gold_stories"]) == (81, 29)
    assert found["f1"] >= 0.95
    assert found["recall"] >= 0.99
    assert found["f1"] > found["baselines"]["singletons"]["f1"] + 0.3
    assert found["f1"] >= found["baselines"]["batch"]["f1"]


@pytest.mark.parametrize("threshold", AROUND)
def test_stream_with_other_thresholds(threshold):
    assert score(STREAM, Parameters(threshold=threshold))["f1"] >= 0.92


@pytest.mark.skipif(not PUBLIC.is_file(), reason=f"no development data at {PUBLIC}")
class TestPublicStories:
    def test_of_the_development_set(self):
        found = score(PUBLIC)
        assert found["f1"] >= 0.92
        assert found["precision"] >= 0.97
        assert found["f1"] > found["baselines"]["singletons"]["f1"] + 0.5

    @pytest.mark.parametrize("threshold", AROUND)
    def test_with_other_thresholds(self, threshold):
        assert score(PUBLIC, Parameters(threshold=threshold))["f1"] >= 0.89

    @pytest.mark.parametrize("window", [14, 60])
    def test_with_other_windows(self, window):
        assert score(PUBLIC, Parameters(window=window))["f1"] >= 0.89
