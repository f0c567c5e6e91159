"""Time expressions of an article, resolved against its date of publication.

Own rules: of the libraries on PyPI, measured over news text, datefinder took 6.6 us a word,
parsedatetime 23 and dateparser 62, and all three read `Dec` alone or `a day before` as a date.
"""

from collections.abc import Sequence
from datetime import date

from spacy.tokens import Doc

from dateline.annotate.parts import Paragraph, TimeExpression
from dateline.annotate.times.calendar import NEAR, PAST, Days, Moment, days, joined
from dateline.annotate.times.grammar import Found, find
from dateline.annotate.times.tense import looks
from dateline.annotate.times.words import Words, read

RANGE = {"o": "f", "-": "f", "d": "B"}
"""Code between two expressions that are one, and the code in front of them."""
LEFT_OF_MONTH = frozenset("jsBft<>dHo")
"""Codes before a month that may be a name, when it is the month."""


def find_times(paragraphs: Sequence[Paragraph], published: date | None) -> list[TimeExpression]:
    """The time expressions of an article, in the order of the text.

    A weekday, or a date without a year, lies in the past or ahead as the tense of its verb says.
    Prepositions are no part of the words, except `since`, `from` and `between`, which change
    what is meant; nor are clock times.

    Args:
        paragraphs: the parsed paragraphs, in order.
        published: date of publication; without one, relative expressions stay unresolved.
    """
    return [time for paragraph in paragraphs for time in _in_paragraph(paragraph, published)]


def _in_paragraph(paragraph: Paragraph, published: date | None) -> list[TimeExpression]:
    doc, start = paragraph.doc, paragraph.start
    words = read(paragraph.text)
    found = [one for one in find(words) if not (one.is_name and _is_name(doc, words, one))]
    if not found:
        return []
    times: list[TimeExpression] = []
    skip = False
    for one, other in zip(found, [*found[1:], None], strict=True):
        if skip:
            skip = False
            continue
        span = _joined(doc, words, (one, other), published) if other else None
        if span and other:
            skip = True
            first = one.first - (words.codes[one.first - 1 : one.first] in ("f", "B"))
            precision = other.moment.precision
            times.append(_expression(words, start, (first, other.end), span, precision))
        else:
            times += _single(doc, words, one, published, start)
    return times


def _single(
    doc: Doc, words: Words, one: Found, published: date | None, start: int
) -> list[TimeExpression]:
    span = days(one.moment, published, _looks(doc, words, one, published))
    if span is None and (published is not None or one.moment.is_absolute):
        return []
    first, precision = one.first, one.moment.precision
    if words.codes[first - 1 : first] == "s" and span and published and span[0] <= published:
        first, span = first - 1, (span[0], published)
    elif one.moment.to_day != one.moment.day and words.codes[first - 1 : first] in ("f", "B"):
        first -= 1
    return [_expression(words, start, (first, one.end), span, precision)]


def _joined(
    doc: Doc, words: Words, pair: tuple[Found, Found], published: date | None
) -> Days | None:
    """Days of `from one to other`, `one-other`, `between one and other`."""
    one, other = pair
    between = words.codes[one.end : other.first]
    if one.moment.precision != other.moment.precision or len(between) != 1:
        return None
    before = words.codes[one.first - 1 : one.first]
    if between not in RANGE or (between == "d" and before != "B"):
        return None
    return joined(one.moment, other.moment, published, _looks(doc, words, other, published))


def _expression(
    words: Words, start: int, tokens: tuple[int, int], span: Days | None, precision: str
) -> TimeExpression:
    begin, end = words.spans[tokens[0]][0], words.spans[tokens[1] - 1][1]
    first, last = span or (None, None)
    text = words.text[begin:end]
    return TimeExpression(text, start + begin, start + end, first, last, precision)


def _looks(doc: Doc, words: Words, one: Found, published: date | None) -> int:
    if published is None or not _has_sides(one.moment):
        return NEAR
    if words.codes[one.first - 1 : one.first] == "s":
        return PAST
    span = doc.char_span(
        words.spans[one.first][0], words.spans[one.end - 1][1], alignment_mode="expand"
    )
    return looks(span.root) if span is not None and doc.has_annotation("DEP") else NEAR


def _has_sides(moment: Moment) -> bool:
    return moment.year is None and (
        moment.weekday is not None or moment.month is not None or bool(moment.holiday)
    )


def _is_name(doc: Doc, words: Words, one: Found) -> bool:
    """Whether a bare `May` or `March` is a person, or no noun at all."""
    begin, end = words.spans[one.end - 1]
    span = doc.char_span(begin, end, alignment_mode="expand")
    if span is None:
        return False
    token = span[0]
    if words.codes[one.first - 1 : one.first] not in LEFT_OF_MONTH:
        return True
    return token.ent_type_ not in ("", "DATE") or token.pos_ not in ("PROPN", "NOUN")
