"""Entities of one article: mentions of all paragraphs, merged and linked."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from spacy.tokens import Doc, Span, Token

from dateline.annotate.gazetteer import CURLY, DEMONYMS, KNOWN
from dateline.annotate.lexicon import Known, Lexicon
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
PARTICLES = ("al-", "el-", "al ", "el ")
"""Articles of Arabic family names, set aside when surnames are compared."""

MENTION_WEIGHT = 0.7
"""Salience is 0.7 of the share of mentions (of the most mentioned) and 0.3 of being early."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One parsed paragraph.

    Args:
        doc: its document.
        start: where it begins in the article's text, in code points.
    """

    doc: Doc
    start: int


@dataclass(slots=True)
class Mention:
    """One occurrence of a name. Offsets are code points into the article's text."""

    text: str
    start: int
    end: int
    paragraph: int
    first: int
    last: int
    type: str
    known: Known | None
    contains: str | None = None
    """Name or country code of what stands inside the name of an unlinked organization."""
    is_demonym: bool = False
    """Counted for its country, but what it stands in is not the country: `Russian warships`."""


@dataclass(slots=True)
class Entity:
    """What an article's mentions of one thing amount to."""

    id: str
    name: str
    type: str
    country: str | None = None
    sector: str | None = None
    known: Known | None = None
    mentions: list[Mention] = field(default_factory=list)


def normalise(name: str) -> str:
    """Name without accents, case, possessive and punctuation, for comparing and for ids."""
    text = unicodedata.normalize("NFKD", name.replace(CURLY, "'"))
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^\w]+", " ", re.sub(r"'s?$", "", text)).strip()


def surname(name: str) -> str:
    """Last word of a person's name, without an Arabic article."""
    last = name.rsplit(maxsplit=1)[-1].lower() if name.split() else ""
    for particle in PARTICLES:
        last = last.removeprefix(particle)
    return normalise(last)


class Entities:
    """The entities of one article, and which of them a token belongs to.

    Args:
        paragraphs: the parsed paragraphs, in order.
        lexicon: the known names.
        day: date of publication: who held which office then.
    """

    def __init__(self, paragraphs: Sequence[Paragraph], lexicon: Lexicon, day: date | None) -> None:
        self._day = day
        self._names = lexicon.names
        self._at: dict[tuple[int, int], Entity] = {}
        self._by_id: dict[str, Entity] = {}
        mentions = [
            mention
            for number, paragraph in enumerate(paragraphs)
            for mention in _mentions(number, paragraph, lexicon)
        ]
        _settle_types(mentions)
        people = _full_names(mentions)
        for mention in mentions:
            self._add(mention, people)

    def __iter__(self) -> Iterator[Entity]:
        """The entities in the order of their first mention."""
        return iter(self._by_id.values())

    def at(self, paragraph: int, token: Token) -> Entity | None:
        """The entity whose mention covers the token."""
        return self._at.get((paragraph, token.i))

    def _add(self, mention: Mention, people: dict[str, Mention]) -> None:
        entity = self._entity(mention, people)
        entity.mentions.append(mention)
        if mention.is_demonym:
            return
        for index in range(mention.first, mention.last):
            self._at[mention.paragraph, index] = entity

    def _entity(self, mention: Mention, people: dict[str, Mention]) -> Entity:
        full = people.get(surname(mention.text), mention) if mention.type == "person" else mention
        known = full.known or mention.known
        if known is not None:
            sector, country = known.on(self._day)
            new = Entity(known.id, known.name, known.type, country, sector, known)
        else:
            name = full.text
            new = Entity(f"{full.type}:{normalise(name)}", name, full.type)
            if full.contains:
                inner = self._names.get(full.contains)
                new.country = inner.country if inner else full.contains
        return self._by_id.setdefault(new.id, new)


def salience(entity: Entity, most: int, length: int) -> float:
    """How much the article is about the entity, 0 to 1.

    Args:
        entity: the entity.
        most: mentions of the article's most mentioned entity.
        length: length of the text in code points.
    """
    early = 1 - min(m.start for m in entity.mentions) / max(length, 1)
    share = len(entity.mentions) / max(most, 1)
    return round(MENTION_WEIGHT * share + (1 - MENTION_WEIGHT) * early, 4)


def _mentions(number: int, paragraph: Paragraph, lexicon: Lexicon) -> Iterator[Mention]:
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


def _full_names(mentions: list[Mention]) -> dict[str, Mention]:
    """Surname to the first full name that has it; a surname that two people share is left out."""
    full: dict[str, Mention] = {}
    shared: set[str] = set()
    for mention in mentions:
        if mention.type != "person":
            continue
        words = mention.known.name.split() if mention.known else mention.text.split()
        if len(words) == 1:
            continue
        key = surname(words[-1])
        other = full.setdefault(key, mention)
        if _given(other) != _given(mention):
            shared.add(key)
    return {key: mention for key, mention in full.items() if key not in shared}


def _given(mention: Mention) -> str:
    name = mention.known.name if mention.known else mention.text
    return normalise(name.split()[0])
