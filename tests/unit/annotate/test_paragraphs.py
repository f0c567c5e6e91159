"""Texts cut into paragraphs: offsets, marks, headlines in capitals."""

import pytest

from dateline.annotate.paragraphs import is_headline, paragraphs


@pytest.mark.parametrize(
    "text",
    [
        "“We won’t go,” she said.\n\n“Never,” said he.\n",
        "One line\nthat goes on in lower case.\nAnother One begins here.",
        "OSLO (AP) — A ship sank.\n\nNobody died.",
        "  Leading spaces.\n\n\n   More.  ",
    ],
)
def test_paragraphs_are_where_they_say(text):
    for paragraph, start in paragraphs(text):
        assert text[start : start + len(paragraph)] == paragraph
        assert paragraph.strip()


def test_curly_quotes_stay():
    assert next(paragraphs("“We won’t go,” she said."))[0] == "“We won’t go,” she said."


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("GAME SUMMARY", True),
        ("BACKGROUND", True),
        ("Laura Bennett", False),
        ("GENEVA —", False),
        ("1,200", False),
    ],
)
def test_short_lines_in_capitals_are_headlines(line, is_one):
    assert is_headline(line) is is_one
