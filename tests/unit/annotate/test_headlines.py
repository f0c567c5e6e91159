"""Headlines: told from sentences, no names of their own, which entities they name."""

import pytest

from dateline.annotate.names.headlines import named_in_title
from dateline.annotate.paragraphs import is_headline, paragraphs
from dateline.annotate.parts import Entity, Mention


@pytest.mark.parametrize(
    "line",
    [
        "Missiles Fired Across the Border",
        "Syria Attack Escalates as Talks Stall",
        "SYRIA ATTACK ESCALATES",
        "Workers of Lake Steel Strike Over Pay at Plant in Ohio",
        "“We Will Win,” Leader Says",
    ],
)
def test_a_headline(line):
    assert is_headline(line)


@pytest.mark.parametrize(
    "line",
    [
        "BEIRUT, Lebanon —",
        "WASHINGTON (AP) -",
        "(Reuters) Some Words Here",
        "President Obama Met Mr. Putin in New York.",
        "The president met leaders of the bloc on Monday",
        "Workers carry boxes in Berlin on Monday. Photograph by Ann Lee",
        "Oil prices fall",
        "John Smith",
        "A Headline\nOver Two Lines",
        "",
        "12 34 56",
    ],
)
def test_no_headline(line):
    assert not is_headline(line)


def test_a_dateline_is_a_paragraph_of_its_own():
    assert list(paragraphs("BEIRUT, Lebanon — Fighters left.\n\nThey went home.")) == [
        ("BEIRUT, Lebanon — ", 0),
        ("Fighters left.", 18),
        ("They went home.", 34),
    ]


def test_a_headline_in_the_text_invents_no_entity(names):
    found = names(
        "Missiles Fired as Syria Attack Escalates\n\nMissiles were fired in Syria on Monday, "
        "Laura Bennett said."
    )
    assert set(found) == {"country:SYR", "person:laura bennett"}
    assert found["country:SYR"][0] == ("Syria", "headline")


def test_a_headline_in_the_text_names_entities_of_the_body(names):
    found = names(
        "Bennett Says Lake Steel Will Close\n\nLaura Bennett of Lake Steel spoke in Ohio on Monday."
    )
    assert found["person:laura bennett"] == [("Bennett", "surname"), ("Laura Bennett", "name")]


def entity(name, *forms):
    mentions = [Mention(t, 0, len(t), 0, 0, 1, "person", None, form=f) for t, f in forms]
    return Entity(f"person:{name}", name, "person", mentions=mentions)


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Bennett Warns of Delays", True),
        ("LAURA BENNETT WARNS OF DELAYS", True),
        ("Bennetts Warn of Delays", False),
        ("the bennett plan", False),
        ("She Warns of Delays", False),
        ("", False),
    ],
)
def test_named_in_title(title, named):
    laura = entity(
        "Laura Bennett", ("Laura Bennett", "name"), ("Bennett", "surname"), ("She", "pronoun")
    )
    assert (laura.id in named_in_title(title, [laura])) is named
