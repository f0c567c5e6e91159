"""Pronouns mean somebody only where nobody else can be meant."""

import pytest


def pronouns(found):
    return {
        (entity, words)
        for entity, forms in found.items()
        for words, form in forms
        if form == "pronoun"
    }


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Maria Lopez entered the room. She sat down.", {("person:maria lopez", "She")}),
        (
            "Maria Lopez and Tom Bennett entered the room. She sat down and he stood.",
            {("person:maria lopez", "She"), ("person:tom bennett", "he")},
        ),
        (
            "Maria Lopez entered the room.\n\nShe sat down on Monday.",
            {("person:maria lopez", "She")},
        ),
        ("Tom Bennett met Carl Moore on Monday. He smiled.", {("person:tom bennett", "He")}),
    ],
)
def test_somebody_is_meant(names, text, meant):
    assert pronouns(names(text)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Maria Lopez entered the room. He sat down.",
        "Maria Lopez entered. “She knows nothing,” a man said.",
        "Tom Bennett entered the room. A spokesman said he had no comment.",
        "She sat down. Maria Lopez stood.",
        "The ship reached port. She was old.",
        "Maria Lopez entered.\n\nIt rained.\n\nIt snowed.\n\nShe sat down.",
        "It rained. They left.",
        "Tom Bennett sang on Monday. The mayor himself had asked for a song.",
    ],
)
def test_nobody_is_meant(names, text):
    assert pronouns(names(text)) == set()


def test_who_stands_in_apposition_to_the_subject_is_one(names):
    found = names(
        "Carl Moore wrote a letter. The head of the mill, Tom Bennett, told a newspaper on "
        "Monday that he would not sell it."
    )
    assert ("he", "pronoun") not in found["person:carl moore"]


def test_a_pronoun_is_less_sure_than_a_name(annotator):
    row = {
        "article_id": "a",
        "content_hash": "h",
        "title": None,
        "text": "Tom Bennett met Carl Moore on Monday. He smiled.",
        "published_at": None,
        "language": "en",
    }
    (annotation,) = annotator.annotate([row])
    sure = {m["text"]: m["confidence"] for m in annotation.rows["mentions"]}
    assert sure["He"] < sure["Tom Bennett"] == 1
