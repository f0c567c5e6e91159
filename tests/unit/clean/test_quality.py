"""Scores and flags: what speaks against a text, and that more of it never helps."""

from datetime import UTC, datetime
from itertools import combinations

import pytest

from dateline.clean import quality
from dateline.clean.parts import Line, Metadata, Moment, Parts, Tidied

WORDS = "The harbour board voted on the new pier after a long debate ".strip()
LONG = [Line(WORDS + ".") for _ in range(12)]


def about(**changes):
    moment = Moment(datetime(2026, 5, 4, tzinfo=UTC), "day")
    known = {"title": "Pier approved", "published": moment, "language": "en"}
    return Metadata(**(known | changes))


def assess(lines=LONG, kept=None, *, language="en", overrun=False, metadata=None, **parts):
    kept = lines if kept is None else kept
    made = Parts(lines, "https://example.org/pier", metadata or about(), **parts)
    return quality.assess(made, Tidied(kept, list(range(len(kept))), overrun=overrun), language)


def test_an_article_without_fault():
    assert assess() == (1.0, [])


@pytest.mark.parametrize(
    ("flag", "case"),
    [
        (quality.EXTRACTORS_DISAGREE, {"agreement": 0.4}),
        (quality.RESCUED, {"method": "rescue"}),
        (quality.SHORT, {"lines": LONG[:3]}),
        (quality.LANGUAGE_MISMATCH, {"language": "de"}),
        (quality.LINK_DENSE, {"lines": [Line(line.text, "item", 0.5) for line in LONG]}),
        (quality.MANY_LINES_DROPPED, {"lines": LONG * 2, "kept": LONG}),
        (quality.MANY_LINES_DROPPED, {"overrun": True}),
        (quality.NO_TITLE, {"metadata": about(title=None)}),
        (quality.NO_DATE, {"metadata": about(published=None)}),
        (quality.PAYWALLED, {"metadata": about(is_paywalled=True)}),
        (quality.TRUNCATED, {"lines": [*LONG, Line("The board will then\u2026")]}),
    ],
)
def test_each_fault_has_its_flag_and_its_price(flag, case):
    assert assess(**case) == (1.0 - quality.WEIGHTS[flag], [flag])


@pytest.mark.parametrize(
    "case",
    [
        {"agreement": None},
        {"agreement": 0.9},
        {"language": None},
        {"metadata": about(language=None)},
        {"metadata": about(is_paywalled=False)},
        {"lines": [*LONG, Line("They had to wait\u2026 and wait.")]},
        {"lines": LONG * 2, "kept": (LONG * 2)[:16]},
    ],
)
def test_what_is_not_known_or_small_is_no_fault(case):
    assert assess(**case) == (1.0, [])


def test_more_flags_never_raise_the_score():
    faults = [
        {"agreement": 0.1},
        {"method": "rescue"},
        {"language": "fr"},
        {"overrun": True},
        {"metadata": about(title=None, published=None)},
    ]
    for one, other in combinations(faults, 2):
        assert assess(**(one | other))[0] < min(assess(**one)[0], assess(**other)[0])
    everything = {name: value for fault in faults for name, value in fault.items()}
    assert 0.0 <= assess(**everything)[0] <= 0.2
    assert set(assess(**everything)[1]) <= set(quality.WEIGHTS)


def test_no_text_at_all_is_no_crash():
    score, flags = assess([], [])
    assert score < 1.0
    assert flags == [quality.SHORT] or quality.LINK_DENSE in flags


def test_faults_that_cost_text_weigh_more_than_those_that_only_warn():
    """Mean F1 by flag falls in this order on public pages."""
    weights = quality.WEIGHTS
    warnings = (quality.NO_TITLE, quality.NO_DATE, quality.EXTRACTORS_DISAGREE)
    faults = (quality.RESCUED, quality.LINK_DENSE)
    assert max(weights[flag] for flag in warnings) < weights[quality.PAYWALLED]
    assert weights[quality.PAYWALLED] < min(weights[flag] for flag in faults)
