"""Names: normalising, surnames, gazetteer against recogniser, terms of office."""

from datetime import UTC, date, datetime

import pytest

from dateline.annotate.lexicon import load_lexicon
from dateline.annotate.names.forms import normalise, surname


@pytest.mark.parametrize(
    ("name", "normal"),
    [("Côte d’Ivoire", "cote d ivoire"), ("NATO's", "nato"), ("  Al-Qaeda ", "al qaeda")],
)
def test_normalise(name, normal):
    assert normalise(name) == normal


def test_surname_without_article():
    assert surname("Bashar al-Assad") == surname("Assad") == "assad"


def entities(annotator, text, year=2015):
    row = {
        "article_id": "a",
        "content_hash": "h",
        "title": None,
        "text": text,
        "published_at": datetime(year, 10, 8, tzinfo=UTC),
        "language": "en",
    }
    (annotation,) = annotator.annotate([row])
    return {e["name"]: e for e in annotation.rows["entities"]}


def test_a_country_inside_a_longer_name_is_no_mention(annotator):
    found = entities(annotator, "The Bank of Japan kept its rate. Officials at the bank agreed.")
    assert "Japan" not in found
    assert found["Bank of Japan"]["country"] == "JPN"


@pytest.mark.parametrize("name", ["Michael Jordan", "Melania Trump"])
def test_a_known_name_inside_a_person_is_not_that_name(annotator, name):
    found = entities(annotator, f"{name} arrived in Chicago. {name} spoke to reporters.")
    assert "Donald Trump" not in found
    assert "Jordan" not in found


def test_two_people_with_one_surname_stay_two(annotator):
    found = entities(annotator, "Nawaz Sharif met Raheel Sharif. Mr. Sharif left early.")
    assert {"Nawaz Sharif", "Raheel Sharif"} <= set(found)
    assert found["Nawaz Sharif"]["mention_count"] == 1


def test_curly_and_straight_apostrophes_are_the_same(annotator):
    found = entities(annotator, "Fighters of the Lord’s Resistance Army left Uganda.")
    assert found["Lord's Resistance Army"]["type"] == "armed_group"


def test_who_held_which_office_then():
    known = load_lexicon().names["Donald Tusk"]
    assert known.on(date(2015, 10, 8)) == ("IGO", None)
    assert known.on(date(2024, 5, 1)) == ("GOV", "POL")
    assert known.on(date(2022, 5, 1))[0] == "ELI"


def test_capitals_have_coordinates(annotator):
    place = entities(annotator, "The delegation flew to Damascus.")["Damascus"]
    assert (place["lat"], place["lon"]) == pytest.approx((33.5, 36.3), abs=0.05)
