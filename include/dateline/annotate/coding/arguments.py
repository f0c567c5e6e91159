"""Source and target of an event: from the slots of a rule to actors."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from dateline.annotate.coding.gates import other_than
from dateline.annotate.coding.parties import ARMED, CIVIL, STATE, Parties, Party, named
from dateline.annotate.coding.rules import Frame, Matcher
from dateline.annotate.lexicon import Lexicon
from dateline.annotate.names.entities import Entities
from dateline.annotate.parts import Entity, Paragraph
from dateline.annotate.syntax import (
    direct_object,
    grammatical_subject,
    indirect_object,
    logical_object,
    logical_subject,
    nouns_below,
    prepositions,
)

PHYSICAL = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "RETREAT", "AID", "CONCEDE", "SANCTION"})
"""Types whose target may be told by a place: a strike on targets in Syria is on Syria."""
THINGS = frozenset({"ASSAULT", "COERCE", "ACCUSE", "REJECT", "RETREAT", "CONCEDE", "SUPPORT"})
"""Types whose target may be a thing: a base, a decision, prisoners."""
LOCATIVES = ("in", "at", "near", "across", "outside", "inside", "around", "over", "off")
COMPLEMENT_PREPS = ("to", "with", "from", "against", "on", "into", "for", "between", "in", "at")
LAST_RESORT: dict[str, tuple[str, ...]] = {
    "ASSAULT": ("prep:against,on,at,into,toward,towards",),
    "COERCE": ("prep:on,against,across,in,from", "loc", "around"),
    "MOBILIZE": ("prep:against,to,into,along,near,around,in,on,at,for,over", "loc", "around"),
    "SANCTION": ("prep:against,on,to,with,from,for",),
    "PROTEST": ("prep:against,over,at", "comp"),
    "ACCUSE": ("obj.in", "prep:against,at,of,for,over,about,into,on", "comp"),
    "REJECT": ("obj.in", "prep:with,from,by,to,on,against,for", "comp"),
    "THREATEN": ("obj.in", "prep:against,with,to,on,at", "comp"),
    "REQUEST": ("obj.in", "prep:from,to,on,for,with", "comp"),
    "AGREE": ("prep:with,to", "comp", "prep:on,for,in", "loc"),
    "CONSULT": ("prep:with,between,to", "obj.in"),
    "SUPPORT": ("obj.in", "prep:with,for,to,of", "comp"),
    "COOPERATE": ("prep:with,to,between,in",),
    "AID": ("prep:to,for,in,into", "obj.in", "comp", "loc", "around"),
    "CONCEDE": ("obj.in", "prep:on,against,to,for,from,with,in", "comp", "loc", "around"),
    "RETREAT": ("obj.in", "prep:from,to,in,with,of", "loc"),
}
"""Where the other side of a type stands when no slot of the rule has it: its own frame, by the
definitions of the PLOVER manual."""
CLAUSES = frozenset({"xcomp", "ccomp", "acomp", "attr", "advcl", "pcomp", "acl"})
"""Dependents that may hold the other side of an act of words."""
AROUND = frozenset({"in", "for", "to", "on", "at", "near", "across", "into"})
"""Prepositions behind which a clause names the place that it is about."""
OWNERS = frozenset({"its", "their", "his", "her", "our"})
OF_PRONOUNS = frozenset({"actor", "speaker", "leader", "official", "giver", "civil"})
"""Kinds of acting party that an unresolved pronoun may be."""
DEFINITE = frozenset({"the", "this", "that", "these", "those"})
MEMORY = 10
"""Sentences after which a weapon or an attack named again is no longer taken for the same one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the article a sentence stands."""

    number: int
    paragraph: Paragraph
    sentence: int


class Arguments:
    """Finds the actors of events, sentence after sentence of one article.

    Args:
        parties: resolver of noun phrases.
        entities: the article's entities.
        lexicon: word classes.
        matcher: tells whether a noun belongs to a class.
    """

    def __init__(
        self, parties: Parties, entities: Entities, lexicon: Lexicon, matcher: Matcher
    ) -> None:
        self._parties = parties
        self._entities = entities
        self._lexicon = lexicon
        self._matcher = matcher
        self._weapons: dict[str, tuple[int, Party]] = {}
        self._attack: tuple[int, Party] | None = None

    # --- source

    def sources(self, place: Place, noun: Token | None) -> list[Party]:
        """The actors of a subject phrase; a weapon stands for who uses it."""
        if noun is None:
            return []
        found = [self._source(place, token) for token in named(noun)]
        parties = [party for party in found if party is not None]
        return self._by_country(noun, place, parties[0]) if len(parties) == 1 else parties

    def _by_country(self, noun: Token, place: Place, party: Party) -> list[Party]:
        """`the ministers of Iran and Germany` are two parties, one for each country."""
        if noun.tag_ != "NNS":
            return [party]
        owner = next((inner for prep, inner in prepositions(noun) if prep == "of"), None)
        if party.sector is None or owner is None:
            return self.by_nation(place, noun, [party])
        others = [
            replace(self._parties.party(place.number, place.paragraph, token), sector=party.sector)
            for token in list(named(owner))[1:]
        ]
        return [party, *(p for p in others if p.country and p.country != party.country)]

    def by_nation(self, place: Place, noun: Token, parties: list[Party]) -> list[Party]:
        """`Russian and Chinese warships` are two parties, one for each adjective of nation."""
        nations = self._parties.nations(place.paragraph, noun) if len(parties) == 1 else []
        if len(nations) <= 1:
            return parties
        start = place.paragraph.start
        return [
            replace(
                parties[0],
                start=start + token.idx,
                end=start + token.idx + len(token),
                text=token.text,
                country=country,
                entity=None,
                is_inner=True,
            )
            for token, country in nations
        ]

    def strikers(self, place: Place, clause: Frame) -> list[Party]:
        """Whose strike it is that somebody `was killed in`."""
        for prep, noun in clause.preps:
            if prep in ("in", "by", "during", "after") and self.is_weapon(noun):
                user = self._user_of(place, noun)
                if user is not None:
                    return [user]
        return []

    def _source(self, place: Place, noun: Token) -> Party | None:
        if noun.pos_ == "PRON":
            return self._pronoun(place, noun)
        party = self._parties.party(place.number, place.paragraph, noun)
        if self.is_weapon(noun) and party.entity is None:
            return self._user_of(place, noun)
        if party.is_weak:
            return party
        inner = self._parties.inner(place.number, place.paragraph, noun)
        if inner is not None and not inner.is_place:
            return replace(inner, is_inner=True)
        return party if party.country else None

    def forces(self, place: Place, clause: Frame) -> list[Party]:
        """Forces with a country that a passive is about; they act themselves."""
        if not clause.passive or clause.object is None:
            return []
        found = (
            self._parties.party(place.number, place.paragraph, noun)
            for noun in named(clause.object)
        )
        return [p for p in found if p.sector in ("MIL", "COP", "IGO") and (p.country or p.entity)]

    def is_weapon(self, noun: Token) -> bool:
        """Whether the noun is a weapon or an attack: an instrument, not an actor."""
        classes = self._lexicon.classes
        return noun.lemma_.lower() in classes["weapon"] | classes["attack"]

    def _user_of(self, place: Place, weapon: Token) -> Party | None:
        """Whose weapon: named in the phrase, or who fired the same kind a few sentences ago."""
        for child in weapon.children:
            agent = logical_subject(child) if child.dep_ == "acl" else None
            if agent is not None and agent != weapon:
                return self._parties.party(place.number, place.paragraph, agent)
        owner = self._parties.owner(place.number, place.paragraph, weapon)
        if owner is not None and not owner.is_place:
            return owner
        for prep, noun in prepositions(weapon):
            if prep in ("of", "by", "from"):
                party = self._parties.party(place.number, place.paragraph, noun)
                if party.is_weak and not party.is_place:
                    return replace(party, is_inner=True)
        return self.user(place, weapon)

    def user(self, place: Place, noun: Token) -> Party | None:
        """Who was last said to use `the missiles`, or to make `the offensive`, a while ago."""
        if not any(c.lower_ in DEFINITE for c in noun.lefts):
            return None
        lemma = noun.lemma_.lower()
        remembered = self._weapons.get(lemma)
        if remembered and place.sentence - remembered[0] <= MEMORY:
            return replace(remembered[1], is_inner=True)
        attack = self._attack if lemma in self._lexicon.classes["attack"] else None
        if attack and place.sentence - attack[0] <= 1:
            return replace(attack[1], is_inner=True)
        return None

    def remember(self, place: Place, noun: Token | None, user: Party) -> None:
        """Note who uses a weapon or makes an attack, for `the missiles` of later sentences."""
        if noun is not None and self.is_weapon(noun):
            self._weapons[noun.lemma_.lower()] = (place.sentence, user)

    def remember_attack(self, place: Place, attacker: Party) -> None:
        """Note who attacks, for `the assault` of the sentence that follows."""
        self._attack = (place.sentence, attacker)

    def subject_of(self, place: Place, noun: Token) -> list[Party]:
        """Whom `its` in front of a noun means: the subject of the noun's clause."""
        if not any(c.dep_ == "poss" and c.lower_ in OWNERS for c in noun.lefts):
            return []
        verb = noun.head
        while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
            verb = verb.head
        subject = grammatical_subject(verb) if verb.pos_ in ("VERB", "AUX") else None
        if subject is None or subject.i >= noun.i:
            return []
        return [replace(p, is_inner=True) for p in self.sources(place, subject) if not p.pronoun]

    def _pronoun(self, place: Place, pronoun: Token) -> Party | None:
        """A pronoun in a content clause is the speaker: `Israel said it struck`."""
        party = self._parties.party(place.number, place.paragraph, pronoun)
        verb = pronoun.head
        while verb.dep_ in ("conj", "xcomp") and verb.head.pos_ in ("VERB", "AUX"):
            verb = verb.head
        head = verb.head
        says = verb.dep_ in ("ccomp", "advcl") and head.pos_ in ("VERB", "AUX")
        subject = grammatical_subject(head) if says and pronoun.dep_ != "poss" else None
        if subject is not None and subject.pos_ != "PRON" and _agrees(pronoun, subject):
            found = self._parties.party(place.number, place.paragraph, subject)
            if found.is_weak:
                return replace(found, is_inner=True)
        return party if pronoun.lower_ in ("he", "she", "they", "it", "we") else None

    # --- target

    def targets(
        self,
        place: Place,
        clause: Frame,
        slots: tuple[str, ...],
        event_type: str,
        sources: Sequence[Party] = (),
    ) -> list[Party]:
        """The actors of the first slot that has one, tried in the rule's order.

        Where no slot has one, those are tried where the other side of the type mostly stands,
        then a thing counts, for types that are done to things. Who acts is not the other side.
        """
        spare: list[Party] = []
        resorts = tuple(slot for slot in LAST_RESORT.get(event_type, ()) if slot not in slots)
        if event_type == "ACCUSE" and clause.object is not None:
            resorts = tuple(slot for slot in resorts if slot != "comp")
        for slot in (*slots, *resorts):
            found = list(self._slot(place, clause, slot, event_type))
            found = [p for p in other_than(sources, found) if not _is_home(p, slot, sources)]
            actors = [p for p in found if p.is_weak or (p.country and event_type in PHYSICAL)]
            if actors:
                return actors if slot in slots else [replace(p, via="resort") for p in actors]
            spare = spare or [p for p in found if not p.pronoun]
        return spare[:1] if event_type in THINGS else []

    def _slot(self, place: Place, clause: Frame, slot: str, event_type: str) -> Iterator[Party]:
        name, _, preps = slot.partition(":")
        if name == "obj":
            yield from self._objects(place, clause.object, clause, event_type)
        elif name == "obj.in" and clause.object is not None:
            inner = self._parties.inner(place.number, place.paragraph, clause.object)
            if inner is not None and (event_type in PHYSICAL or not inner.is_place):
                yield inner
        elif name == "iobj":
            yield from self._objects(place, indirect_object(clause.verb), clause, event_type)
        elif name == "prep":
            yield from self._prepositional(place, clause, preps.split(","), event_type)
        elif name == "comp":
            found = list(self._complement(place, clause.verb, event_type))
            yield from sorted(found, key=_rank)[:1]
        elif name == "purpose" and clause.complement is not None:
            yield from self._objects(place, logical_object(clause.complement), None, event_type)
        elif name == "around":
            yield from self._around(place, clause)
        elif name == "loc":
            yield from self._location_as_target(place, clause)

    def _objects(
        self, place: Place, noun: Token | None, clause: Frame | None, event_type: str
    ) -> Iterator[Party]:
        for token in named(noun) if noun is not None else ():
            party = self._parties.party(place.number, place.paragraph, token)
            if party.pronoun or self._is_own(token):
                continue
            if party.entity is None and party.sector is None:
                party = self._thing(place, token, party, clause, event_type)
            yield party

    def _is_own(self, noun: Token) -> bool:
        """`its troops`: what belongs to the subject is not the other side; `its critics` are."""
        if noun.ent_type_ or not any(c.dep_ == "poss" and c.lower_ in OWNERS for c in noun.lefts):
            return False
        lemma = noun.lemma_.lower()
        human = self._lexicon.sectors.get(lemma) or lemma in self._lexicon.classes["person"]
        return not human or self._lexicon.sectors.get(lemma) == "MIL"

    def _thing(
        self, place: Place, noun: Token, party: Party, clause: Frame | None, event_type: str
    ) -> Party:
        """A phrase that is no actor: the actor inside it, else the thing with its country."""
        inner = self._parties.inner(place.number, place.paragraph, noun)
        if inner is not None and not inner.is_place and inner.is_weak:
            return inner
        if event_type not in PHYSICAL:
            return replace(party, country=None) if party.is_place else party
        if party.country is None and clause is not None:
            where = self.location(place, clause)
            if where is not None and where.country:
                return replace(party, country=where.country, is_place=True)
        return party

    def _prepositional(
        self, place: Place, clause: Frame, wanted: list[str], event_type: str
    ) -> Iterator[Party]:
        """Actors after the first of the prepositions that has one."""
        for want in wanted:
            for prep, noun in clause.preps:
                charged = noun.pos_ == "VERB" and event_type == "ACCUSE"
                if prep != want or _is_time(noun) or charged:
                    continue
                if want == "in" and event_type in PHYSICAL and not self._is_place(place, noun):
                    continue
                target = direct_object(noun) if noun.pos_ == "VERB" else noun
                found = list(self._objects(place, target, None, event_type))
                yield from found
                if any(party.is_weak for party in found):
                    return

    def _is_place(self, place: Place, noun: Token) -> bool:
        """Whether a phrase names a place, or tells of one by a name: `villages in Syria`."""
        party = self._parties.party(place.number, place.paragraph, noun)
        return party.country is not None or party.sector is not None or party.entity is not None

    def _complement(self, place: Place, verb: Token, event_type: str) -> Iterator[Party]:
        """Actors of the clauses that complete a verb or its object, nearest first."""
        for child in verb.rights:
            if child.dep_ == "dobj":
                yield from self._complement(place, child, event_type)
            if child.dep_ not in CLAUSES:
                continue
            own = grammatical_subject(child) if child.dep_ == "ccomp" else None
            if own is not None:
                yield from self._objects(place, own, None, event_type)
            target = logical_object(child) if child.pos_ == "VERB" else None
            if target is not None and target not in (own, verb):
                yield from self._objects(place, target, None, event_type)
            below = [*prepositions(child), *(prepositions(target) if target is not None else ())]
            for want in COMPLEMENT_PREPS:
                for prep, noun in below:
                    if prep == want and not _is_time(noun):
                        yield from self._objects(place, noun, None, event_type)
            yield from self._complement(place, child, event_type)

    def _location_as_target(self, place: Place, clause: Frame) -> Iterator[Party]:
        """The place of the act where no other target is told.

        Looked for at the verb and its object, then in the participle that describes the same
        subject (`Russia, escalating its intervention in Syria, launched missiles`).
        """
        nearby = [clause.verb, *([clause.object] if clause.object is not None else [])]
        if clause.subject is not None:
            nearby += [c for c in clause.subject.rights if c.dep_ == "acl"]
        nearby += [c for c in clause.verb.children if c.dep_ == "advcl" and c.tag_ == "VBG"]
        for node in nearby:
            inside = direct_object(node) if node.dep_ in ("acl", "advcl") else None
            for token in (node, *([inside] if inside is not None else [])):
                for prep, noun in prepositions(token):
                    entity = self._entities.at(place.number, noun)
                    if prep in LOCATIVES and entity is not None and entity.country:
                        party = self._parties.party(place.number, place.paragraph, noun)
                        yield replace(party, is_place=True)

    def _around(self, place: Place, clause: Frame) -> Iterator[Party]:
        """The country or place that the clause names after some preposition."""
        for noun in nouns_below(clause.verb, AROUND):
            entity = self._entities.at(place.number, noun)
            if entity is not None and entity.country and entity.type in ("place", "country"):
                party = self._parties.party(place.number, place.paragraph, noun)
                yield replace(party, is_place=True)
                return

    def location(self, place: Place, clause: Frame) -> Entity | None:
        """The place named in the clause of the act."""
        nodes = [clause.verb, clause.object, clause.subject]
        for node in nodes:
            for prep, noun in prepositions(node) if node is not None else ():
                entity = self._entities.at(place.number, noun)
                if prep in LOCATIVES and entity is not None and entity.type in ("place", "country"):
                    return entity
        return None

    # --- classes of subjects

    def is_class(self, wanted: str, sources: Sequence[Party], clause: Frame) -> bool:
        """Whether who acts is of the kind that a rule asks for.

        Args:
            wanted: kind of subject, as in `verbs/`; empty for any.
            sources: who acts.
            clause: the clause.
        """
        if wanted in ("", "passive"):
            return not wanted or clause.passive
        if wanted == "weapon":
            return clause.subject is not None and self.is_weapon(clause.subject)
        if wanted.startswith("@"):
            return clause.subject is not None and self._matcher.is_a(clause.subject, wanted)
        if wanted == "multi":
            return len(sources) > 1
        if not sources:
            return clause.passive
        return wanted in OF_PRONOUNS if sources[0].pronoun else _CLASSES[wanted](sources[0])


