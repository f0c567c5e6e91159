"""Mentions: known names first, then what the recogniser found besides."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Span

from dateline.annotate.lexicon import Known, Lexicon
from dateline.annotate.names.forms import CURLY, normalise
from dateline.annotate.names.introduced import introduced_names
from dateline.annotate.names.marking import DEMONYMS, KNOWN
from dateline.annotate.names.people import given_names
from dateline.annotate.names.recurring import find_again
from dateline.annotate.parts import Mention, Paragraph
from dateline.knowledge import read_table, split, word_class

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
    "PER": "person",
    "MISC": "other",
}
"""Entity type of the contract for a label of spaCy's recognisers, trained on OntoNotes or on
Wikipedia (PER, MISC); others are not entities."""
PERSONS = ("PERSON", "PER")
"""Labels of persons."""

LONG_NAMES = frozenset({"ORG", "FAC", "EVENT", "LAW", "WORK_OF_ART", "PERSON"})
"""Labels of names that may contain the name of a country or an actor."""
POSSESSIVES = frozenset({"'s", f"{CURLY}s", "'", CURLY, ",", ".", "/", '"', "”"})
"""What may stick to the end of a name."""
HONORIFICS = word_class("honorific")
"""Words in front of a name that are no part of it."""
SHOUTED = 4
"""Letters of a word in capitals that is no part of a name behind it."""
CREDITED = frozenset({"PERSON", "ORG"})
"""Labels of what stands in credits of photographs: `Ann Lee/Agency` is no one name."""
PLACED = ("place", "facility")
COMMON = ("person", "organization", "other", *PLACED)
"""Types of what may be a common word with a capital."""
BODY_WORDS = word_class("body")
COMPANIES = (
    " Corp.",
    " Corp",
    " Inc.",
    " Inc",
    " Co.",
    " Ltd.",
    " Ltd",
    " PLC",
    " plc",
    " LLC",
    " AG",
)
"""Endings of names of companies."""
TITLES = frozenset({"the", "king", "queen", "prince", "princess", "pope", "president", "sheikh"})
"""What aliases may begin with and mentions do not."""
PARTICLE_WORDS = frozenset(
    {"al", "el", "von", "van", "de", "der", "den", "bin", "bint", "ibn", "abu", "da", "di", "du"}
    | {"del", "della", "dos", "ter", "ten", "zu", "la", "le"}
)
"""Lower-case words that a name may begin with."""


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
    mentions = _without_common_words(mentions, paragraphs)
    mentions += find_again(mentions, paragraphs, lexicon)
    mentions.sort(key=lambda mention: (mention.start, mention.end))
    return mentions


def _in_paragraph(number: int, paragraph: Paragraph, lexicon: Lexicon) -> Iterator[Mention]:
    """Mentions of one paragraph, in order: known names, then what the recogniser found besides."""
    doc = paragraph.doc
    if paragraph.is_headline:
        for hit in doc.spans[KNOWN]:
            known = lexicon.names[hit.kb_id_]
            yield replace(_mention(number, paragraph, hit, known.type, known), form="headline")
        return
    introduced = [
        _mention(number, paragraph, span, "organization", lexicon.names.get(span.text))
        for span in introduced_names(doc)
    ]
    longer = [span for span in doc.ents if span.label_ in LONG_NAMES]
    found = introduced
    taken = {index for mention in introduced for index in range(mention.first, mention.last)}
    for hit in doc.spans[KNOWN]:
        if hit.start in taken or any(
            span.start <= hit.start < hit.end <= span.end and len(span) > len(hit)
            for span in longer
        ):
            continue
        known = lexicon.names[hit.kb_id_]
        name = _without_article(hit)
        if _is_another(name, known, lexicon):
            name = doc[name.start - 1 : name.end]
            found.append(_mention(number, paragraph, name, known.type, None))
        else:
            found.append(_mention(number, paragraph, name, known.type, known))
        taken.update(range(name.start, hit.end))
    for span in doc.ents:
        if span.label_ not in TYPES or taken & set(range(span.start, span.end)):
            continue
        core = _abbreviated(span) or _core(span)
        if (
            core is not None
            and _is_name(core, span.label_, lexicon)
            and not _is_of_a_title(core, span.label_)
        ):
            known_name = lexicon.names.get(core.text)
            kind = known_name.type if known_name else _kind(core, span.label_)
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


def _without_article(span: Span) -> Span:
    """The span without `the` in front, or titles that an alias has: `King Abdullah II`."""
    start = span.start
    while start < span.end - 1 and span.doc[start].lower_ in TITLES:
        start += 1
    return span.doc[start : span.end]


def _is_another(span: Span, known: Known, lexicon: Lexicon) -> bool:
    """Whether a body of no country has one in front, and is that country's: `Kenya Red Cross`."""
    if span.start == 0 or known.type != "organization" or known.country or len(span) == 1:
        return False
    before = span.doc[span.start - 1]
    named = lexicon.names.get(before.text)
    return before.text in lexicon.demonyms or (named is not None and named.kind == "country")


def _is_of_a_title(span: Span, label: str) -> bool:
    """Whether it only stands in a title in front of a name: `American Defense Secretary X`."""
    doc = span.doc
    if label in PERSONS or span.end + 1 >= len(doc):
        return False
    after = doc[span.end]
    if after.lower_ in HONORIFICS and doc[span.end + 1].ent_type_ == "PERSON":
        return label == "ORG"
    starts = len(span) == 1 and bool(span[0].is_sent_start)
    return starts and after.pos_ == "NOUN" and span[0].dep_ == "compound" and label == "ORG"


