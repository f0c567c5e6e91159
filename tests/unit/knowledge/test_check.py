"""Each check of actors finds its fault: one broken row at a time, among the real ones."""

import pytest

from dateline.knowledge import check, read_table

ORGANISATION = {
    "actor_id": "league-of-test-towns",
    "name": "League of Test Towns",
    "aliases": "Test Towns League;LTTX",
    "type": "organization",
    "country": "",
    "sector": "IGO",
    "office": "",
    "valid_from": "1990-01-02",
    "valid_to": "",
    "wikidata_id": "",
    "source": "made up",
}


@pytest.fixture
def complaints(monkeypatch):
    """What the checker says of the real files with rows added to one of them."""

    def check_with(*rows, table="actors"):
        real = check.read_table
        monkeypatch.setattr(
            check, "read_table", lambda name: real(name) + (rows if name == table else ())
        )
        return check.problems()

    return check_with


def test_a_sound_row_passes(complaints):
    assert complaints(ORGANISATION) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"type": "club"}, "unknown type 'club'"),
        ({"type": ""}, "unknown type ''"),
        ({"sector": "MEDIA"}, "unknown sector 'MEDIA'"),
        ({"sector": ""}, "unknown sector ''"),
        ({"country": "SYRIA"}, "unknown country 'SYRIA'"),
        ({"office": "test_wizard"}, "unknown office 'test_wizard'"),
        ({"office": "head_of_state"}, "only persons hold offices"),
        ({"wikidata_id": "1065"}, "'1065' is no Wikidata id"),
        ({"wikidata_id": "Q0"}, "'Q0' is no Wikidata id"),
        ({"wikidata_id": "Q1065"}, "wikidata_id 'Q1065' has actor_id"),
        ({"actor_id": "League of Test Towns"}, "is no id"),
        ({"actor_id": "-towns"}, "is no id"),
        ({"actor_id": ""}, "is no id"),
        ({"source": ""}, "no source"),
        ({"valid_from": "1990-02-30"}, "day is out of range for month"),
        ({"valid_to": "lately"}, "Invalid isoformat string"),
        ({"valid_to": "1989-12-31"}, "ends before it begins"),
    ],
)
def test_a_broken_cell_is_found(complaints, change, complaint):
    found = complaints(ORGANISATION | change)
    assert any(complaint in problem for problem in found), found


@pytest.mark.parametrize(
    ("aliases", "complaint"),
    [
        ("NATO", "'NATO' names nato too"),
        ("Syria", "'Syria' names SYR too"),
        ("Syrian", "'Syrian' names SYR too"),
        ("Kabul", "'Kabul' names Kabul too"),
        ("ltt", "'ltt' is one short word in lower case"),
        ("Police", "'Police' is a common word"),
        ("attack", "'attack' is a common word"),
        ("Monday", "'Monday' is a common word"),
        ("Test  Towns", "its spaces are not single ones"),
        ("--", "'--' is empty"),
        ("Test Towns;", "an empty alias"),
        ("Test Towns;;Towns League", "an empty alias"),
        ("League of Test Towns", "'League of Test Towns' stands twice"),
    ],
)
def test_an_unfit_alias_is_found(complaints, aliases, complaint):
    found = complaints(ORGANISATION | {"aliases": aliases})
    assert any(complaint in problem for problem in found), found


def test_an_empty_name_is_found(complaints):
    assert any("'' is empty" in problem for problem in complaints(ORGANISATION | {"name": ""}))


@pytest.mark.parametrize("alias", ["ltt-s", "towns", "LTT", "the Test Towns"])
def test_a_fit_alias_passes(complaints, alias):
    assert complaints(ORGANISATION | {"aliases": alias}) == []


def test_a_building_may_share_its_name_with_those_in_it(complaints):
    palace = {"name": "Test Towns Palace", "aliases": "", "kind": "facility", "country": ""}
    palace |= {"lat": "1.0", "lon": "1.0", "source": "made up"}
    assert complaints(palace, table="places") == []
    assert complaints(ORGANISATION | {"aliases": "Test Towns Palace"}) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "Union of Test Towns"),
        ("type", "armed_group"),
        ("wikidata_id", "Q999999999"),
    ],
)
def test_rows_of_one_actor_that_differ_are_found(complaints, column, value):
    later = ORGANISATION | {"valid_from": "2000-01-01", column: value}
    found = complaints(ORGANISATION | {"valid_to": "1999-12-31"}, later)
    assert any(f"'league-of-test-towns' has {column}" in problem for problem in found), found


def test_terms_may_follow_each_other(complaints):
    first = ORGANISATION | {"valid_to": "1999-12-31"}
    assert complaints(first, ORGANISATION | {"valid_from": "1999-12-31", "sector": "GOV"}) == []


@pytest.mark.parametrize("valid_to", ["", "2001-01-01"])
def test_terms_that_overlap_are_found(complaints, valid_to):
    later = ORGANISATION | {"valid_from": "2000-01-01", "sector": "GOV"}
    found = complaints(ORGANISATION | {"valid_to": valid_to}, later)
    assert any("terms of one actor overlap" in problem for problem in found), found


def test_a_row_of_an_agency_has_the_id_of_the_agency(complaints):
    agency = next(row for row in read_table("agencies") if row["wikidata_id"])
    row = ORGANISATION | {"aliases": agency["full_name"], "wikidata_id": "Q999999999"}
    found = complaints(row)
    assert any(f"agencies.csv has {agency['wikidata_id']}" in problem for problem in found), found


@pytest.mark.parametrize(
    ("column", "value"),
    [("sector", "XYZ"), ("holders", "many"), ("countries", "SYR;XYZ"), ("source", "")],
)
def test_a_broken_office_is_found(complaints, column, value):
    office = dict(read_table("offices")[0]) | {column: value}
    found = complaints(office, table="offices")
    assert any(problem.startswith("offices.csv: line") for problem in found), found
