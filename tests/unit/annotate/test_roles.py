"""Roles that stand for a person or a body, and those that must not."""

import pytest

from dateline.annotate.names.roles import find_roles


def roles(found):
    return {
        (entity, words)
        for entity, forms in found.items()
        for words, form in forms
        if form == "role"
    }


@pytest.mark.parametrize(
    ("text", "entity", "words"),
    [
        (
            "Mayor Peter Kowalski opened the bridge. The mayor thanked the workers.",
            "person:peter kowalski",
            "mayor",
        ),
        (
            "Peter Kowalski, the mayor of the town, opened it. The mayor thanked the workers.",
            "person:peter kowalski",
            "mayor",
        ),
        (
            "The mayor of the town, Peter Kowalski, opened it. Later the mayor thanked workers.",
            "person:peter kowalski",
            "mayor",
        ),
        (
            "Defense Secretary Ashton B. Carter spoke. The defense secretary warned of delays.",
            "actor:ashton-carter",
            "defense secretary",
        ),
        (
            "The Russian foreign minister arrived in Geneva.",
            "actor:sergei-lavrov",
            "foreign minister",
        ),
        ("Russia’s foreign minister arrived in Geneva.", "actor:sergei-lavrov", "foreign minister"),
        (
            "The Ministry of Health published figures. The ministry said cases fell.",
            "organization:ministry of health",
            "ministry",
        ),
        ("NATO ministers met. The alliance agreed a plan.", "actor:nato", "alliance"),
    ],
)
def test_a_role_stands_for(names, text, entity, words):
    assert roles(names(text)) == {(entity, words)}


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Peter Kowalski met Mayor Ann Dupont on Monday. The mayor was pleased.",
        "Mayor Peter Kowalski opened the bridge. The former mayor stayed away.",
        "Mayor Peter Kowalski opened the bridge. The mayor of the next town stayed away.",
        "Mayor Peter Kowalski opened the bridge. The mayor candidate stayed away.",
        "The mayor stayed away. Mayor Peter Kowalski opened the bridge.",
        "The former Russian foreign minister arrived in Geneva.",
        "Russian foreign ministers met in Geneva.",
        "Islamic State fighters took the town. The state collapsed.",
        "The World Bank met officials of the Bank of Japan. The bank was pleased.",
        "The Ministry of Health published figures. The health ministry building burned.",
        "The alliance agreed a plan.",
    ],
)
def test_nobody_is_meant(names, text):
    assert roles(names(text)) == set()


def test_the_holder_on_the_day_is_meant(names):
    text = "The German chancellor spoke in Berlin on Monday."
    assert roles(names(text, day=(2015, 10, 8))) == {("actor:angela-merkel", "chancellor")}
    assert roles(names(text, day=(2022, 6, 1))) == {("actor:olaf-scholz", "chancellor")}
    assert roles(names(text, day=None)) == set()


def test_a_named_holder_is_no_role(names):
    found = names(
        "The Russian foreign minister, Sergei Lavrov, arrived in Geneva.", day=(2015, 1, 9)
    )
    assert found["actor:sergei-lavrov"] == [("Sergei Lavrov", "name")]


def test_nothing_in_nothing():
    assert list(find_roles([], [], None, None)) == []
