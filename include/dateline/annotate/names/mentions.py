"""Mentions: known names first, then what the recogniser found besides."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Span

from dateline.annotate.lexicon import Known, Lexicon
from dateline.annotate.names.forms import CURLY, normalise
from dateline.annotate.names.marking import DEMONYMS, KNOWN
from dateline.annotate.parts import Mention, Paragraph
from dateline.knowledge import word_class

TYPES = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "facility",
    "EVENT": "event",
    "NORP": "other",
    "PRODUCT": "other",
    "LAW": "other",
    "WORK_OF_ART": "other",
}
"""Entity type of the contract for a label of spaCy's recogniser; others are not entities."""

LONG_NAMES = frozenset({"ORG", "FAC", "EVENT", "LAW", "WORK_OF_ART", "PERSON"})
"""Labels of names that may contain the name of a country or an actor."""
POSSESSIVES = frozenset({"'s", f"{CURLY}s", "'", CURLY, ",", "."})
"""What may stick to the end of a name."""
HONORIFICS = word_class("honorific")
"""Words in front of a name that are no part of it."""


def find_mentions(paragraphs: Sequence[Paragraph], lexicon: Lexicon) -> list[Mention]:
    """The mentions of an article in the order of the text, places and persons not yet resolved.

    Args:
        paragraphs: the parsed paragraphs, in order.
        lexicon: the known names.
    """
    mentions = [
        mention
        for number, paragraph in enumerate(paragraphs)
        for mention in _in_paragraph(number, paragraph, lexicon)
    ]
    _settle_types(mentions)
    return mentions


def _in_paragraph(number: int, paragraph: Paragraph, lexicon: Lexicon) -> Iterator[Mention]:
    """Mentions of one paragraph, in order: known names, then what the recogniser found besides."""
    doc = paragraph.doc
    longer = [span for span in doc.ents if span.label_ in LONG_NAMES]
    taken: set[int] = set()
    found: list[Mention] = []
    for hit in doc.spans[KNOWN]:
        if not any(
            span.start <= hit.start < hit.end <= span.end and len(span) > len(hit)
            for span in longer
        ):
            known = lexicon.names[hit.kb_id_]
            found.append(_mention(number, paragraph, hit, known.type, known))
            taken.update(range(hit.start, hit.end))
    for span in doc.ents:
        if span.label_ not in TYPES or taken & set(range(span.start, span.end)):
            continue
        core = _core(span)
        if core is not None and _is_name(core, lexicon):
            known_name = lexicon.names.get(core.text)
            kind = known_name.type if known_name else TYPES[span.label_]
            found.append(_mention(number, paragraph, core, kind, known_name))
    found += _demonyms(number, paragraph, lexicon, taken)
    yield from sorted(found, key=lambda mention: mention.start)


def _demonyms(
    number: int, paragraph: Paragraph, lexicon: Lexicon, taken: set[int]
) -> Iterator[Mention]:
    """Demonyms that stand by themselves or before a noun, not inside a longer name."""
    names = [span for span in paragraph.doc.ents if span.label_ not in ("NORP", "LANGUAGE")]
    for span in paragraph.doc.spans[DEMONYMS]:
        inside = any(name.start <= span.start and span.end <= name.end for name in names)
        country = lexicon.countries.get(span.kb_id_)
        if country is not None and not inside and span.start not in taken:
            yield replace(_mention(number, paragraph, span, "country", country), is_demonym=True)


def _mention(
    number: int, paragraph: Paragraph, span: Span, kind: str, known: Known | None
) -> Mention:
    """A mention; one that contains a country's name or adjective belongs to that country."""
    inside = [
        s
        for s in (*paragraph.doc.spans[KNOWN], *paragraph.doc.spans[DEMONYMS])
        if span.start <= s.start and s.end <= span.end
    ]
    return Mention(
        span.text,
        paragraph.start + span.start_char,
        paragraph.start + span.end_char,
        number,
        span.start,
        span.end,
        kind,
        known,
        inside[0].kb_id_ if inside and known is None and kind == "organization" else None,
    )


def _core(span: Span) -> Span | None:
    """The span without titles and articles in front and a possessive behind."""
    start, end = span.start, span.end
    titles = HONORIFICS if span.label_ == "PERSON" else frozenset({"the"})
    while start < end and span.doc[start].lower_.rstrip(".") in titles:
        start += 1
    while end > start and span.doc[end - 1].text in POSSESSIVES:
        end -= 1
    return span.doc[start:end] if start < end else None


def _is_name(span: Span, lexicon: Lexicon) -> bool:
    """Whether the recogniser's span is a name: not a demonym, not an adjective, some capital."""
    if span.text in lexicon.demonyms or not any(t.text[:1].isupper() for t in span):
        return False
    if span.label_ == "NORP" and not span.text.endswith("s"):
        return False
    if all(t.lower_ in HONORIFICS for t in span) or (len(span) == 1 and span.root.dep_ == "amod"):
        return False
    return any(c.isalpha() for c in span.text) and len(span.text) > 1


def _settle_types(mentions: list[Mention]) -> None:
    """Give all unlinked mentions of one form the type that most of them have."""
    votes: dict[str, Counter[str]] = {}
    for mention in mentions:
        votes.setdefault(normalise(mention.text), Counter())[mention.type] += 1
    for mention in mentions:
        if mention.known is None:
            mention.type = votes[normalise(mention.text)].most_common(1)[0][0]
