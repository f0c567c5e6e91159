"""Lines that come back to a strict extraction, and lines that do not."""

from dateline.clean.extraction.merging import merged
from dateline.clean.parts import Line

FIRST = Line("The ferry was late again on Monday.")
SECOND = Line("Nobody at the quay could say why.")
THIRD = Line("The next one leaves at nine.")
LOST = Line("The company said on Tuesday that a pump had failed at sea.")
HEADING = Line("What the company says", "heading")
TEASER = Line("The island that has no cars at all", link_share=1.0)
STANDFIRST = Line(
    "For the third time in a month the people of the outer island had to wait for their ship."
)
STRICT = [FIRST, SECOND, THIRD]


def test_prose_between_two_lines_comes_back():
    assert merged(STRICT, [FIRST, LOST, SECOND, THIRD]) == [FIRST, LOST, SECOND, THIRD]


def test_a_heading_comes_back_with_its_text():
    assert merged(STRICT, [FIRST, HEADING, LOST, SECOND, THIRD])[1:3] == [HEADING, LOST]


def test_a_heading_above_a_line_comes_back_even_below_a_teaser():
    assert merged(STRICT, [FIRST, TEASER, HEADING, SECOND, THIRD]) == [FIRST, HEADING, *STRICT[1:]]


def test_a_standfirst_comes_back():
    assert merged(STRICT, [STANDFIRST, Line("By Ann Lee"), *STRICT]) == [STANDFIRST, *STRICT]


def test_teasers_with_their_prose_do_not():
    teasers = [TEASER, Line("It is a quiet place, and its people like it so.")]
    assert merged(STRICT, [FIRST, *teasers, SECOND, THIRD]) == STRICT


def test_labels_and_titles_before_the_text_do_not():
    before = [Line("Ferry late again", "heading"), Line("Listen to this story."), Line("Travel")]
    assert merged(STRICT, [*before, *STRICT]) == STRICT


def test_what_stands_below_the_last_line_does_not():
    assert merged(STRICT, [*STRICT, LOST, STANDFIRST]) == STRICT


def test_short_words_in_a_gap_do_not():
    for text in ("Advertisement", "Photo: Ann Lee", "Share this"):
        assert merged(STRICT, [FIRST, Line(text), SECOND, THIRD]) == STRICT


def test_a_line_that_was_kept_in_another_shape_is_not_doubled():
    cut = Line("Nobody at the quay could say why it was so.")
    assert merged(STRICT, [FIRST, cut, THIRD]) == STRICT


def test_nothing_in_common_changes_nothing():
    assert merged(STRICT, [LOST, STANDFIRST]) == STRICT
    assert merged([], [LOST]) == []


def test_a_line_that_stands_twice_gets_what_follows_once():
    strict = [FIRST, SECOND, FIRST]
    assert merged(strict, [FIRST, LOST, SECOND, FIRST]).count(LOST) == 1
