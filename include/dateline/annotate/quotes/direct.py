"""Direct quotes: words between quotation marks, with the verb of saying and its subject."""

import re
from collections.abc import Iterator

from spacy.tokens import Token

from dateline.annotate.lexicon import Lexicon
from dateline.annotate.names.entities import Entities
from dateline.annotate.parts import Paragraph, Quote

_QUOTE = re.compile(r"“([^“”]+)”?|\"([^\"]+)\"")
MIN_WORDS = 4
"""Shorter ones are mostly scare quotes and titles."""


def direct_quotes(
    number: int, paragraph: Paragraph, entities: Entities, lexicon: Lexicon
) -> Iterator[Quote]:
    """Quotes of one paragraph, in order.

    The speaker is the subject of the verb of saying outside the marks that is nearest to the
    quote; without one the quote has no speaker.
    """
    text = paragraph.doc.text
    spans = [m.span(1) if m.group(1) else m.span(2) for m in _QUOTE.finditer(text)]
    verbs = [
        t
        for t in paragraph.doc
        if t.lemma_.lower() in lexicon.classes["reporting"]
        and t.pos_ == "VERB"
        and not any(start <= t.idx < end for start, end in spans)
    ]
    for start, end in spans:
        if len(text[start:end].split()) < MIN_WORDS:
            continue
        verb = min(verbs, key=lambda v: min(abs(v.idx - start), abs(v.idx - end)), default=None)
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None) if verb else None
        yield Quote(
            text[start:end],
            paragraph.start + start,
            paragraph.start + end,
            entities.at(number, subject) if subject is not None else None,
            _words(subject),
            verb.text if verb is not None else None,
        )


def _words(subject: Token | None) -> str | None:
    if subject is None:
        return None
    left = min((c.left_edge.i for c in subject.lefts), default=subject.i)
    return subject.doc[min(left, subject.i) : subject.i + 1].text
