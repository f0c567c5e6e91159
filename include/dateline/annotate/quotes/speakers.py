"""Who a speaker's phrase means: the entity, the words, and how sure that is."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from dateline.annotate.names.entities import Entities
from dateline.annotate.parts import Entity, Paragraph
from dateline.annotate.quotes.verbs import speech_words
from dateline.annotate.syntax import grammatical_subject, phrase, prepositions

NAMED = 0.95
"""Confidence of a speaker who is named beside the verb; this and the next set by hand."""
ROLE = 0.85
"""Of one who is described: `the official`."""
PRONOUN = 0.75
"""Of a pronoun that was resolved."""
SAME_PARAGRAPH = 0.8
"""Factor for a quote that goes on after another in its paragraph."""
NEXT_PARAGRAPH = 0.65
"""Factor for a quote that goes on in a paragraph of its own."""
CONTEXT = 0.5
"""Of the subject of the sentence in front of the quote."""

HE_OR_SHE = frozenset({"he", "she"})
_NOT_PERSONS = frozenset({"it", "they"})
_FEMALE = speech_words("female")
_MALE = speech_words("male")
_FEMALE_ROLES = speech_words("female_role")
_MALE_ROLES = speech_words("male_role")
_DOCUMENTS = speech_words("document")
"""What speaks for who wrote it."""
_SPEAKING_TYPES = frozenset({"organization", "armed_group", "country", "facility"})
_ISSUES = speech_words("issue")
"""What somebody does to a document that is theirs."""
_PERSONS = frozenset({"person"})
REACH = 3
"""Paragraphs back in which a pronoun looks for its speaker."""
_TITLE_WINDOW = 2
"""Tokens in front of a mention among which its form of address is looked for."""
_Place = tuple[int, int]
"""Number of a paragraph and of a token in it."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something.

    Args:
        entity: the entity, where it is one.
        text: the words that name the speaker; of a pronoun for somebody without an entity, the
            words that it stands for.
        confidence: 0 to 1.
        paragraph: number of the paragraph in which the words stand.
        pronoun: `he` or `she` where that is known, else empty.
        roles: nouns that describe the speaker, in lower case: `spokesman`.
        is_plural: whether they are many: `officials`.
    """

    entity: Entity | None
    text: str
    confidence: float
    paragraph: int
    pronoun: str = ""
    roles: frozenset[str] = frozenset()
    is_plural: bool = False

    def times(self, factor: float) -> "Speaker":
        """The same speaker, less surely."""
        return replace(self, confidence=round(self.confidence * factor, 3))


class Speakers:
    """Tells who is meant by the phrases in front of verbs of saying, in the order of the text.

    Args:
        paragraphs: the parsed paragraphs.
        entities: the article's entities.
    """

    def __init__(self, paragraphs: Sequence[Paragraph], entities: Entities) -> None:
        self._paragraphs = paragraphs
        self._entities = entities
        self._said: list[tuple[_Place, Speaker]] = []
        self._pronouns: dict[str, str] = {}
        self._surnames = _surnames(entities)
        subjects = _subjects(paragraphs, entities, self._surnames)
        self._subjects = sorted(subjects, key=lambda subject: subject[0])
        for entity in entities:
            pronoun = _titled(paragraphs, entity) if entity.type == "person" else ""
            if pronoun:
                self._pronouns[entity.id] = pronoun

    def speaker(self, number: int, noun: Token, *, is_sure: bool = True) -> Speaker:
        """The speaker that a noun or pronoun names.

        Args:
            number: number of the paragraph.
            noun: head of the phrase.
            is_sure: whether somebody speaks for sure, so that a later pronoun may mean them.
        """
        found = self._pronoun(number, noun) if noun.pos_ == "PRON" else self._noun(number, noun)
        if found.entity is not None and found.pronoun:
            self._pronouns.setdefault(found.entity.id, found.pronoun)
        if is_sure:
            self._said.append(((number, noun.i), found))
        return found

    def _noun(self, number: int, noun: Token) -> Speaker:
        entity = self._entity(number, noun)
        start, end = phrase(noun)
        text = noun.doc[start:end].text
        pronoun = _gender(noun, start)
        if entity is not None:
            return Speaker(entity, text, NAMED, number, pronoun, _roles(noun))
        earlier = self._described(noun)
        if earlier is not None:
            return replace(earlier, text=text, confidence=ROLE * PRONOUN, paragraph=number)
        is_plural = noun.tag_ in ("NNS", "NNPS")
        return Speaker(None, text, ROLE, number, pronoun, _roles(noun), is_plural)

    def _entity(self, number: int, noun: Token) -> Entity | None:
        found = self._entities.at(number, noun)
        if noun.text[:1].isupper() and (
            found is None or (found.type != "person" and not found.known)
        ):
            found = self._surnames.get(noun.lower_) or found
        if found is not None:
            return found
        for token in _appositions(noun):
            found = self._entities.at(number, token)
            if found is not None and found.type == "person":
                return found
        if noun.lemma_.lower() in _DOCUMENTS:
            return self._author(number, noun)
        return None

    def _author(self, number: int, document: Token) -> Entity | None:
        if document.dep_ == "dobj" and document.head.lemma_ in _ISSUES:
            issuer = grammatical_subject(document.head)
            found = self._entities.at(number, issuer) if issuer is not None else None
            if found is not None:
                return found
        owners = [c for c in document.lefts if c.dep_ == "poss"]
        owners += [n for prep, n in prepositions(document) if prep in ("from", "by", "of")]
        known = (self._entities.at(number, owner) for owner in owners)
        return next((entity for entity in known if entity is not None), None)

    def _described(self, noun: Token) -> Speaker | None:
        """The earlier speaker of the same role: `the spokesman` after his name."""
        if not any(c.lower_ in ("the", "this") for c in noun.lefts):
            return None
        role = noun.lower_
        if any(c.dep_ in ("prep", "appos") for c in noun.rights):
            return None
        same = (s for _, s in reversed(self._said) if s.entity is not None and role in s.roles)
        return next(same, None)

    def _pronoun(self, number: int, noun: Token) -> Speaker:
        form = noun.lower_
        entity = self._entities.at(number, noun)
        if entity is not None:
            return Speaker(entity, noun.text, PRONOUN, number, form if form in HE_OR_SHE else "")
        earlier = self._earlier(number, noun)
        pronoun = form if form in HE_OR_SHE else ""
        if earlier is None:
            return Speaker(None, noun.text, CONTEXT, number, pronoun)
        text = noun.text if earlier.entity is not None else earlier.text
        return Speaker(earlier.entity, text, PRONOUN * 0.9, number, pronoun, earlier.roles)

    def _earlier(self, number: int, noun: Token) -> Speaker | None:
        """The nearest earlier speaker or subject that a pronoun may stand for."""
        form = noun.lower_
        spoke = self._nearest_speaker((number, noun.i), form)
        named = self._nearest_subject((number, noun.i), form)
        if spoke is None or (named is not None and named[0] > spoke[0]):
            return named[1] if named else None
        return spoke[1]

    def _nearest_speaker(self, here: _Place, form: str) -> tuple[_Place, Speaker] | None:
        for place, speaker in reversed(self._said):
            if place >= here:
                continue
            if place[0] < here[0] - REACH:
                return None
            if speaker.entity is None and not speaker.roles:
                continue
            kind = speaker.entity.type if speaker.entity is not None else ""
            if kind != "person" and place[0] == here[0] and _is_unlinked(speaker.entity):
                kind = ""  # the model may have missed that it is a person
            if form in HE_OR_SHE and kind in ("person", ""):
                if self._may_be(speaker, form):
                    return place, replace(speaker, pronoun=form)
            elif form in _NOT_PERSONS and (
                kind in _SPEAKING_TYPES or (not kind and (form == "they" or not speaker.is_plural))
            ):
                return place, speaker
        return None

    def _may_be(self, speaker: Speaker, form: str) -> bool:
        if speaker.entity is None or speaker.entity.type != "person":
            return speaker.pronoun in ("", form) and not speaker.is_plural
        return self._pronouns.get(speaker.entity.id, form) == form

    def _nearest_subject(self, here: _Place, form: str) -> tuple[_Place, Speaker] | None:
        """The last name in front of a pronoun that is the subject of a clause."""
        types = _PERSONS if form in HE_OR_SHE else _SPEAKING_TYPES
        end = bisect_left(self._subjects, here, key=lambda subject: subject[0])
        for place, entity in reversed(self._subjects[:end]):
            if place[0] < here[0] - REACH:
                return None
            if entity.type in types and self._pronouns.get(entity.id, form) == form:
                return place, Speaker(entity, entity.name, PRONOUN, place[0], form)
        return None

    def subject(self, number: int, noun: Token) -> Speaker | None:
        """The person that the subject of a sentence names: who may speak next."""
        if noun.pos_ == "PRON":
            if noun.lower_ not in HE_OR_SHE:
                return None
            found = self._pronoun(number, noun)
        else:
            found = self._noun(number, noun)
        if found.entity is None or found.entity.type != "person":
            return None
        return replace(found, confidence=CONTEXT)


def _subjects(
    paragraphs: Sequence[Paragraph], entities: Entities, surnames: Mapping[str, Entity]
) -> Iterator[tuple[_Place, Entity]]:
    """Where somebody who may speak is the subject of a clause, by name."""
    for entity in entities:
        meant = entity
        if entity.type != "person" and _is_unlinked(entity):
            meant = surnames.get(entity.name.lower(), entity)
        if meant.type not in _PERSONS | _SPEAKING_TYPES:
            continue
        for mention in entity.mentions:
            if mention.form == "pronoun" or mention.last <= mention.first:
                continue
            noun = paragraphs[mention.paragraph].doc[mention.last - 1]
            if noun.dep_ == "appos":
                noun = noun.head
            if noun.dep_ in ("nsubj", "nsubjpass") and not _is_reported(noun.head):
                yield (mention.paragraph, mention.first), meant


def _is_unlinked(entity: Entity | None) -> bool:
    return entity is not None and entity.known is None


def _is_reported(verb: Token) -> bool:
    """Whether a clause is what somebody says, or hangs on a noun."""
    if verb.dep_ in ("relcl", "acl"):
        return True
    return verb.dep_ == "ccomp" and verb.i > verb.head.i


def _surnames(entities: Entities) -> dict[str, Entity]:
    """Last name in lower case to the one person of the article who has it."""
    people: dict[str, list[Entity]] = {}
    for entity in entities:
        words = entity.name.lower().split()
        if entity.type == "person" and len(words) > 1:
            people.setdefault(words[-1], []).append(entity)
    return {name: found[0] for name, found in people.items() if len(found) == 1}


def _titled(paragraphs: Sequence[Paragraph], entity: Entity) -> str:
    """`he` or `she` by a form of address in front of one of a person's mentions."""
    for mention in entity.mentions:
        if mention.form == "pronoun":
            continue
        start = max(0, mention.first - _TITLE_WINDOW)
        words = {t.lower_ for t in paragraphs[mention.paragraph].doc[start : mention.last]}
        if words & _FEMALE:
            return "she"
        if words & _MALE:
            return "he"
    return ""


def _appositions(noun: Token) -> list[Token]:
    """What stands beside a noun for the same: `the minister, Sergei Lavrov`."""
    found = [c for c in noun.children if c.dep_ == "appos"]
    return [*found, noun.head] if noun.dep_ == "appos" else found


def _roles(noun: Token) -> frozenset[str]:
    """The nouns of a role: the head itself, and those beside or in front of a name."""
    beside = {c.lower_ for c in noun.children if c.dep_ in ("appos", "compound")}
    return frozenset(beside | {noun.lower_} if noun.pos_ == "NOUN" else beside)


def _gender(noun: Token, start: int) -> str:
    words = {t.lower_ for t in noun.doc[max(0, start - 1) : noun.i + 1]}
    words |= {c.lower_ for c in noun.children if c.dep_ == "appos"}
    if words & _FEMALE or words & _FEMALE_ROLES:
        return "she"
    return "he" if words & _MALE or words & _MALE_ROLES else ""
