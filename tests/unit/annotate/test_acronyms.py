"""Acronyms that an article introduces, and parentheses that introduce none."""

import pytest

from dateline.annotate.names.acronyms import bare, initials
from dateline.annotate.names.introduced import introduced_names


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("World Food Program", "WFP"),
        ("Organization for Security and Cooperation in Europe", "OSCE"),
        ("Doctors Without Borders", "DWB"),
        ("", ""),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_full_stops_of_an_acronym_do_not_count():
    assert bare("U.N.H.C.R.") == "UNHCR"


@pytest.mark.parametrize(
    ("text", "extents"),
    [
        (
            "Judges of the International Tribunal for the former Lakelands (ITW) met.",
            [],  # no W in it
        ),
        (
            "Judges of the International Tribunal for the former Lakelands (ITL) met.",
            ["International Tribunal for the former Lakelands"],
        ),
        ("The Lake Rescue Society (LRS) came.", ["Lake Rescue Society"]),
        ("He is a member of the Society for Boats (S.F.B.) there.", ["Society for Boats"]),
        ("John Smith (left) spoke.", []),
        ("Senator Jane Miller (D-Ohio) spoke.", []),
        ("General Lakes Company (NYSE: GLC) fell.", []),
        ("a large grey society (LGS) came.", []),
        ("Monday (I) was dry.", []),
        ("(LRS) came.", []),
    ],
)
def test_extents_of_introduced_names(annotator, text, extents):
    (doc,) = annotator._pipeline("en")([text])
    assert [span.text for span in introduced_names(doc)] == extents


@pytest.mark.parametrize(
    "text",
    [
        "The Lake Rescue Society (LRS) sent boats. The LRS said all were safe.",
        "The Lake Rescue Society, or LRS, sent boats. The LRS said all were safe.",
        "The Lake Rescue Society (L.R.S.) sent boats. The LRS said all were safe.",
        "The Lake Rescue Society sent boats. The LRS said all were safe.",
    ],
)
def test_an_acronym_is_the_name_in_full(names, text):
    found = names(text)
    assert found["organization:lake rescue society"][-1] == ("LRS", "acronym")
    assert "organization:lrs" not in found


def test_a_known_name_has_its_acronym(names):
    found = names("The World Food Program (WFP) sent trucks. The W.F.P. said roads were closed.")
    assert [form for _, form in found["actor:world-food-programme"]] == [
        "name",
        "acronym",
        "acronym",
    ]


def test_an_acronym_of_two_names_is_of_neither(names):
    found = names("The Lake Rescue Society met the Lake Road Service. The LRS sent boats.")
    assert ("LRS", "acronym") not in [each for forms in found.values() for each in forms]


def test_a_short_form_is_the_longer_name(names):
    found = names("Shares of Kestrel Corp. fell on Monday. Analysts said Kestrel had lost money.")
    assert len([each for each in found if "kestrel" in each]) == 1


@pytest.mark.parametrize("other", ["left", "D-Ohio", "Reuters"])
def test_other_words_in_parentheses_are_no_acronym(names, other):
    found = names(f"The Lake Rescue Society ({other}) sent boats.")
    assert ("organization", other.lower()) not in [tuple(each.split(":")) for each in found]
    assert found["organization:lake rescue society"] == [("Lake Rescue Society", "name")]
