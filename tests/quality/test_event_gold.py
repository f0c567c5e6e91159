"""Floors of event coding on sentences and articles that we wrote and marked.

They are in `tests/quality/events` (their form: `evaluation/codings.py`, how they were marked:
`README.md` there). They were written before anybody ran the coder on them; those of half `b` are
never looked at when rules are mended. `floors.json` holds the floors and the hash of the texts that
they were measured on; floors only rise: `python tests/quality/test_event_gold.py` measures and
writes them. What is wrong in half `a` is told with
`dateline evaluate codings tests/quality/events/sentences.jsonl --half a`.
"""

import hashlib
import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from dateline.evaluation.codings import codings, read_gold
from dateline.settings import Settings

HERE = Path(__file__).parent / "events"
FILES = ("sentences", "articles")
FLOORS_FILE = HERE / "floors.json"
FLOORS = json.loads(FLOORS_FILE.read_text(encoding="utf-8"))
MARGIN = 0.02
"""How far a floor lies under what is measured."""
CASES = 2
"""How many more cases may be wrong, where that is further: some scores have few."""
PER_TYPE = 15
CEILING = 1.6
"""Events per sentence, at most."""


@cache
def scores(name):
    return codings(HERE / f"{name}.jsonl", Settings().spacy_model)


@cache
def gold(name):
    return read_gold(HERE / f"{name}.jsonl")


def corpus():
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(name.encode() + b"\0" + (HERE / f"{name}.jsonl").read_bytes())
    return digest.hexdigest()[:16]


def pin():
    """Measure, and write floors; one that is higher already stays while the texts are the same."""
    floors = {"corpus": corpus()}
    old = FLOORS if FLOORS.get("corpus") == floors["corpus"] else {}
    for name in FILES:
        cases = scores(name)["cases"]
        floors[name] = {
            key: max(
                round(value - max(MARGIN, CASES / cases.get(key, 1000)), 3),
                old.get(name, {}).get(key, 0.0),
            )
            for key, value in scores(name)["scores"].items()
        }
    FLOORS_FILE.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")


def test_texts_are_those_that_the_floors_were_measured_on():
    assert corpus() == FLOORS["corpus"]


def test_there_are_enough_of_each_kind():
    events = [event for name in FILES for record in gold(name) for event in record["events"]]
    types = Counter(event.marked["type"] for event in events if not event.is_optional)
    assert len(types) == 16
    assert min(types.values()) >= PER_TYPE, types
    assert len(gold("sentences")) >= 360
    assert sum(not record["events"] for record in gold("sentences")) >= 80
    assert len(gold("articles")) >= 20


@pytest.mark.parametrize("name", FILES)
def test_texts_have_their_own_id_and_a_half(name):
    assert len({record["id"] for record in gold(name)}) == len(gold(name))
    halves = Counter(record["half"] for record in gold(name))
    assert abs(halves["a"] - halves["b"]) <= 1


@pytest.mark.parametrize("name", FILES)
def test_words_of_marked_events_are_in_the_text(name):
    for record in gold(name):
        for event in record["events"]:
            marked = event.marked
            sides = (marked["source"], marked["target"])
            words = [actor["text"] for actor in sides if actor]
            words += [marked[key] for key in ("speaker", "place", "weapon") if marked.get(key)]
            assert [w for w in words if w not in record["text"]] == [], record["id"]


@pytest.mark.parametrize(
    ("name", "score", "floor"),
    [(name, score, floor) for name in FILES for score, floor in FLOORS[name].items()],
)
def test_floor(name, score, floor):
    assert scores(name)["scores"][score] >= floor, scores(name)["wrong"].get(score, [])[:20]


@pytest.mark.parametrize("name", FILES)
def test_every_score_has_a_floor(name):
    assert set(scores(name)["scores"]) == set(FLOORS[name])


@pytest.mark.parametrize("name", FILES)
def test_there_are_not_too_many_events(name):
    assert scores(name)["events_per_sentence"] <= CEILING


if __name__ == "__main__":
    pin()