def _abbreviated(span: Span) -> Span | None:
    """A state's abbreviation behind a town, with its full stop: `Ont.` of `London, Ont.`."""
    doc, last = span.doc, span.end - 1
    if span.start == 0 or doc[span.start - 1].text != ",":
        return None
    end = span.end
    if not doc[last].text.endswith(".") and end < len(doc) and doc[end].text == ".":
        end += 1
    longer = doc[span.start : end]
    return longer if longer.text in state_abbreviations() else None


def _kind(span: Span, label: str) -> str:
    return "place" if span.text in state_abbreviations() else TYPES[label]


@cache
def state_abbreviations() -> frozenset[str]:
    """Abbreviations with full stops of states and provinces: `Ont.`, `N.J.`."""
    return frozenset(
        short
        for row in read_table("divisions")
        for short in split(row["abbreviations"])
        if short.endswith(".")
    )


def _core(span: Span) -> Span | None:
    """The span without titles and articles in front and a possessive behind."""
    start, end = span.start, span.end
    titles = HONORIFICS if span.label_ in PERSONS else frozenset({"the"})
    while start < end and (
        span.doc[start].lower_.rstrip(".") in titles or not _begins_name(span.doc[start].text)
    ):
        start += 1
    if span.label_ in PERSONS and _is_shouted(span.doc[start:end]):
        start += 1
    while end > start and span.doc[end - 1].text in POSSESSIVES:
        end -= 1
    if end > start and _breaks_off(span, end):
        end += 1
    return span.doc[start:end] if start < end else None


def _is_shouted(span: Span) -> bool:
    """Whether a word in capitals stands in front of a name that is not: `CLOSE Ann Lee`."""
    first = span[0].text if len(span) > 2 else ""  # noqa: PLR2004
    return len(first) >= SHOUTED and first.isupper() and span[1].is_title


def _breaks_off(span: Span, end: int) -> bool:
    """Whether a person's name ends in a particle, and its last word follows: `Le` of `Le Pen`."""
    doc = span.doc
    if span.label_ not in PERSONS or end >= len(doc) or doc[end - 1].lower_ not in PARTICLE_WORDS:
        return False
    return doc[end - 1].text != "Al" and doc[end].is_title and doc[end].pos_ == "PROPN"


def _begins_name(word: str) -> bool:
    """Whether a name can begin with the word: a capital, a digit, or a particle (`al-`, `von`)."""
    if word.islower():
        return word.rstrip("-") in PARTICLE_WORDS
    return word[0].isalnum() or word[0] in "@#$" or len(word) > 1


def _is_name(span: Span, label: str, lexicon: Lexicon) -> bool:
    """Whether the recogniser's span is a name: not a demonym, not an adjective, some capital."""
    if span.text in lexicon.demonyms or not any(t.text[:1].isupper() for t in span):
        return False
    if label == "NORP" and not span.text.endswith("s"):
        return False
    if label in CREDITED and ("/" in span.text or _is_before_hyphen(span)):
        return False
    if all(t.lower_ in HONORIFICS for t in span) or (len(span) == 1 and span.root.dep_ == "amod"):
        return False
    return any(c.isalpha() for c in span.text) and len(span.text) > 1


def _is_before_hyphen(span: Span) -> bool:
    """Whether a name is the first part of an adjective: `Oscar-nominated`."""
    doc, end = span.doc, span.end
    return end + 1 < len(doc) and doc[end].text == "-" and doc[end + 1].is_lower


def _without_common_words(
    mentions: list[Mention], paragraphs: Sequence[Paragraph]
) -> list[Mention]:
    """Leave out what looks like a name of one word, and is a common word of the same article.

    Places behind a preposition stay, and surnames of persons named in full.
    """
    words = {word for paragraph in paragraphs for word in paragraph.doc.text.split()}
    parts = {part for m in mentions if " " in m.text for part in m.text.split(" ")}
    return [
        m
        for m in mentions
        if m.known is not None
        or m.text.lower() not in words
        or (m.type in PLACED and _is_behind_preposition(m, paragraphs))
        or m.type not in COMMON
        or m.text in parts
        or m.text.islower()
    ]


def _is_behind_preposition(mention: Mention, paragraphs: Sequence[Paragraph]) -> bool:
    doc = paragraphs[mention.paragraph].doc
    return mention.first > 0 and doc[mention.first - 1].pos_ in ("ADP", "PUNCT")


def _settle_types(mentions: list[Mention]) -> None:
    """Give all unlinked mentions of one form the type that most of them have."""
    votes: dict[str, Counter[str]] = {}
    for mention in mentions:
        votes.setdefault(normalise(mention.text), Counter())[mention.type] += 1
    alone = {m.text for m in mentions if m.type == "person" and " " not in m.text}
    companies = {m.text.rpartition(" ")[0] for m in mentions if m.text.endswith(COMPANIES)}
    for mention in mentions:
        if mention.text in companies:
            mention.type = "organization"
        elif mention.known is None:
            mention.type = votes[normalise(mention.text)].most_common(1)[0][0]
            if mention.type in ("organization", "other") and _is_of_person(mention.text, alone):
                mention.type = "person"


def _is_of_person(name: str, alone: set[str]) -> bool:
    """Whether what looks like a body is a person: a given name in front, or the surname alone.

    Args:
        name: two or three words.
        alone: single words of the article that are persons.
    """
    words = name.split(" ")
    last = words[-1]
    if len(words) not in (2, 3) or not all(w.isalpha() and w.istitle() for w in words):
        return False
    if last.lower() in BODY_WORDS or words[0] in alone:
        return False
    return last in alone or (words[0] in given_names() and not last.endswith("s"))
