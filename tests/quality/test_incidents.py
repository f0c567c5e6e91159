"""Incidents end to end: from texts of our own to the marts. Floors only rise."""

import hashlib
from collections import Counter

import pytest
from quality.incidents.scoring import ARTICLES, incidents_of, run, score, tellings

CORPUS = "329b1337ea23a07f"
FLOORS = {"precision": 0.97, "f1": 0.82, "recall_of_coded": 0.88}
"""Measured with the corpus of that hash: see docs/incidents.md."""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return incidents_of(run(tmp_path_factory.mktemp("incidents")))


def test_articles_are_those_that_the_floors_were_measured_on():
    assert hashlib.sha256(ARTICLES.read_bytes()).hexdigest()[:16] == CORPUS


def test_there_are_enough_articles_and_incidents():
    told = Counter(telling.incident for telling in tellings())
    assert len({telling.article for telling in tellings()}) >= 40
    assert len([name for name, times in told.items() if times > 1]) >= 15


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_floor(found, name, floor):
    assert score(found)[name] >= floor


def test_a_denial_is_no_report(found):
    for telling in tellings():
        if telling.is_denied and telling in found:
            told = [ids for other, ids in found.items() if other.incident == telling.incident]
            assert found[telling] <= set().union(*told)
