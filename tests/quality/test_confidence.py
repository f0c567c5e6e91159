"""Confidence of events: the weights that ship are what the sentences give, and mean it."""

import importlib.util
import sys

import pytest

from dateline.annotate.coding.confidence import HIGHEST, LOWEST, confidence, contributions
from dateline.settings import PROJECT

SCRIPT = PROJECT / "training" / "confidence.py"


@pytest.fixture(scope="module")
def training():
    spec = importlib.util.spec_from_file_location("training_confidence", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def cases(training):
    return list(training.training_cases())


def test_the_weights_are_those_of_the_sentences(training, cases):
    fitted = training._table(*training._fit(cases))
    shipped = training.WEIGHTS.read_text(encoding="utf-8")
    assert shipped == fitted, "rules or sentences changed: run `make weights`"


def test_sentences_left_out_are_judged_as_well(training, cases):
    scores = training._scores(cases)
    assert scores["events"] >= 600
    assert scores["calibration_error"] <= 0.06
    assert scores["auc"] >= 0.62


def test_a_surer_event_has_more_confidence():
    named = {"bias": 1.0, "source.strong.named": 1.0, "target.strong.named": 1.0}
    nobody = {"bias": 1.0, "source.none": 1.0, "target.none": 1.0}
    assert confidence(named) > confidence(nobody)


def test_confidence_has_bounds():
    assert confidence({"bias": 1e6}) in (LOWEST, HIGHEST)
    assert confidence({"nothing that is known": 1.0}) == 0.5


def test_contributions_come_by_weight():
    parts = contributions({"bias": 1.0, "source.none": 1.0, "unknown": 1.0})
    assert list(map(abs, parts.values())) == sorted(map(abs, parts.values()), reverse=True)
    assert parts["unknown"] == 0
