"""Where an act took place: the place of its clause, else of what stands around it."""

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Span, Token

from dateline.annotate.coding.arguments import Place
from dateline.annotate.coding.event import Where
from dateline.annotate.coding.rules import Frame
from dateline.annotate.lexicon import Known, Lexicon
from dateline.annotate.names.entities import Entities
from dateline.annotate.parts import Entity, Mention
from dateline.annotate.syntax import nouns_below

LOCATIVES = frozenset({"in", "at", "near", "across", "outside", "inside", "around", "over", "off",
                       "along", "throughout", "within"})  # fmt: skip
"""Prepositions of places."""
SAID = frozenset({"in", "inside", "near"})
"""Those behind words; `at` leads to whom they are said."""
ONTO = frozenset({"on", "against", "upon"})
"""Prepositions of places that are attacked."""
TOWARD = frozenset({"to", "into", "through", "toward", "towards", "from"})
"""Prepositions of places of acts that move."""
ORIGIN = "from"
"""The preposition below which stands where an act came from."""
MOVING = frozenset({"MOBILIZE", "RETREAT", "AID", "CONSULT"})
"""Types of acts that move: a visit to Paris is in Paris."""
PLACED = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "RETREAT", "AID", "CONSULT"})
"""Types of acts that happen at a place; words can be said anywhere."""
HIT = frozenset({"ASSAULT", "COERCE"})
"""Types whose target, if it is a place, is where they happen."""
PLACE_TYPES = frozenset({"place", "country", "facility"})
REACH = 2
"""Sentences of a paragraph over which a place carries on."""


class Whereabouts:
    """Finds the places of the events of one article.

    Args:
        entities: the article's entities.
        lexicon: word classes.
        dateline: the place of the dateline, located, or None.
    """

    def __init__(self, entities: Entities, lexicon: Lexicon, dateline: Known | None) -> None:
        self._entities = entities
        self._reporting = lexicon.classes["reporting"]
        self._dateline = dateline

    def find(self, place: Place, sent: Span, clause: Frame, event_type: str) -> Where | None:
        """The place of an act: of its clause, its sentence, its paragraph, or the dateline.

        Acts of words take only the place of their clause.

        Args:
            place: where the sentence stands.
            sent: the sentence.
            clause: verb or noun of the act with its arguments.
            event_type: PLOVER type.
        """
        found = self._in_clause(place, clause, event_type)
        if found is not None or event_type not in PLACED:
            return found
        found = self._nearest(place, clause.verb, self._located(place, sent), "sentence")
        return found or self._in_paragraph(place, sent) or self._by_dateline()

    def _in_clause(self, place: Place, clause: Frame, event_type: str) -> Where | None:
        preps = LOCATIVES if event_type in PLACED else SAID
        preps |= TOWARD if event_type in MOVING else set()
        preps |= ONTO if event_type == "ASSAULT" else set()
        for node in (clause.verb, clause.object, clause.subject):
            if node is None:
                continue
            for noun in nouns_below(node, preps):
                if (entity := self._place(place, noun)) is not None:
                    return self._where(place, entity, noun, "clause")
        for node in (clause.object, _antecedent(clause.verb)):
            entity = self._place(place, node) if node is not None else None
            if (
                entity is not None
                and node is not None
                and (event_type in HIT or node != clause.object)
            ):
                return self._where(place, entity, node, "clause")
        return None

    def _located(self, place: Place, sent: Span) -> Iterator[Token]:
        """Nouns of places after a preposition of place, but not where somebody speaks."""
        for token in sent:
            if token.dep_ != "pobj" or token.head.lower_ not in LOCATIVES:
                continue
            if not self._is_elsewhere(token) and self._place(place, token) is not None:
                yield token

    def _is_elsewhere(self, noun: Token) -> bool:
        """`speaking in Rome`, `from ships in the Black Sea`: where words or shots came from."""
        node = noun.head
        while node.pos_ not in ("VERB", "AUX") and node.head != node:
            if node.lower_ == ORIGIN:
                return True
            node = node.head
        lemma = node.lemma_.lower()
        return lemma in self._reporting or lemma in ("speak", "appear")

    def _nearest(
        self, place: Place, act: Token, nouns: Iterable[Token], basis: str
    ) -> Where | None:
        best = min(nouns, key=lambda noun: (abs(noun.i - act.i), noun.i), default=None)
        if best is None:
            return None
        entity = self._place(place, best)
        return self._where(place, entity, best, basis) if entity is not None else None

    def _in_paragraph(self, place: Place, sent: Span) -> Where | None:
        """The last place told in the sentences before."""
        doc: Doc = sent.doc
        before = [s for s in doc.sents if s.end <= sent.start][-REACH:]
        for earlier in reversed(before):
            found = list(self._located(place, earlier))
            if found:
                entity = self._place(place, found[-1])
                if entity is not None:
                    return self._where(place, entity, found[-1], "paragraph")
        return None

    def _by_dateline(self) -> Where | None:
        known = self._dateline
        if known is None:
            return None
        return Where(
            Entity(known.id, known.name, known.type, known.country, known=known), "dateline"
        )

    def _place(self, place: Place, noun: Token) -> Entity | None:
        entity = self._entities.at(place.number, noun)
        return entity if entity is not None and entity.type in PLACE_TYPES else None

    def _where(self, place: Place, entity: Entity, noun: Token, basis: str) -> Where:
        mention = _mention(entity, place.number, noun)
        if mention is None:
            start = place.paragraph.start + noun.idx
            return Where(entity, basis, noun.text, start, start + len(noun))
        return Where(entity, basis, mention.text, mention.start, mention.end)


def _mention(entity: Entity, number: int, noun: Token) -> Mention | None:
    return next(
        (m for m in entity.mentions if m.paragraph == number and m.first <= noun.i < m.last), None
    )


def _antecedent(act: Token) -> Token | None:
    """The noun in front of a `where` clause: `the province, where the attacks took place`."""
    verb = act
    while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
        verb = verb.head
    if verb.dep_ != "relcl" or not any(c.lower_ == "where" for c in verb.lefts):
        return None
    return verb.head
