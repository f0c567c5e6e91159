"""When: the time expression of an event's clause."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Span, Token

from dateline.annotate.parts import TimeExpression

VERBAL = ("VERB", "AUX")
CONTENT = frozenset({"ccomp", "parataxis", "relcl", "acl", "csubj", "csubjpass"})
"""Clauses that a time expression of the clause above says nothing about."""


@dataclass(frozen=True, slots=True)
class When:
    """A resolved date.

    Args:
        day: the day, or the first day of what is meant; None without a publication date.
        precision: that of the expression; `published` where the text says nothing.
        text: the words it came from.
        start: offset of the words into the article's text, code points.
    """

    day: date | None
    precision: str | None
    text: str | None
    start: int = 0


def resolve(
    times: Sequence[TimeExpression], trigger: Token, start: int, published: date | None
) -> When:
    """Date of the event that a word of the text tells of.

    An expression counts that hangs on the trigger, else on its verb, else on a verb above that
    governs the trigger's clause too. One in another clause does not: then it is the day of
    publication.

    Args:
        times: time expressions of the article, in the order of the text.
        trigger: the word of the event.
        start: where the trigger's paragraph begins in the text.
        published: date of publication.
    """
    best: tuple[int, int, TimeExpression] | None = None
    sent = trigger.sent
    for time in times[bisect_left(times, start + sent.start_char, key=lambda t: t.start) :]:
        if time.end > start + sent.end_char:
            break
        span = sent.doc.char_span(time.start - start, time.end - start, alignment_mode="expand")
        rank = _rank(span, trigger) if span is not None and time.first else None
        distance = abs(time.start - start - trigger.idx)
        if rank is not None and (best is None or (rank, distance) < best[:2]):
            best = (rank, distance, time)
    if best is None:
        return When(published, "published" if published else None, None)
    return When(best[2].first, best[2].precision, best[2].text, best[2].start)


def _rank(span: Span, trigger: Token) -> int | None:
    """How closely an expression belongs to the trigger: 0 its own, None another clause's."""
    head = span.root
    while head.pos_ not in VERBAL and head not in (trigger, head.head):
        head = head.head
    if head == trigger:
        return 0
    verb = trigger
    while verb.pos_ not in VERBAL and verb.head != verb:
        verb = verb.head
    if head == verb:
        return 1
    if head.dep_ in ("relcl", "acl") and head.head == trigger:
        return 2
    return 3 if _governs(head, verb) else None


def _governs(head: Token, verb: Token) -> bool:
    """Whether a verb stands above another with no clause of content between."""
    while verb != head:
        if verb.dep_ in CONTENT or verb.head == verb:
            return False
        verb = verb.head
    return True
