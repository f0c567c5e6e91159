"""Extents and types of mentions."""

from itertools import pairwise

import pytest

from dateline.annotate.names.settling import is_person
from dateline.annotate.names.words import is_no_name, type_by_words


def article(text):
    return {
        "article_id": "a",
        "content_hash": "h",
        "title": None,
        "text": text,
        "published_at": None,
        "language": "en",
    }


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
    (annotation,) = annotator.annotate([article(text)])
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
    ("name", "alone", "is_one"),
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
def test_persons_among_bodies(name, alone, is_one):
    assert is_person(name, alone) is is_one


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


@pytest.mark.parametrize(
    ("text", "mentions", "wrong"),
    [
        ("Laura Bennett of Norway spoke.", {"Laura Bennett", "Norway"}, "Laura Bennett of Norway"),
        ("Ms. Bennett praised Ms Lenoir’s report in Geneva.", {"Bennett", "Lenoir"}, "Ms Lenoir"),
        ("The town lies near Mazar-i-Sharif in Afghanistan.", {"Mazar-i-Sharif"}, "Mazar"),
        ("A guard of the Barack Obama Library fell.", {"Barack Obama Library"}, "Barack Obama"),
        ("The U.S.-led coalition bombed a base in Syria.", {"U.S.", "Syria"}, "U.S.-led"),
        (
            "They spoke of Turkish-Russian ties in Ankara.",
            {"Turkish", "Russian"},
            "Turkish-Russian",
        ),
        ("The study, in the journal “Lake Letters”, came out.", set(), "“Lake"),
        ("The fire began at 6 a.m. GMT, the police in Oslo said.", {"Oslo"}, "GMT"),
        ("WHO IS THE NEW KING OF POP AND ROCK NOW?", set(), "WHO"),
    ],
)
def test_spans_are_repaired(names, text, mentions, wrong):
    found = words(names(text))
    assert mentions <= found
    assert wrong not in found


def test_a_paper_is_not_the_place_that_it_is_named_after(names):
    assert "place:atlantic-ocean" not in names("The editor of The Atlantic spoke in Oslo.")
    assert "place:atlantic-ocean" in names("They crossed the Atlantic in a boat.")


def test_offsets_of_a_country_in_front_of_a_hyphen(annotator):
    text = "The U.S.-led coalition bombed a base."
    (annotation,) = annotator.annotate([article(text)])
    mention = annotation.rows["mentions"][0]
    assert (mention["start_offset"], mention["end_offset"], mention["text"]) == (4, 8, "U.S.")
    assert mention["form"] == "demonym"


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("DETROIT The mayor, Laura Bennett, spoke on Monday.", "place:4990729"),
        ("GENEVA — Laura Bennett spoke on Monday.", "place:2660646"),
        ("Reporters saw the Blue Mosque. The Blue Mosque is old.", "facility:blue mosque"),
        ("Crowds came to the Lakeland Marathon on Monday.", "event:lakeland marathon"),
        ("The Lakeland Water Board met in Ohio on Monday.", "organization:lakeland water board"),
    ],
)
def test_what_a_name_is(names, text, entity):
    assert entity in names(text)


def test_a_name_found_once_is_found_again(names):
    found = names(
        "Laura Okoro-Vell runs the bakery in Ohio.\n\n“It was hot,” said Okoro-Vell.\n\n"
        "Then Laura Okoro-Vell went home."
    )
    assert len(found["person:laura okoro vell"]) == 3


@pytest.mark.parametrize(
    ("words_", "kind"),
    [
        (["Bank", "of", "Japan"], "organization"),
        (["Battle", "of", "Hama"], "event"),
        (["Granville", "County"], "place"),
        (["Wooster", "St."], "facility"),
        (["Criminal", "Code"], "other"),
        (["Laura", "Bennett"], None),
        (["County"], None),
    ],
)
def test_types_by_words(words_, kind):
    assert type_by_words(words_) == kind


@pytest.mark.parametrize(
    ("words_", "is_none"),
    [
        (["Season", "4"], True),
        (["Prime", "Minister"], True),
        (["@lake"], True),
        (["X"], True),
        (["GMT"], True),
        (["NATO"], False),
        (["Lake", "4"], False),
    ],
)
def test_what_is_no_name(words_, is_none):
    assert is_no_name(words_) is is_none


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("UNITED NATIONS — Laura Bennett spoke.", "actor:united-nations"),
        ("They read: “RUSSIAN TROOPS LEAVE SYRIA TODAY”.", "country:SYR"),
        ("They read: “RUSSIAN TROOPS LEAVE SYRIA TODAY”.", "country:RUS"),
    ],
)
def test_known_names_in_capitals(names, text, entity):
    assert entity in names(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The film stars Actress Laura Bennett, critics in Oslo said.", "Laura Bennett"),
        ("The Reef County Sheriff Peter Kowalski spoke.", "Peter Kowalski"),
        ("They gave Prince Harry and Meghan Markle a book.", "Meghan Markle"),
    ],
)
def test_titles_are_no_part_of_a_name(names, text, name):
    assert f"person:{name.lower()}" in names(text)
