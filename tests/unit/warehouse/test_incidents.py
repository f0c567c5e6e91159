"""Incidents from tellings made by hand: what is one, what stays apart, whatever the order."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.warehouse.alike import Place, Side, distance_km, place_score, side_of
from dateline.warehouse.incidents import (
    Hints,
    Incident,
    Telling,
    incidents_of_days,
    incidents_of_ranges,
    known_incidents,
)

MONDAY = date(2016, 3, 14)
TUESDAY = date(2016, 3, 15)
KABUL = Place("place:1138958", 3, 34.53, 69.17, "AFG", "Kabul", True)
HAMA = Place("place:170017", 3, 35.13, 36.75, "SYR", "Hama", True)
IDLIB = Place("place:169389", 3, 35.93, 36.63, "SYR", "Idlib", True)
SYRIA = Place("country:SYR", 1, 35.0, 38.0, "SYR", None, True)
IDLIB_PROVINCE = Place("place:169387", 2, 35.9, 36.6, "SYR", "Idlib", True)


def actor(entity="", kind="", country="", sector=""):
    return side_of(f"{entity}\x1f{kind}\x1f{country}\x1f{sector}")


NOBODY = Side()
RUSSIA = actor("country:RUS", "country", "RUS")
JETS = actor("", "", "RUS", "MIL")
SYRIANS = actor("", "", "SYR", "REB")
TALIBAN = actor("actor:taliban", "armed_group", "AFG", "REB")
GUNMEN = actor("", "", "", "UAF")
BOMBER = actor("", "", "", "MIL")
POLICE = actor("", "", "", "COP")
PEOPLE = actor("", "", "", "CVL")


def telling(name, source=NOBODY, target=NOBODY, place=None, *, day=MONDAY, article="", **more):
    article = article or f"article of {name}"
    hints = Hints(
        {article},
        {(article, more.pop("sentence", hash(name)))},
        set(more.pop("words", "").split()),
        {more.pop("killed")} if "killed" in more else set(),
    )
    precision = more.pop("precision", "day")
    last = day + timedelta(days={"week": 6, "month": 30}.get(precision, 0))
    return Telling(
        event_id=name,
        article_id=article,
        act=more.pop("act", "ASSAULT"),
        day=day,
        last_day=last,
        precision=precision,
        is_denied=more.pop("is_denied", False),
        told_at=datetime(2016, 3, 16) + timedelta(minutes=len(name)),  # noqa: DTZ001
        source=source,
        target=target,
        place=place,
        hints=hints,
        **more,
    )


def parts(tellings, days=(MONDAY, TUESDAY)):
    """The names in each incident; denials with a minus."""
    return sorted(
        sorted(("-" if basis == "denial" else "") + t.event_id for t, basis in incident.members)
        for incident in incidents_of_days(tellings, days)
    )


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ((RUSSIA, SYRIANS), (JETS, SYRIANS), True),
        ((RUSSIA, SYRIANS, HAMA), (JETS, SYRIANS), True),
        ((RUSSIA, SYRIANS, HAMA), (JETS, SYRIANS, IDLIB), False),
        ((RUSSIA, SYRIANS, IDLIB), (JETS, SYRIANS, IDLIB_PROVINCE), True),
        ((RUSSIA, SYRIANS, HAMA), (JETS, SYRIANS, IDLIB_PROVINCE), False),
        ((RUSSIA, SYRIANS, HAMA), (JETS, SYRIANS, SYRIA), True),
        ((TALIBAN, POLICE, KABUL), (GUNMEN, PEOPLE, KABUL), True),
        ((TALIBAN, POLICE, KABUL), (BOMBER, POLICE, KABUL), True),
        ((TALIBAN, POLICE, KABUL), (NOBODY, PEOPLE, KABUL), True),
        ((TALIBAN, POLICE, KABUL), (actor("actor:isis", "armed_group"), POLICE, KABUL), False),
        ((TALIBAN, POLICE, KABUL), (actor("", "", "AFG", "MIL"), POLICE, KABUL), False),
        ((NOBODY, PEOPLE), (NOBODY, PEOPLE), False),
        ((RUSSIA, NOBODY), (RUSSIA, SYRIANS), False),
        ((TALIBAN, NOBODY), (TALIBAN, POLICE, KABUL), True),
    ],
)
def test_two_tellings_are_one_incident_when_nothing_differs_and_enough_agrees(one, other, is_same):
    assert len(parts([telling("a", *one), telling("b", *other)])) == (1 if is_same else 2)


def test_types_are_never_joined():
    two = [
        telling("a", RUSSIA, SYRIANS, act="CONCEDE"),
        telling("b", RUSSIA, SYRIANS, act="RETREAT"),
    ]
    assert len(parts(two)) == 2


def test_who_met_whom_does_not_depend_on_who_is_named_first():
    kerry = actor("actor:john-kerry", "person", "USA", "GOV")
    lavrov = actor("actor:sergey-lavrov", "person", "RUS", "GOV")
    zarif = actor("actor:zarif", "person", "IRN", "GOV")
    met = [
        telling("a", kerry, lavrov, act="CONSULT"),
        telling("b", lavrov, kerry, act="CONSULT"),
        telling("c", kerry, zarif, act="CONSULT"),
    ]
    assert parts(met) == [["a", "b"], ["c"]]


def test_what_leaves_the_place_open_joins_no_two_places():
    hama, idlib = telling("h", RUSSIA, SYRIANS, HAMA), telling("i", RUSSIA, SYRIANS, IDLIB)
    open_ones = [telling("x", RUSSIA, SYRIANS), telling("y", JETS, SYRIANS)]
    assert parts([hama, idlib, *open_ones]) == [["h"], ["i"], ["x", "y"]]
    assert parts([hama, *open_ones]) == [["h", "x", "y"]]
    of_hama = replace(open_ones[0], hints=Hints(hama.hints.articles))
    assert parts([hama, idlib, of_hama]) == [["h", "x"], ["i"]]


def test_two_days_are_two_incidents_and_an_undated_report_is_of_the_day_or_the_one_before():
    monday = telling("m", TALIBAN, POLICE, KABUL)
    tuesday = telling("t", NOBODY, PEOPLE, KABUL, day=TUESDAY)
    undated = telling("u", TALIBAN, POLICE, KABUL, day=TUESDAY, precision="published")
    assert parts([monday, tuesday]) == [["m"], ["t"]]
    assert parts([monday, undated]) == [["m", "u"]]
    assert parts([monday, tuesday, undated]) == [["m", "u"], ["t"]]
    late = replace(undated, day=TUESDAY + timedelta(days=1))
    assert parts([monday, late], (MONDAY, late.day)) == [["m"], ["u"]]


def test_undated_reports_of_two_days_are_one_incident_but_no_endless_one():
    days = [MONDAY + timedelta(days=n) for n in range(4)]
    daily = [
        telling(str(n), TALIBAN, POLICE, KABUL, day=day, precision="published")
        for n, day in enumerate(days)
    ]
    assert parts(daily, days) == [["0", "1"], ["2"], ["3"]]


def test_denials_join_what_they_deny_and_make_nothing():
    strike = telling("s", JETS, SYRIANS, IDLIB)
    denial = telling("d", RUSSIA, NOBODY, IDLIB, is_denied=True)
    assert parts([strike, denial]) == [["-d", "s"]]
    assert parts([denial]) == []
    assert (
        incidents_of_days([strike], [MONDAY])[0].id
        == incidents_of_days([strike, denial], [MONDAY])[0].id
    )


def test_figures_and_words_can_decide():
    saudi = actor("country:SAU", "country", "SAU")
    medics = actor("", "", "", "MED")
    one = telling("a", saudi, medics, words="hospital", killed=19)
    assert parts([one, telling("b", saudi, medics, words="hospital", killed=16)]) == [["a", "b"]]
    assert parts([one, telling("b", saudi, medics, words="clinic", killed=90)]) == [["a"], ["b"]]


def test_two_acts_of_one_sentence_are_one_where_they_complete_each_other():
    killed = telling("k", NOBODY, POLICE, article="a", sentence=7)
    attacked = telling("t", BOMBER, NOBODY, article="a", sentence=7)
    elsewhere = telling("e", GUNMEN, NOBODY, article="a", sentence=90)
    assert parts([killed, attacked, elsewhere]) == [["e"], ["k", "t"]]


def ranges(tellings, days):
    """Event id to the id of its incident."""
    firm = incidents_of_days([t for t in tellings if t.precision == "day"], days)
    known = [
        replace(t, incident_id=incident.id, incident_date=incident.day)
        for incident in firm
        for t, _ in incident.members
    ]
    rows = incidents_of_ranges(
        [t for t in tellings if t.precision != "day"], known_incidents(known)
    )
    return {incident.id for incident in firm}, {r["event_id"]: r["incident_id"] for r in rows}


def test_a_week_means_the_one_incident_in_it():
    monday = telling("m", TALIBAN, POLICE, KABUL)
    week = telling("w", TALIBAN, NOBODY, KABUL, precision="week")
    year = telling("y", TALIBAN, NOBODY, KABUL, precision="year")
    there, where = ranges([monday, week, year], [MONDAY])
    assert {where["w"]} == there
    assert where["y"] not in there
    two = [monday, telling("t", TALIBAN, POLICE, KABUL, day=TUESDAY), week]
    there, where = ranges(two, [MONDAY, TUESDAY])
    assert where["w"] not in there


def test_a_week_that_joins_an_incident_takes_its_date_and_precision():
    vague = telling("v", TALIBAN, NOBODY, KABUL)
    exact = telling("p", TALIBAN, POLICE, KABUL, precision="published")
    (made,) = incidents_of_days([vague, exact], [MONDAY])
    told = [replace(t, incident_id=made.id, incident_date=made.day) for t, _ in made.members]
    week = telling("w", TALIBAN, NOBODY, KABUL, precision="week")
    (row,) = incidents_of_ranges([week], known_incidents(told))
    assert row["incident_id"] == made.id
    assert (row["incident_date"], row["incident_precision"]) == (made.day, made.precision)


def test_the_order_of_events_does_not_matter():
    sides = [NOBODY, RUSSIA, JETS, TALIBAN, GUNMEN, BOMBER, POLICE, PEOPLE, SYRIANS]
    places = [None, None, KABUL, HAMA, IDLIB, SYRIA, replace(IDLIB, is_sure=False)]
    dice = random.Random(7)
    tellings = [
        telling(
            f"e{n}",
            dice.choice(sides),
            dice.choice(sides),
            dice.choice(places),
            day=MONDAY + timedelta(days=dice.randrange(3)),
            article=f"a{n // 3}",
            precision=dice.choice(["day", "published"]),
            is_denied=dice.random() < 0.1,
            sentence=n // 2,
        )
        for n in range(300)
    ]
    days = [MONDAY + timedelta(days=n) for n in range(3)]
    first = parts(tellings, days)
    ids = {incident.id for incident in incidents_of_days(tellings, days)}
    for _ in range(5):
        dice.shuffle(tellings)
        assert parts(tellings, days) == first
        assert {incident.id for incident in incidents_of_days(tellings, days)} == ids
    alone = [part for day in days for part in parts(tellings, [day])]
    assert sorted(alone) == first, "each day by itself gives what all give at once"


@given(st.sampled_from([KABUL, HAMA, IDLIB, SYRIA, IDLIB_PROVINCE, None]), st.booleans())
def test_scores_of_places_are_symmetric(one, is_sure):
    for place in (KABUL, HAMA, IDLIB, SYRIA, IDLIB_PROVINCE, None):
        other = replace(place, is_sure=is_sure) if place else None
        assert place_score(one, other) == place_score(other, one)


SIDES = (NOBODY, RUSSIA, SYRIANS, TALIBAN, POLICE, PEOPLE)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 7),
            st.sampled_from(["day", "published", "denial"]),
            st.sampled_from(SIDES),
            st.sampled_from(SIDES),
            st.sampled_from([None, HAMA, KABUL]),
        ),
        max_size=14,
    )
)
@settings(max_examples=400, deadline=None)
def test_days_made_by_themselves_are_those_made_together(told):
    tellings = [
        telling(
            *(f"e{n}", *content),
            day=MONDAY + timedelta(day),
            precision="day" if sort == "denial" else sort,
            is_denied=sort == "denial",
            sentence=n,
        )
        for n, (day, sort, *content) in enumerate(told)
    ]
    days = [MONDAY + timedelta(n) for n in range(-1, 9)]
    alone = [incident for day in days for incident in parts(tellings, [day])]
    assert sorted(alone) == parts(tellings, days)


def test_distances_are_those_of_the_globe():
    assert distance_km(34.53, 69.17, 34.53, 69.17) == 0
    assert distance_km(35.13, 36.75, 35.93, 36.63) == pytest.approx(89.6, abs=1)


def test_an_incident_keeps_the_most_exact_place():
    incident = Incident("ASSAULT", MONDAY, "day")
    for place in (replace(HAMA, is_sure=False), SYRIA, IDLIB, None, SYRIA):
        incident.learn((NOBODY, NOBODY, place), is_swapped=False)
    assert incident.place == IDLIB