def _is_home(party: Party, slot: str, sources: Sequence[Party]) -> bool:
    """Whether it is only the place of an act in the country of who acts: nobody is meant by it.

    What is named as the object of an act is meant, a village of the same country too.
    """
    if slot not in ("loc", "around", "obj.in"):
        return False
    bare = party.sector is None and (party.entity is None or party.is_inner)
    if slot == "obj.in" and not (party.is_place and bare):
        return False
    return party.country in {source.country for source in sources if source.country}


def _country_or(party: Party, sectors: frozenset[str]) -> bool:
    entity = party.entity
    if entity is not None and (entity.type in ("country", "armed_group") or _is_capital(entity)):
        return True
    if entity is None and party.sector is None and party.is_inner:
        return party.country is not None
    return party.sector in sectors


def _is_capital(entity: Entity) -> bool:
    return entity.known is not None and entity.known.kind == "capital"


def _is_leader(party: Party) -> bool:
    person = party.entity is not None and party.entity.type == "person"
    return person or party.sector in STATE | {"OPP", "REB"}


def _is_official(party: Party) -> bool:
    person = party.entity is not None and party.entity.type == "person"
    return person or party.sector in {"GOV", "LEG", "JUD", "IGO", "OPP", "PTY", "REL"}


def _is_civil(party: Party) -> bool:
    if party.sector:
        return party.sector in CIVIL
    if party.entity is None and party.country and not party.is_place:
        return True
    return party.entity is not None and party.entity.type in ("organization", "person")


