"""From a noun phrase to an actor: which entity, which country, which sector."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from dateline.annotate.lexicon import Lexicon
from dateline.annotate.names.entities import Entities
from dateline.annotate.names.marking import DEMONYMS
from dateline.annotate.parts import Entity, Paragraph
from dateline.annotate.syntax import conjuncts, content_lemmas, phrase, prepositions

STATE = frozenset({"GOV", "MIL", "COP", "SPY", "JUD", "LEG", "IGO"})
ARMED = frozenset({"MIL", "COP", "REB", "UAF", "PRM", "SPY", "CRM"})
CIVIL = frozenset({"CVL", "LAB", "EDU", "AGR", "REF", "SOC", "OPP", "PTY", "REL", "JRN", "NGO"})
STRONG = STATE | ARMED | {"OPP", "PTY"}
"""Sectors that make an actor political by themselves."""

OWNERSHIP = (
    "of",
    "by",
    "from",
    "in",
    "against",
    "on",
    "between",
    "with",
    "to",
    "for",
    "at",
    "near",
)
"""Prepositions through which a thing belongs to an actor, the closest first."""

GROUPS = frozenset({"armed_group", "organization"})
"""Types of entities that their people act for: `Taliban fighters` are the Taliban."""

AGENTS = STATE | ARMED | {"OPP", "PTY"}
"""Sectors of roles that act for their group; the workers of a firm do not."""

BODIES = frozenset({"group", "movement", "organization", "organisation", "network", "alliance"})
"""Nouns behind a name that add nothing to it: `the Islamic State group`."""

COMMON_ROLES = frozenset(
    {"foreign", "interior", "former", "prime", "state", "national", "general", "security"}
)
"""Role words that are adjectives too: no role by themselves."""


@dataclass(frozen=True, slots=True)
class Party:
    """An actor of an event.

    Args:
        start: offset of its phrase in the article's text, code points.
        end: end of the phrase.
        text: the phrase.
        head: lemma of its head.
        entity: the entity it names, if it names one.
        country: ISO 3166 alpha-3, from the entity, a demonym, a possessor or a place.
        sector: sector code, from the entity or a role word.
        is_place: the phrase names a place, or only a place tells its country.
        is_inner: found inside another phrase (`Syria` of `targets in Syria`).
        pronoun: it is a pronoun nobody was found for.
        via: `resort` for a target that no slot of its rule has.
    """

    start: int
    end: int
    text: str
    head: str
    entity: Entity | None = None
    country: str | None = None
    sector: str | None = None
    is_place: bool = False
    is_inner: bool = False
    pronoun: bool = False
    via: str = ""

    @property
    def name(self) -> str | None:
        """Canonical name of the entity, else the phrase itself, if it is an actor."""
        if self.entity is not None:
            return self.entity.name
        return self.text if self.sector or self.country else None

    @property
    def is_strong(self) -> bool:
        """A political actor beyond doubt."""
        entity = self.entity
        if entity is not None and (entity.known or entity.type == "armed_group"):
            return entity.type != "place" or entity.known is None or entity.known.kind == "capital"
        return self.sector in STRONG or (self.country is not None and not self.is_place)

    @property
    def is_weak(self) -> bool:
        """Somebody at least: a person, an organization, people with a role."""
        named = self.entity is not None and self.entity.type in ("person", "organization")
        return self.is_strong or named or self.sector is not None


class Parties:
    """Resolves noun phrases of one article.

    Args:
        entities: the article's entities.
        lexicon: role words and demonyms.
    """

    def __init__(self, entities: Entities, lexicon: Lexicon) -> None:
        self._entities = entities
        self._lexicon = lexicon

    def party(self, number: int, paragraph: Paragraph, noun: Token) -> Party:
        """The actor that a noun phrase names, as far as it names one.

        Args:
            number: number of the paragraph.
            paragraph: the paragraph.
            noun: head of the phrase.
        """
        entity = self._entity(number, noun)
        first, last = self._phrase(number, noun, entity)
        span = paragraph.doc[first:last]
        country, is_place = self._country(number, paragraph, noun, entity)
        sector = (entity.sector if entity else None) or self._role(noun) or self._office(entity)
        if entity and entity.known and entity.known.kind == "capital":
            is_place = False
        return Party(
            paragraph.start + span.start_char,
            paragraph.start + span.end_char,
            span.text,
            noun.lemma_.lower(),
            entity,
            country,
            sector,
            is_place,
            pronoun=noun.pos_ == "PRON",
        )

    def _phrase(self, number: int, noun: Token, entity: Entity | None) -> tuple[int, int]:
        """Tokens of a noun phrase, the whole name in it: the parser may cut `al-Shabab`."""
        first, last = phrase(noun)
        for mention in entity.mentions if entity is not None else ():
            if mention.paragraph == number and mention.first <= noun.i < mention.last:
                return min(first, mention.first), max(last, mention.last)
        return first, last

    def owner(self, number: int, paragraph: Paragraph, noun: Token) -> Party | None:
        """The actor in front of a noun: its possessor, a name, or an adjective of nation."""
        for child in noun.children:
            if child.dep_ in ("poss", "compound", "nmod"):
                found = self.party(number, paragraph, child)
                is_named = found.entity is not None or found.country is not None
                if (found.is_strong and is_named) or (found.is_weak and child.dep_ == "poss"):
                    return replace(found, is_inner=True)
        return self._adjective(paragraph, noun)

    def inner(self, number: int, paragraph: Paragraph, noun: Token) -> Party | None:
        """The actor inside a phrase that is none: possessor, `of`/`in`/`on` phrase, adjective."""
        owner = self.owner(number, paragraph, noun)
        if owner is not None and (owner.entity is not None or owner.sector is not None):
            return owner
        by_preposition = dict(reversed(list(prepositions(noun))))
        for prep in OWNERSHIP:
            if (inner := by_preposition.get(prep)) is not None and inner.pos_ != "VERB":
                found = self.party(number, paragraph, inner)
                if found.is_weak or found.country:
                    is_place = found.is_place or prep in ("in", "at", "near")
                    return replace(found, is_inner=True, is_place=is_place)
                deeper = self.inner(number, paragraph, inner)
                if deeper is not None:
                    return deeper
        return owner

    def _adjective(self, paragraph: Paragraph, noun: Token) -> Party | None:
        demonym = self._demonym(paragraph, noun)
        if demonym is None:
            return None
        token, country = demonym
        start = paragraph.start + token.idx
        return Party(
            start, start + len(token), token.text, token.lower_, country=country, is_inner=True
        )

    def nations(self, paragraph: Paragraph, noun: Token) -> list[tuple[Token, str]]:
        """Adjectives of nation in front of a noun with their countries, one for each country."""
        first, _ = phrase(noun)
        found: dict[str, Token] = {}
        for span in paragraph.doc.spans[DEMONYMS]:
            if first <= span.start < noun.i and _modifies(span.root, noun):
                found.setdefault(span.kb_id_, span.root)
        return [(token, country) for country, token in found.items()]

    def _entity(self, number: int, noun: Token) -> Entity | None:
        """The entity of the head, or of a name in apposition to a role (`minister, X`)."""
        entity = self._entities.at(number, noun)
        if entity is not None:
            return entity
        role = self._lexicon.sectors.get(noun.lower_) or self._lexicon.sectors.get(noun.lemma_)
        if role is None and noun.lemma_ not in BODIES:
            return None
        for child in noun.children:
            if child.dep_ in ("compound", "nmod", "amod") and (
                role in AGENTS or noun.lemma_ in BODIES
            ):
                group = self._entities.at(number, child)
                if group is not None and group.type in GROUPS and group.sector:
                    return group
            if child.dep_ == "appos" or (child.dep_ == "compound" and noun.pos_ == "PROPN"):
                named = self._entities.at(number, child)
                if named is not None and named.type == "person":
                    return named
        return None

    def _role(self, noun: Token) -> str | None:
        """Sector by the role word of the phrase: its head, title, apposition or counted noun."""
        sectors = self._lexicon.sectors
        for token in (noun, *(c for c in noun.children if c.dep_ in ("compound", "appos"))):
            for word in (token.lower_, token.lemma_.lower()):
                if word in sectors and (token == noun or word not in COMMON_ROLES):
                    return self._armed_adjective(noun) or sectors[word]
        for lemma in content_lemmas(noun):
            if lemma in sectors:
                return sectors[lemma]
        return None

    def _office(self, entity: Entity | None) -> str | None:
        """Sector of an unlinked organization by a word of its name: `Federal High Court`."""
        if entity is None or entity.known or entity.type != "organization":
            return None
        words = (word.lower() for word in reversed(entity.name.split()))
        found = (self._lexicon.sectors.get(w) for w in words if w not in COMMON_ROLES)
        return next((sector for sector in found if sector), None)

    def _armed_adjective(self, noun: Token) -> str | None:
        """`security forces`, `rebel group`, `police officials`: the modifier tells the sector."""
        for child in noun.lefts:
            if child.dep_ in ("compound", "amod", "nmod"):
                sector = self._lexicon.sectors.get(child.lower_)
                if sector in (*ARMED, "OPP", "JUD", "NGO"):
                    return sector
        return None

    def _country(
        self, number: int, paragraph: Paragraph, noun: Token, entity: Entity | None
    ) -> tuple[str | None, bool]:
        """Country of a phrase, and whether only a place in it tells."""
        if entity is not None and entity.country:
            return entity.country, entity.type == "place"
        demonym = self._demonym(paragraph, noun)
        if demonym is not None:
            return demonym[1], False
        for child in noun.children:
            if child.dep_ in ("poss", "compound", "nmod", "appos"):
                owner = self._entities.at(number, child)
                if owner is not None and owner.country:
                    return owner.country, False
        for prep, inner in prepositions(noun):
            if prep in ("of", "in", "from", "for", "at"):
                country, is_place = self._inner_country(number, paragraph, inner)
                if country:
                    return country, is_place or prep in ("in", "at")
        return None, False

    def _inner_country(
        self, number: int, paragraph: Paragraph, noun: Token
    ) -> tuple[str | None, bool]:
        owner = self._entities.at(number, noun)
        if owner is not None and owner.country:
            return owner.country, owner.type == "place"
        demonym = self._demonym(paragraph, noun)
        return (demonym[1], False) if demonym else (None, False)

    def _demonym(self, paragraph: Paragraph, noun: Token) -> tuple[Token, str] | None:
        """A demonym that is the head or stands in front of it: `Russian warships`."""
        first, _ = phrase(noun)
        for span in paragraph.doc.spans[DEMONYMS]:
            if first <= span.start <= noun.i and (span.root == noun or _modifies(span.root, noun)):
                return span.root, span.kb_id_
        return None


def _modifies(token: Token, noun: Token) -> bool:
    """Whether a token belongs to the modifiers in front of the noun, not to a possessor."""
    while token.i != noun.i:
        if (
            token.dep_ not in ("amod", "compound", "nmod", "conj", "npadvmod")
            or token.head == token
        ):
            return False
        token = token.head
    return True


def named(noun: Token) -> Iterator[Token]:
    """The coordinated nouns of a phrase that are nouns or names."""
    yield from (t for t in conjuncts(noun) if t.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM"))
