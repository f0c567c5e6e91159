"""Matching: which row of the verb and noun lexicon a word of the parse fits."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from dateline.annotate.lexicon import Lexicon, LightVerb, NounRule, VerbRule
from dateline.annotate.syntax import (
    complement,
    content_lemmas,
    grammatical_subject,
    is_infinitive_with_subject,
    is_passive,
    logical_object,
    logical_subject,
    particle,
    prepositions,
    stray_particle,
)

PREDICATES = frozenset({"oprd", "acomp", "attr", "advcl", "dobj"})
"""Dependents behind a verb that complete it."""
PERSON_LABELS = frozenset({"PERSON", "NORP"})
NAME_LABELS = PERSON_LABELS | {"GPE", "LOC", "ORG", "FAC"}
"""Labels of names of people, bodies and places."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A verb with its arguments.

    Args:
        verb: the verb.
        subject: who acts.
        object: who or what is acted upon.
        particle: particle of a phrasal verb.
        complement: the clause that completes it.
        preps: (preposition, noun) of the verb, then those of its object.
        passive: whether the verb is passive.
    """

    verb: Token
    subject: Token | None
    object: Token | None
    particle: str
    complement: Token | None
    preps: tuple[tuple[str, Token], ...]
    passive: bool

    def described(self) -> dict[str, str]:
        """The arguments as words, those that there are."""
        named = {"subject": self.subject, "object": self.object, "complement": self.complement}
        words = {name: token.text for name, token in named.items() if token is not None}
        if self.particle:
            words["particle"] = self.particle
        if self.preps:
            words["prepositions"] = ", ".join(f"{prep} {noun.text}" for prep, noun in self.preps)
        return words | ({"voice": "passive"} if self.passive else {})


def frame(verb: Token) -> Frame:
    """The arguments of a verb."""
    found, inner = logical_object(verb), complement(verb)
    if found is None and inner is not None and is_infinitive_with_subject(inner):
        found = grammatical_subject(inner)
    if found is None and inner is not None and inner.pos_ in ("ADJ", "NOUN", "PROPN"):
        found = grammatical_subject(inner)
    preps = list(prepositions(verb))
    if found is not None and found.head == verb:
        preps += prepositions(found)
    return Frame(
        verb,
        logical_subject(verb),
        found,
        particle(verb),
        inner,
        tuple(preps),
        is_passive(verb),
    )


def phrasal(clause: Frame) -> Frame | None:
    """The clause with a particle and its object where the parser saw a phrase of place, or None."""
    stray = stray_particle(clause.verb) if clause.object is None and not clause.particle else None
    if stray is None:
        return None
    word, noun = stray
    preps = tuple(pair for pair in clause.preps if pair[1] != noun)
    return replace(clause, particle=word, object=noun, preps=(*preps, *prepositions(noun)))


def lemmas_of(token: Token) -> tuple[str, ...]:
    """Forms under which a verb may be listed: its lemma, and what the small model leaves uncut."""
    lemma, lower = token.lemma_.lower(), token.lower_
    forms = [lemma, lower]
    if lower.endswith("ed"):
        forms += [lower[:-1], lower[:-2]]
    if lower.endswith("ing"):
        forms += [lower[:-3], lower[:-3] + "e"]
    if lower.endswith("s"):
        forms.append(lower[:-1])
    return tuple(dict.fromkeys(forms))


class Matcher:
    """Finds the rule that fits a word best.

    Args:
        lexicon: rules and word classes.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def may_code(self, verb: Token) -> bool:
        """Whether any rule or construction begins with the verb, whatever stands around it."""
        classes = self._lexicon.classes
        lemma = verb.lemma_.lower()
        return (
            lemma in classes["reporting"]
            or lemma in self._lexicon.light
            or any(form in self._lexicon.verbs for form in lemmas_of(verb))
        )

    def verb(self, clause: Frame) -> list[VerbRule]:
        """Rules whose grammatical conditions the clause meets, the most specific first."""
        fitting = [rule for rule in self.senses(clause.verb) if not self.misfit(rule, clause)]
        return sorted(fitting, key=lambda rule: -rule.weight)

    def reading(self, verb: Token) -> tuple[Frame, list[VerbRule]]:
        """The arguments of a verb and the rules that fit; a phrasal verb if nothing else does."""
        clause = frame(verb)
        rules = self.verb(clause)
        other = None if rules else phrasal(clause)
        found = [rule for rule in self.verb(other) if rule.particle] if other else []
        return (other, found) if other is not None and found else (clause, rules)

    def senses(self, verb: Token) -> tuple[VerbRule, ...]:
        """All rules of a verb, whether they fit or not."""
        for form in lemmas_of(verb):
            rules = self._lexicon.verbs.get(form)
            if rules:
                return rules
        return ()

    def misfit(self, rule: VerbRule, clause: Frame) -> str:
        """The column of a rule that a clause does not meet; empty where all are met."""
        if rule.particle not in ("", clause.particle):
            return "particle"
        if not self._object_fits(rule.object, clause):
            return "object"
        if not self._preps_fit(rule, clause):
            return "preps"
        return "" if self._complement_fits(rule.complement, clause) else "complement"

    def noun(self, token: Token) -> NounRule | None:
        """The rule of an event noun, the words in front of it and its `of` phrase considered.

        The rule may be a discard: then the noun names no event.
        """
        rules = self._lexicon.nouns.get(token.lemma_.lower(), ())
        if not rules:
            return None
        before = {c.lower_ for c in token.lefts} | {c.lemma_.lower() for c in token.lefts}
        for rule in rules:
            if rule.not_modifiers & before:
                continue
            if (not rule.modifiers or rule.modifiers & before) and self._of_fits(rule.of, token):
                return rule
        return None

    def _of_fits(self, wanted: str, token: Token) -> bool:
        """Whether the `of` phrase of a noun names what its rule asks for."""
        named = (noun for prep, noun in prepositions(token) if prep == "of")
        return not wanted or any(self.is_a(noun, wanted) for noun in named)

    def light(self, clause: Frame) -> tuple[LightVerb, Token] | None:
        """The first light verb whose noun names an act, and that noun, or None."""
        for verb in self._lexicon.light.get(clause.verb.lemma_.lower(), ()):
            if verb.particle not in ("", clause.particle):
                continue
            nouns = [n for prep, n in clause.preps if prep == verb.prep]
            if not verb.prep and clause.object is not None:
                nouns = [clause.object]
            noun = next((n for n in nouns if self.noun(n) is not None), None)
            if noun is not None:
                return verb, noun
        return None

    def _object_fits(self, wanted: str, clause: Frame) -> bool:
        if wanted in ("", "!"):
            return wanted == "" or clause.object is not None
        if wanted == "-":
            return clause.object is None
        return clause.object is not None and self.is_a(clause.object, wanted)

    def is_a(self, noun: Token, wanted: str) -> bool:
        """Whether a noun belongs to a class (`@weapon`) or is one of the words listed."""
        if wanted == "@personobj":
            return noun.ent_type_ == "PERSON" or self.is_a(noun, "@person")
        if wanted == "@person" and noun.ent_type_ in PERSON_LABELS:
            return True
        if wanted == "@named":
            return noun.ent_type_ in NAME_LABELS
        if wanted == "@returned":
            wanted = "@captive"
        if wanted == "@cvl":
            return any(self._lexicon.sectors.get(w) in ("CVL", "REF") for w in content_lemmas(noun))
        words = (
            self._lexicon.classes[wanted[1:]]
            if wanted.startswith("@")
            else frozenset(wanted.split(","))
        )
        return any(lemma in words for lemma in self._heads(noun))

    def _heads(self, noun: Token) -> Iterator[str]:
        for lemma in content_lemmas(noun):
            yield lemma
            yield from (part for part in lemma.split("-") if part != lemma)
        yield noun.lower_

    def _preps_fit(self, rule: VerbRule, clause: Frame) -> bool:
        if not rule.preps:
            return True
        return any(
            prep == wanted and (not objects or objects & {*content_lemmas(noun), noun.lower_})
            for wanted, objects in rule.preps
            for prep, noun in clause.preps
        )

    def _complement_fits(self, wanted: str, clause: Frame) -> bool:
        if not wanted:
            return True
        inner = clause.complement
        if wanted in ("xcomp", "ccomp"):
            if inner is None or inner.pos_ not in ("VERB", "AUX"):
                return False
            infinitive = inner.dep_ == "xcomp" or is_infinitive_with_subject(inner)
            return infinitive == (wanted == "xcomp")
        words = self._lexicon.hostile if wanted == "@hostile" else frozenset(wanted.split(","))
        below = [inner] if inner is not None else []
        below += [c for c in clause.verb.rights if c.dep_ in PREDICATES]
        below += [c for c in clause.verb.children if c.dep_ == "advmod"]
        return any({b.lemma_.lower(), b.lower_} & words for b in below) or any(
            {g.lemma_.lower(), g.lower_} & words for b in below for g in b.children
        )
