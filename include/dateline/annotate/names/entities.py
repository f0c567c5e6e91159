"""Entities of one article: its mentions, brought together."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from dateline.annotate.lexicon import Lexicon
from dateline.annotate.names.forms import normalise, surname
from dateline.annotate.parts import Context, Entity, Mention, Paragraph

MENTION_WEIGHT = 0.7
"""Salience is 0.7 of the share of mentions (of the most mentioned) and 0.3 of being early."""


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
        paragraphs: Sequence[Paragraph],  # noqa: ARG002 - for roles and pronouns
        mentions: Sequence[Mention],
        lexicon: Lexicon,
        context: Context,
    ) -> None:
        self._day = context.day
        self._names = lexicon.names
        self._at: dict[tuple[int, int], Entity] = {}
        self._by_id: dict[str, Entity] = {}
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


def _full_names(mentions: Sequence[Mention]) -> dict[str, Mention]:
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