_CLASSES: dict[str, Callable[[Party], bool]] = {
    "actor": lambda p: p.is_weak,
    "speaker": lambda p: p.is_weak,
    "hostile": lambda p: _country_or(p, ARMED | {"GOV"}),
    "armed": lambda p: _country_or(p, ARMED),
    "state": lambda p: _country_or(p, STATE) or p.is_strong,
    "country": lambda p: _country_or(p, STATE),
    "giver": lambda p: _country_or(p, STATE | {"NGO", "BUS", "SOC"}) or p.is_strong or p.is_weak,
    "leader": _is_leader,
    "official": _is_official,
    "court": lambda p: p.sector == "JUD",
    "civil": _is_civil,
    "labor": lambda p: p.sector in CIVIL,
}
"""Kinds of acting party that rules may ask for."""


def _rank(party: Party) -> int:
    """Named actors first, then places and other people by name, then roles, then things."""
    is_named = party.entity is not None or party.country is not None
    if party.is_strong and is_named:
        return 0
    return 1 if is_named else 2 if party.is_weak else 3


def _agrees(pronoun: Token, noun: Token) -> bool:
    """Number and person of a pronoun against the noun it may stand for."""
    word = pronoun.lower_
    plural = noun.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in noun.rights)
    if word in ("they", "we"):
        return plural or noun.ent_type_ in ("ORG", "GPE", "NORP") or noun.pos_ == "NOUN"
    if word == "it":
        return not plural and noun.ent_type_ != "PERSON"
    return word in ("he", "she") and not plural and noun.ent_type_ not in ("ORG", "GPE", "NORP")


def _is_time(noun: Token) -> bool:
    return noun.ent_type_ in ("DATE", "TIME")
