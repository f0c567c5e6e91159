"""Scores of places: what counts as detected, located, near, and in the right country."""

import json

import pytest

from dateline.errors import TerminalError
from dateline.evaluation.geo import Found, _scores, distance_km, score

TEXT = (
    "The river rose overnight in Paris, Texas. A Turkish aid group sent boats from Ankara to"
    " the Miller Street shelter."
)


def toponym(text, lat=None, lon=None, country=None):
    start = TEXT.index(text)
    return {
        "start": start,
        "end": start + len(text),
        "text": text,
        "lat": lat,
        "lon": lon,
        "country": country,
    }


@pytest.fixture
def article():
    return {
        "id": "one",
        "title": "Boats sent to flooded town",
        "date": "2016-05-02",
        "text": TEXT,
        "toponyms": [
            toponym("Paris", 33.66, -95.56, "United States"),
            toponym("Texas", 31.25, -99.25, "United States"),
            toponym("Turkish", 39.0, 35.0, "Turkey"),
            toponym("Ankara", 39.92, 32.85, "Turkey"),
            toponym("Miller Street"),
        ],
    }


def found(text, lat=None, lon=None, country=None, confidence=1.0):
    start = TEXT.index(text)
    return Found(start, start + len(text), lat, lon, country, "city", confidence)


def test_names_are_found_and_put_where_the_text_says(article, tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(article) + "\n\n", encoding="utf-8")
    result = score(path)
    assert (result["articles"], result["toponyms"], result["toponyms_without_point"]) == (1, 5, 1)
    assert result["recall"] >= 0.8
    assert result["within_161km"] == 1.0
    assert result["country_accuracy"] == 1.0
    assert result["baseline"]["within_161km"] < 1.0  # Paris, Texas is not the largest one


def test_overlap_and_exact_are_told_apart(article):
    scores = _scores([article], [[found("Paris, Texas", 33.66, -95.56, "USA")]])
    assert scores["precision"] == 1.0
    assert scores["recall"] == 0.4
    assert scores["exact"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0}


def test_names_without_coordinates_count_for_detection_only(article):
    scores = _scores([article], [[found("Miller Street"), found("Ankara", 39.9, 32.9, "TUR")]])
    assert scores["recall"] == 0.4
    assert scores["detected_with_point"] == scores["located"] == 1
    assert scores["within_161km"] == 1.0


def test_a_name_without_found_coordinates_is_not_located(article):
    scores = _scores([article], [[found("Ankara"), found("Paris", 48.86, 2.35, "FRA", 0.55)]])
    assert scores["detected_with_point"] == 2
    assert scores["located"] == 1
    assert scores["within_161km"] == scores["within_161km_of_detected"] == 0.0
    assert scores["country_accuracy"] == 0.0
    assert scores["per_confidence"] == {"0.5-0.6": {"located": 1, "within_161km": 0.0}}
    assert scores["median_km"] > 7000


def test_nothing_found_is_no_error(article):
    scores = _scores([article], [[]])
    assert scores["recall"] == 0.0
    assert scores["precision"] is scores["within_161km"] is scores["mean_km"] is None


def test_distances():
    assert distance_km(0, 0, 0, 180) == pytest.approx(20015, abs=1)
    assert distance_km(51.5, -0.12, 48.86, 2.35) == pytest.approx(343, abs=3)


@pytest.mark.parametrize("line", ["[1]", '{"text": "x"}', "{"])
def test_other_files_are_refused(line, tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(TerminalError, match=r"gold\.jsonl:1"):
        score(path)
