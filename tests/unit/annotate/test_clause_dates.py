"""Time expressions against a publication date, Thursday 8 October 2015."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotate.times.clause import resolve

PUBLISHED = date(2015, 10, 8)


@pytest.mark.parametrize(
    ("sentence", "day", "precision", "text"),
    [
        ("It happened on Wednesday.", date(2015, 10, 7), "day", "Wednesday"),
        ("It happened on Thursday.", date(2015, 10, 8), "day", "Thursday"),
        ("It happened on Friday.", date(2015, 10, 2), "day", "Friday"),
        ("It happened yesterday.", date(2015, 10, 7), "day", "yesterday"),
        ("It happened overnight.", date(2015, 10, 8), "day", "overnight"),
        ("It happened on Oct. 3.", date(2015, 10, 3), "day", "Oct. 3"),
        ("It happened on 3 October 2014.", date(2014, 10, 3), "day", "3 October 2014"),
        ("It happened on December 20.", date(2014, 12, 20), "day", "December 20"),
        ("It happened in March.", date(2015, 3, 1), "month", "in March"),
        ("It happened in 2011.", date(2011, 1, 1), "year", "in 2011"),
        ("It happened last week.", date(2015, 10, 1), "week", "last week"),
        ("It happened.", PUBLISHED, "published", None),
        ("It happened on Feb. 30.", PUBLISHED, "published", None),
    ],
)
def test_expressions(sentence, day, precision, text):
    when = resolve(sentence, sentence.index("happened"), PUBLISHED, future=False)
    assert (when.day, when.precision, when.text) == (day, precision, text)


def test_a_future_weekday_lies_ahead():
    assert resolve("They meet on Monday.", 5, PUBLISHED, future=True).day == date(2015, 10, 12)


def test_the_nearest_expression_is_taken():
    sentence = "On Monday the talks failed; on Tuesday the army attacked."
    when = resolve(sentence, sentence.index("attacked"), PUBLISHED, future=False)
    assert when.text == "Tuesday"


def test_without_a_publication_date_nothing_is_resolved():
    assert resolve("It happened on Monday.", 3, None, future=False).day is None


@given(st.text(max_size=200), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_any_text_gives_a_date_and_no_error(sentence, published):
    when = resolve(sentence, 0, published, future=False)
    assert when.day is not None
