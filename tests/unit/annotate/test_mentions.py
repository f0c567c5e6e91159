"""Extents and types of mentions."""

from itertools import pairwise

import pytest

from dateline.annotate.names.mentions import _is_of_person


def words(found):
    return {text for forms in found.values() for text, _ in forms}


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Jean-Marie Lenoir’s report was read in Geneva on Monday.", "Jean-Marie Lenoir"),
        ("Sammy Davis Jr. sang in Chicago.", "Sammy Davis Jr."),
        ("The Kenya Red Cross sent trucks.", "Kenya Red Cross"),
        ("American Defense Secretary Ashton Carter spoke.", "Ashton Carter"),
        ("President Barack Obama’s plan failed.", "Barack Obama"),
        ("The mill stands in London, Ont., near a lake.", "Ont."),
        ("The company's boss, Dr. Laura Bennett, resigned.", "Laura Bennett"),
    ],
)
def test_extents(names, text, mention):
    assert mention in words(names(text))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("American Defense Secretary Ashton Carter spoke.", "Defense"),
        ("The Kenya Red Cross sent trucks.", "Kenya"),
        ("The Kenya Red Cross sent trucks.", "Red Cross"),
        ("President Barack Obama’s plan failed.", "Obama’s"),
        ("It happened on Monday, and nobody came.", "Monday"),
        ("Two men in three cars paid 50 dollars.", "Two"),
        ("the president and the prime minister spoke.", "president"),
    ],
)
def test_what_is_no_mention(names, text, wrong):
    assert wrong not in words(names(text))


def test_a_body_of_a_country_has_that_country(names):
    assert "organization:kenya red cross:KEN" in names("The Kenya Red Cross sent trucks.")


def test_a_surname_that_the_recogniser_missed_is_found(names):
    text = "Peter Kowalski opened it. " + "Officials asked Kowalski about it. " * 3
    assert [form for _, form in names(text)["person:peter kowalski"]].count("surname") == 3


def test_a_surname_inside_another_name_is_not_found(names):
    found = names("Peter Lake spoke on Monday. Boats crossed Lake Ontario on Tuesday.")
    assert found["person:peter lake"] == [("Peter Lake", "name")]


def test_mentions_lie_where_their_words_are(annotator):
    text = "BERLIN — Laura Bennett spoke.\n\nMs. Bennett left. She went to Paris."
    row = {
        "article_id": "a",
        "content_hash": "h",
        "title": None,
        "text": text,
        "published_at": None,
        "language": "en",
    }
    (annotation,) = annotator.annotate([row])
    mentions = annotation.rows["mentions"]
    assert all(text[m["start_offset"] : m["end_offset"]] == m["text"] for m in mentions)
    spans = sorted((m["start_offset"], m["end_offset"]) for m in mentions)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "type_"),
    [("Shares of Kestrel Corp. fell. Analysts said Kestrel had lost money.", "organization")],
)
def test_a_company_is_no_person(names, text, type_):
    assert not [entity for entity in names(text) if entity.startswith("person:")]


@pytest.mark.parametrize(
    ("name", "alone", "is_person"),
    [
        ("Christine Amador", set(), True),
        ("Mallam Garba Shehu", {"Shehu"}, True),
        ("Charlotte Hornets", set(), False),
        ("Laura Foundation", set(), False),
        ("Laura", set(), False),
        ("Lake Steel", set(), False),
        ("Lake Rescue Society", {"Rescue"}, False),
    ],
)
def test_persons_among_bodies(name, alone, is_person):
    assert _is_of_person(name, alone) is is_person


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Photograph by Ann Lee/Getty Images on Monday in Geneva.", "/"),
        ("The Kestrel-nominated actor left Geneva. Kestrel-winning films are rare.", "Kestrel"),
        ("It is in the Settings menu. Few of the settings matter.", "Settings"),
    ],
)
def test_what_only_looks_like_a_name(names, text, wrong):
    assert not [word for word in words(names(text)) if wrong in word]


def test_a_place_that_is_also_a_word_stays(names):
    found = names("Police searched a house in Nice on Monday. Neighbors said he was a nice man.")
    assert "Nice" in words(found)
