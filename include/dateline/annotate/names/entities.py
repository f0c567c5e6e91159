"""Entities of one article: its mentions, brought together."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from dateline.annotate.lexicon import Known, Lexicon
from dateline.annotate.names.acronyms import ShortForms
from dateline.annotate.names.forms import normalise
from dateline.annotate.names.headlines import named_in_title
from dateline.annotate.names.people import People, Person
from dateline.annotate.names.pronouns import find_pronouns
from dateline.annotate.names.roles import Found, find_roles
from dateline.annotate.parts import Context, Entity, Mention, Paragraph

SHARE_WEIGHT, EARLY_WEIGHT, TITLE_WEIGHT = 0.6, 0.2, 0.2
"""Salience is made of the share of mentions (of the most mentioned), of being named early, and of
being named in the headline."""


class Entities:
    """The entities of one article, and which of them a token belongs to.

    Args:
        paragraphs: the parsed paragraphs, in order.
        mentions: what was found in them, places located.
        lexicon: the known names.
        context: date of publication, headline, dateline.
    """

    def __init__(
        self,
        paragraphs: Sequence[Paragraph],
        mentions: Sequence[Mention],
        lexicon: Lexicon,
        context: Context,
    ) -> None:
        self._day = context.day
        self._names = lexicon.names
        self._at: dict[tuple[int, int], Entity] = {}
        self._by_id: dict[str, Entity] = {}
        self._paragraphs = paragraphs
        mentions = list({(m.start, m.end): m for m in reversed(mentions)}.values())[::-1]
        _agree(mentions)
        people = People(mentions, paragraphs)
        short = ShortForms(mentions, paragraphs)
        of = {id(mention): self._add(mention, people, short) for mention in mentions}
        antecedents = list(mentions)
        for role in find_roles(mentions, paragraphs, lexicon, context.day):
            mention = self._add_role(role, of)
            if mention is not None and role.mention is not None and id(role.mention) in people.of:
                people.of[id(mention)] = people.of[id(role.mention)]
                antecedents.append(mention)
        antecedents.sort(key=lambda each: each.start)
        for meant in find_pronouns(people.of, antecedents, paragraphs):
            token, entity = meant.token, of[id(meant.person.mentions[0])]
            span = paragraphs[meant.paragraph].doc[token.i : token.i + 1]
            self._refer(meant.paragraph, span, entity, "pronoun", meant.confidence)
        for entity in self._by_id.values():
            entity.mentions.sort(key=lambda mention: (mention.start, mention.end))
        for entity_id in named_in_title(context.title, self._by_id.values()):
            self._by_id[entity_id].in_title = True

    def __iter__(self) -> Iterator[Entity]:
        """The entities in the order of their first mention."""
        return iter(sorted(self._by_id.values(), key=lambda entity: entity.mentions[0].start))

    def at(self, paragraph: int, token: Token) -> Entity | None:
        """The entity whose mention covers the token."""
        return self._at.get((paragraph, token.i))

    def _add(self, mention: Mention, people: People, short: ShortForms) -> Entity:
        person = people.of.get(id(mention))
        if person is not None:
            entity = self._person(person)
        else:
            longer = short.full(mention)
            if longer is not None:
                full, mention.form, mention.confidence = longer
                mention.type = full.type
                entity = self._entity(full)
            else:
                entity = self._entity(mention)
        if mention.is_demonym and mention.type == "country":
            mention.form = "demonym"
        entity.mentions.append(mention)
        if not mention.is_demonym:
            for index in range(mention.first, mention.last):
                self._at[mention.paragraph, index] = entity
        return entity

    def _person(self, person: Person) -> Entity:
        if person.known is not None:
            return self._known(person.known)
        new = Entity(f"person:{normalise(person.name)}", person.name, "person")
        return self._by_id.setdefault(new.id, new)

    def _entity(self, mention: Mention) -> Entity:
        if mention.known is not None:
            return self._known(mention.known)
        country = None
        if mention.contains:
            inner = self._names.get(mention.contains)
            country = inner.country if inner else mention.contains
        key = f"{mention.type}:{normalise(mention.text)}" + (f":{country}" if country else "")
        return self._by_id.setdefault(key, Entity(key, mention.text, mention.type, country))

    def _known(self, known: Known) -> Entity:
        sector, country = known.on(self._day)
        new = Entity(known.id, known.name, known.type, country, sector, known)
        return self._by_id.setdefault(new.id, new)

    def _add_role(self, role: Found, of: dict[int, Entity]) -> Mention | None:
        """The mention of a role, unless a name stands there or beside it."""
        span = self._paragraphs[role.paragraph].doc.char_span(role.start, role.end)
        if span is None or self._is_beside(role.paragraph, span.root):
            return None
        if role.mention is not None:
            entity = of[id(role.mention)]
        elif role.known is not None:
            entity = self._known(role.known)
        else:
            return None
        return self._refer(role.paragraph, span, entity, "role", role.confidence)

    def _is_beside(self, number: int, noun: Token) -> bool:
        """Whether a noun only tells of a person named beside it: `Ann Lee, the minister`."""
        beside = [child for child in noun.children if child.dep_ == "appos"]
        if noun.dep_ == "appos":
            beside.append(noun.head)
        named = (self.at(number, token) for token in beside)
        return any(entity is not None and entity.type == "person" for entity in named)

    def _refer(
        self, number: int, span: Span, entity: Entity, form: str, confidence: float
    ) -> Mention | None:
        """Add a mention that is no name, unless a name stands there."""
        if any((number, token.i) in self._at for token in span):
            return None
        start = self._paragraphs[number].start + span.start_char
        mention = Mention(
            span.text,
            start,
            start + len(span.text),
            number,
            span.start,
            span.end,
            entity.type,
            entity.known,
            form=form,
            confidence=confidence,
        )
        entity.mentions.append(mention)
        for token in span:
            self._at[number, token.i] = entity
        return mention


def _agree(mentions: Sequence[Mention]) -> None:
    """Names that were located as places are places wherever the article has them.

    A word is left alone where a person named in full bears it, too.
    """
    located = {
        m.text: m
        for m in mentions
        if m.type == "place" and m.known is not None and m.form == "name"
    }
    bearers = {m.text.rsplit(" ", 1)[-1] for m in mentions if m.type == "person" and " " in m.text}
    for mention in mentions:
        place = located.get(mention.text)
        if place is None or mention.known is not None or mention.text in bearers:
            continue
        mention.type, mention.known, mention.contains = place.type, place.known, None
        mention.confidence = place.confidence


def salience(entity: Entity, most: int, length: int) -> float:
    """How much the article is about the entity, 0 to 1.

    Args:
        entity: the entity.
        most: mentions of the article's most mentioned entity.
        length: length of the text in code points.
    """
    early = 1 - min(m.start for m in entity.mentions) / max(length, 1)
    share = len(entity.mentions) / max(most, 1)
    return round(SHARE_WEIGHT * share + EARLY_WEIGHT * early + TITLE_WEIGHT * entity.in_title, 4)
