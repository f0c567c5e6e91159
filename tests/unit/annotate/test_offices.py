"""Offices and the people who held them: names are clear, and terms fit one after the other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

import pytest

from dateline.knowledge import read_table, split

HANDOVER_DAYS = 3
"""A term may end so many days after the next has begun."""
SHARED = {
    ("BIH", "head_of_state"): "a presidency of three members",
    ("LBY", "head_of_government"): "two rival governments from 2022 to 2023",
    ("CIV", "head_of_state"): "two presidents after the vote of 2010",
    ("BRA", "head_of_state"): "the vice president acted while the president was suspended, 2016",
}
"""Offices of one holder that had more, and why."""
COLUMNS = ("office", "countries", "titles", "roles", "sector", "holders", "source")

Row = Mapping[str, str]
Clash = tuple[str, str, str, str]


def _people() -> list[Row]:
    return [row for row in read_table("actors") if row["type"] == "person"]


def _single() -> frozenset[str]:
    """The offices that one person holds at a time."""
    return frozenset(row["office"] for row in read_table("offices") if row["holders"] == "one")


def _day(text: str, default: date) -> date:
    return date.fromisoformat(text) if text else default


def overlaps(people: list[Row]) -> Iterator[Clash]:
    """Pairs of terms of one office in one country at the same time: country, office, names.

    Terms without a first day are left out: what is unknown contradicts nothing.
    """
    single = _single()
    terms: dict[tuple[str, str], list[tuple[date, date, str]]] = defaultdict(list)
    for row in people:
        if row["office"] in single and row["valid_from"]:
            first, last = _day(row["valid_from"], date.min), _day(row["valid_to"], date.max)
            terms[row["country"], row["office"]].append((first, last, row["name"]))
    for (country, office), held in terms.items():
        for (_, last, name), (first, _, other) in pairwise(sorted(held)):
            if (last - first).days > HANDOVER_DAYS:
                yield country, office, name, other


def test_every_office_of_an_actor_is_known():
    known = {row["office"] for row in read_table("offices")}
    assert {row["office"] for row in _people()} <= known


def test_every_office_is_held_by_someone():
    assert {row["office"] for row in read_table("offices")} == {row["office"] for row in _people()}


def test_only_people_hold_offices():
    assert [r["name"] for r in read_table("actors") if r["type"] != "person" and r["office"]] == []


def test_rows_of_offices_are_whole():
    countries = {row["country"] for row in read_table("countries")}
    sectors = {row["sector"] for row in read_table("roles")}
    for row in read_table("offices"):
        assert tuple(row) == COLUMNS
        assert row["source"]
        assert row["sector"] in sectors
        assert row["holders"] in ("one", "several")
        assert set(split(row["countries"])) <= countries
        assert row["titles"] == row["titles"].lower()
        assert row["roles"] == row["roles"].lower()


def test_no_role_names_two_offices_in_one_country():
    meanings = defaultdict(set)
    for row in read_table("offices"):
        for role in split(row["roles"]):
            for country in split(row["countries"]) or ("",):
                meanings[country, role].add(row["office"])
    clashes = [
        (country, role)
        for (country, role), offices in meanings.items()
        if len(offices | meanings.get(("", role), set())) > 1
    ]
    assert clashes == []


def test_an_office_has_one_sector_and_one_number_of_holders():
    kinds = defaultdict(set)
    for row in read_table("offices"):
        kinds[row["office"]].add((row["sector"], row["holders"]))
    assert [office for office, found in kinds.items() if len(found) > 1] == []


def test_terms_of_one_office_in_one_country_do_not_overlap():
    found = [clash for clash in overlaps(_people()) if clash[:2] not in SHARED]
    assert found == []


def test_every_exception_is_needed():
    assert {clash[:2] for clash in overlaps(_people())} == set(SHARED)


def test_an_overlap_is_found():
    first = {"office": "head_of_state", "country": "XKX", "name": "A"}
    terms = [
        {**first, "valid_from": "2010-01-01", "valid_to": "2012-01-10"},
        {**first, "valid_from": "2012-01-01", "valid_to": "", "name": "B"},
    ]
    assert list(overlaps(terms)) == [("XKX", "head_of_state", "A", "B")]


def test_no_one_holds_an_office_twice_at_a_time():
    terms = defaultdict(list)
    for row in _people():
        key = row["actor_id"], row["country"], row["office"]
        terms[key].append((_day(row["valid_from"], date.min), _day(row["valid_to"], date.max)))
    doubled = [
        key
        for key, held in terms.items()
        for (_, last), (first, _) in pairwise(sorted(held))
        if first < last
    ]
    assert doubled == []


def test_one_person_has_one_name_and_one_identifier():
    rows = defaultdict(set)
    for row in _people():
        rows[row["actor_id"]].add((row["name"], row["aliases"], row["wikidata_id"]))
    assert [actor for actor, found in rows.items() if len(found) > 1] == []
    identifiers = [found for row in rows.values() for *_, found in row if found]
    assert len(identifiers) == len(set(identifiers))


def test_a_name_of_a_person_is_no_name_of_anything_else():
    owners = defaultdict(set)
    for row in read_table("actors"):
        for name in (row["name"], *split(row["aliases"])):
            owners[name].add(row["actor_id"])
    for row in read_table("countries"):
        for name in (row["name"], *split(row["aliases"]), *split(row["demonyms"])):
            owners[name].add(row["country"])
    people = {name for row in _people() for name in (row["name"], *split(row["aliases"]))}
    assert [name for name in people if len(owners[name]) > 1] == []


def test_most_states_have_a_head():
    led = {
        r["country"] for r in _people() if r["office"] in ("head_of_state", "head_of_government")
    }
    assert len(led) >= 170


@pytest.mark.parametrize(
    ("country", "office", "day", "name"),
    [
        ("USA", "defense_minister", "2015-10-02", "Ashton Carter"),
        ("RUS", "foreign_minister", "2015-10-02", "Sergei Lavrov"),
        ("ITA", "defense_minister", "2015-10-02", "Roberta Pinotti"),
        ("DEU", "head_of_government", "2021-12-07", "Angela Merkel"),
        ("GBR", "foreign_minister", "2023-12-01", "David Cameron"),
        ("JPN", "head_of_government", "2020-10-01", "Yoshihide Suga"),
        ("BRA", "head_of_state", "2023-05-01", "Luiz Inácio Lula da Silva"),
        ("", "nato_secretary_general", "2015-10-02", "Jens Stoltenberg"),
        ("", "un_secretary_general", "2012-06-01", "Ban Ki-moon"),
    ],
)
def test_who_held_an_office_on_a_day(country, office, day, name):
    when = date.fromisoformat(day)
    holders = [
        row["name"]
        for row in _people()
        if (row["country"], row["office"]) == (country, office)
        and _day(row["valid_from"], date.min) <= when <= _day(row["valid_to"], date.max)
    ]
    assert holders == [name]
