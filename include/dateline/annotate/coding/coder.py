"""The event coder: verbs and event nouns to events, with gates against what only looks like one.

For each clause: the most specific rule that fits, its actors, its modality, then the gates. How
each step decides is told at the step; which words mean what is told in `knowledge/`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from spacy.tokens import Span, Token

from dateline.annotate.coding.arguments import PHYSICAL, Arguments, Place
from dateline.annotate.coding.confidence import Case, confidence, features
from dateline.annotate.coding.contexts import Hit, context_words, contexts
from dateline.annotate.coding.counts import counts, details, results
from dateline.annotate.coding.event import Attempt, Code, Detail, Event, Where
from dateline.annotate.coding.gates import (
    OF_STATE,
    OF_WAR,
    VICTIMS,
    distinct,
    gate,
    other_than,
    same,
)
from dateline.annotate.coding.modality import Modality, auxiliaries, modality, negated, weaker
from dateline.annotate.coding.nominal import as_noun_of, noun_modality
from dateline.annotate.coding.parties import ARMED, STATE, Parties, Party
from dateline.annotate.coding.rules import Frame, Matcher, frame
from dateline.annotate.coding.whereabouts import Whereabouts
from dateline.annotate.lexicon import DISCARD, Known, Lexicon, LightVerb, NounRule, VerbRule
from dateline.annotate.names.entities import Entities
from dateline.annotate.parts import Paragraph, TimeExpression
from dateline.annotate.syntax import QUANTITY, complement, grammatical_subject, prepositions
from dateline.annotate.times.clause import When, resolve

COOPERATIVE = frozenset({"SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
ONE_SIDED = frozenset({"ASSAULT", "COERCE", "RETREAT", "SANCTION"})
"""Types whose nouns tell an act though only who suffers it is named: `the arrest of …`."""
MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})
"""Types that two subjects do with each other where no other side is named."""
OWN_FORCES = frozenset({"MOBILIZE", "RETREAT"})
"""Types whose passive names who acts: `British warships were deployed`."""
INTENTS = {
    "SUPPORT": "c.intent.cooperate",
    "CONSULT": "c.intent.meet",
    "COOPERATE": "c.intent.cooperate",
    "AID": "c.intent.aid",
    "CONCEDE": "c.intent.yield",
    "RETREAT": "c.intent.yield",
    "ASSAULT": "c.intent.assault",
    "SANCTION": "c.intent.sanction",
    "COERCE": "c.intent.conflict",
    "MOBILIZE": "c.intent.conflict",
    "PROTEST": "c.intent.conflict",
}
"""Construction that an announced act of a type is coded by."""
WORDS = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE"})
"""Acts of words: a spokesman who tells of one of his government does it."""
SPORT_WORDS = 2
"""A paragraph with this many different words of sport is not coded."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before the gates: its code, its sides, the word it hangs on."""

    code: Code
    sources: list[Party]
    targets: list[Party]
    trigger: Token
    kind: str = "verb"
    weight: float = 0.0


class Coder:
    """Codes the events of one article.

    Args:
        paragraphs: the parsed paragraphs.
        entities: their entities.
        lexicon: rules and word classes.
        published: date of publication, or None.
        times: time expressions of the article.
        dateline: the place of its dateline, located.
        attempts: a list that is told every rule tried, for `dateline explain`.
    """

    def __init__(
        self,
        paragraphs: Sequence[Paragraph],
        entities: Entities,
        lexicon: Lexicon,
        published: date | None,
        times: Sequence[TimeExpression] = (),
        *,
        dateline: Known | None = None,
        attempts: list[Attempt] | None = None,
    ) -> None:
        self._paragraphs = paragraphs
        self._lexicon = lexicon
        self._matcher = Matcher(lexicon)
        self._parties = Parties(entities, lexicon)
        self._arguments = Arguments(self._parties, entities, lexicon, self._matcher)
        self._whereabouts = Whereabouts(entities, lexicon, dateline)
        self._published = published
        self._subjects: dict[int, int] = {}
        self._times = times
        self._attempts = attempts
        self._words_of: Span | None = None
        self._hits: tuple[Hit, ...] = ()

    def events(self) -> Iterator[Event]:
        """The events in the order of their triggers; what headlines tell, the text tells."""
        sentence = 0
        for number, paragraph in enumerate(self._paragraphs):
            if paragraph.is_headline or self._is_sport(paragraph):
                continue
            for sent in paragraph.doc.sents:
                sentence += 1
                yield from self._sentence(Place(number, paragraph, sentence), sent)

    def _is_sport(self, paragraph: Paragraph) -> bool:
        doc, sport = paragraph.doc, self._lexicon.classes["sport"]
        lemmas = {doc.vocab.strings[key].lower() for key in set(doc.to_array("LEMMA").tolist())}
        return len(lemmas & sport) >= SPORT_WORDS

    def _sentence(self, place: Place, sent: Span) -> Iterator[Event]:
        """Events of one sentence; a word that an event has used up makes no other."""
        used: set[int] = set()
        found: list[Event] = []
        for token in sent:
            if token.i in used:
                continue
            if token.pos_ in ("VERB", "AUX"):
                event = self._verb_event(place, sent, token, used)
            elif token.pos_ == "NOUN" or _is_stray(token):
                event = self._noun_event(place, sent, token)
            else:
                continue
            if event is not None:
                found.append(event)
        yield from distinct(event for event in found if not self._is_retold(event, found))

    def _is_retold(self, event: Event, others: Sequence[Event]) -> bool:
        """Whether a noun is the subject of an event of its type: `the attack killed 12`."""
        subject = self._subjects.get(event.trigger[0])
        return any(
            other.code.type == event.code.type and other.trigger[0] == subject for other in others
        )

    def _note(
        self,
        place: Place,
        clause: Frame,
        rule_id: str,
        outcome: str,
        sure: dict[str, float] | None = None,
    ) -> None:
        """Tell `attempts` of a rule."""
        if self._attempts is not None:
            word = clause.verb
            start = place.paragraph.start + word.idx
            attempt = Attempt(start, word.text, rule_id, outcome, clause.described(), sure or {})
            self._attempts.append(attempt)

    def _note_misfits(self, place: Place, clause: Frame) -> None:
        if self._attempts is None:
            return
        for rule in self._matcher.senses(clause.verb):
            if column := self._matcher.misfit(rule, clause):
                self._note(place, clause, rule.id, f"does not fit: {column}")

    # --- verbs

    def _verb_event(self, place: Place, sent: Span, verb: Token, used: set[int]) -> Event | None:
        if not self._matcher.may_code(verb):
            return None
        clause, rules = self._matcher.reading(verb)
        demand = self._demand(place, sent, clause, used)
        if demand is not None:
            return demand
        if self._is_nature(clause.subject):
            return None
        self._note_misfits(place, clause)
        for rule in rules:
            if rule.type == DISCARD:
                self._note(place, clause, rule.id, "discarded: looks like an event and is none")
                used.update(t.i for t in (clause.complement, clause.object) if t is not None)
                return None
            event = self._by_rule(place, sent, clause, rule)
            if event is not None:
                _use(clause, used, event)
                if clause.subject is not None:
                    start = place.paragraph.start
                    self._subjects[start + clause.subject.idx] = start + verb.idx
                return event
        return self._light(place, sent, clause, used)

    def _is_nature(self, subject: Token | None) -> bool:
        """Storms hit and shares plunge: no political act."""
        return subject is not None and subject.lemma_.lower() in self._lexicon.classes["nature"]

    def _by_rule(self, place: Place, sent: Span, clause: Frame, rule: VerbRule) -> Event | None:
        sources = self._arguments.sources(place, clause.subject)
        if not self._arguments.is_class(rule.subject, sources, clause):
            self._note(place, clause, rule.id, f"subject is not of the kind: {rule.subject}")
            return None
        subject = clause.subject
        if not sources and subject is not None and not self._arguments.is_weapon(subject):
            self._note(place, clause, rule.id, f"no actor in {subject.text!r}")
            return None
        targets = self._arguments.targets(place, clause, rule.target, rule.type, sources)
        if not targets and (rule.type in MUTUAL or _is_mutual(rule)):
            sources, targets = sources[:1], sources[1:]
        if not sources and rule.type == "ASSAULT" and clause.passive:
            sources = self._arguments.strikers(place, clause)
        if not sources and rule.type in OWN_FORCES:
            sources = self._arguments.forces(place, clause)
        if sources and clause.object is not None:
            self._arguments.remember(place, clause.object, sources[0])
        if sources and rule.type == "ASSAULT":
            self._arguments.remember_attack(place, sources[0])
        code = Code(rule.id, rule.type, rule.mode, rule.cameo)
        draft = Draft(code, sources, targets, clause.verb, weight=rule.weight)
        return self._event(place, sent, clause, draft)

    def _demand(self, place: Place, sent: Span, clause: Frame, used: set[int]) -> Event | None:
        """`X said that Y must do Z` is a demand of X on Y."""
        inner = clause.complement
        if inner is None or clause.verb.lemma_.lower() not in self._lexicon.classes["reporting"]:
            return None
        if not {"must"} & auxiliaries(inner) or negated(clause.verb):
            return None
        sources = self._arguments.sources(place, clause.subject)
        inner_clause = frame(inner)
        subject = grammatical_subject(inner)
        slots = ("obj", "obj.in", "comp")
        targets = self._arguments.targets(
            place, replace(inner_clause, object=subject), slots, "REQUEST", sources
        )
        if not sources or not targets:
            return None
        used.add(inner.i)
        event_type, cameo = self._lexicon.constructions["c.demand.must"]
        code = Code("c.demand.must", event_type, None, cameo)
        draft = Draft(code, sources, targets, clause.verb, "demand")
        return self._event(place, sent, clause, draft)

    # --- nouns

    def _light(self, place: Place, sent: Span, clause: Frame, used: set[int]) -> Event | None:
        """`launched an attack on X`, `came under attack by X`: the noun is the act."""
        found = self._matcher.light(clause)
        rule = self._matcher.noun(found[1]) if found else None
        if found is None or rule is None or rule.type == DISCARD:
            return None
        light, noun = found
        sources, targets = self._light_sides(place, clause, rule, light, noun)
        if not sources and not clause.passive:
            self._note(place, clause, rule.id, "no actor")
            return None
        used.add(noun.i)
        draft = Draft(_code(rule), sources, targets, noun, "light")
        return self._event(place, sent, clause, draft)

    def _light_sides(
        self, place: Place, clause: Frame, rule: NounRule, light: LightVerb, noun: Token
    ) -> tuple[list[Party], list[Party]]:
        subject = self._arguments.sources(place, clause.subject)
        if light.role == "undergoer" and not clause.passive:
            return self._noun_sources(place, noun, rule), subject
        sides = replace(clause, object=noun, preps=(*clause.preps, *prepositions(noun)))
        targets = self._noun_targets(place, sides, rule, subject)
        if not targets and rule.type in MUTUAL:
            return subject[:1], subject[1:]
        return subject, targets

    def _noun_event(self, place: Place, sent: Span, noun: Token) -> Event | None:
        """`Russian strikes on X`, `the arrest of Y`."""
        rule = self._matcher.noun(noun)
        if rule is None or (noun.dep_ in ("compound", "amod") and not _is_stray(noun)):
            return None
        clause = self._noun_frame(noun)
        if rule.type == DISCARD:
            self._note(place, clause, rule.id, "discarded: looks like an event and is none")
            return None
        sources = self._noun_sources(place, noun, rule)
        targets = self._noun_targets(place, clause, rule, sources)
        if not targets and rule.type in MUTUAL:
            sources, targets = sources[:1], sources[1:]
        elif not sources and len(targets) > 1 and any(p == "between" for p, _ in clause.preps):
            sources, targets = targets[:1], targets[1:]
        if sources:
            self._arguments.remember(place, noun, sources[0])
        if not self._is_told(rule, sources, targets):
            self._note(place, clause, rule.id, "a noun that names too little of who and whom")
            return None
        code = _code(rule)
        if code.type == "CONSULT" and self._collapses(noun):
            code = self._construction("c.collapse", code)
        draft = Draft(code, sources, targets, noun, "noun", float(bool(rule.modifiers)))
        return self._event(place, sent, clause, draft)

    def _collapses(self, noun: Token) -> bool:
        """Whether talks are told to have come to nothing."""
        subject = noun.dep_ in ("nsubj", "nsubjpass")
        return subject and noun.head.lemma_.lower() in self._lexicon.classes["collapse"]

    def _noun_frame(self, noun: Token) -> Frame:
        """A noun with its prepositions; those of `take place` are its own, and its purpose."""
        preps, purpose = list(prepositions(noun)), None
        verb = noun.head
        if noun.dep_ in ("nsubj", "nsubjpass"):
            lemma = verb.lemma_.lower()
            if lemma in self._lexicon.classes["occur"]:
                preps += prepositions(verb)
            elif lemma in self._lexicon.classes["purpose"]:
                purpose = complement(verb)
        return Frame(noun, None, noun, "", purpose, tuple(preps), passive=False)

    def _is_told(self, rule: NounRule, sources: list[Party], targets: list[Party]) -> bool:
        """Whether a noun names enough: both sides, or one that makes the act political."""
        if sources and targets:
            return True
        if targets:
            political = any(
                (p.is_strong and not p.is_place) or p.sector in VICTIMS for p in targets
            )
            return rule.type in ONE_SIDED and (political or rule.mode in OF_WAR)
        by_arms = any(p.sector in ARMED and not p.is_inner for p in sources)
        return rule.type in ("ASSAULT", "MOBILIZE") and by_arms

    def _noun_sources(self, place: Place, noun: Token, rule: NounRule) -> list[Party]:
        """Who does what a noun names: `by` and its like, else the owner in front of it.

        `Its strikes` are those of the clause's subject; `the strikes` those of who was last said
        to make some.
        """
        for want in ("by", *sorted(rule.source_preps)):
            doer = next((n for prep, n in prepositions(noun) if prep == want), None)
            if doer is not None and (found := self._arguments.sources(place, doer)):
                return found
        if rule.owner == "target":
            return []
        owner = self._owner(place, noun) or self._arguments.subject_of(place, noun)
        last = None if owner else self._arguments.user(place, noun)
        return owner or ([last] if last else [])

    def _owner(self, place: Place, noun: Token) -> list[Party]:
        """The actor that stands in front of a noun, as its possessor or adjective."""
        whose = next((c for c in noun.lefts if c.dep_ == "poss" and c.lower_ == "whose"), None)
        if whose is not None and noun.head.dep_ == "relcl":
            return [self._parties.party(place.number, place.paragraph, noun.head.head)]
        owner = self._parties.owner(place.number, place.paragraph, noun)
        return self._arguments.by_nation(place, noun, [owner] if owner is not None else [])

    def _noun_targets(
        self, place: Place, clause: Frame, rule: NounRule, sources: list[Party]
    ) -> list[Party]:
        """Whom the act of a noun is done to; beside a doer behind it, the owner in front."""
        slots: tuple[str, ...] = (f"prep:{','.join(sorted(rule.target_preps, key=_order))}",)
        if clause.complement is not None:
            slots += ("purpose",)
        if rule.type in PHYSICAL and rule.type != "AID":
            slots += ("loc",)
        found = self._arguments.targets(place, clause, slots, rule.type, sources)
        noun = clause.object
        if noun is None or (found and not found[0].is_place):
            return found
        if rule.owner == "source" and not any(prep == "by" for prep, _ in clause.preps):
            return found
        return other_than(sources, self._owner(place, noun)) or found

    # --- both

    def _event(self, place: Place, sent: Span, clause: Frame, draft: Draft) -> Event | None:
        """The event of a draft that passes the gates."""
        code, sources, trigger = draft.code, draft.sources, draft.trigger
        targets = other_than(sources, draft.targets)
        closed = gate(code, sources, targets)
        if closed:
            self._note(place, clause, code.rule_id, f"gated: {closed}")
            return None
        how = self._modality(clause, trigger)
        speaker = self._speaker(place, how)
        code, value = self._intent(code, how, sources, speaker)
        if value == "reported" and speaker is not None and sources:
            value = _told_by(speaker, sources[0], code.type)
        sure = features(
            Case(
                code.rule_id,
                draft.kind,
                draft.weight,
                len(self._matcher.senses(trigger)),
                sources,
                targets,
                trigger,
                value,
                clause.passive,
            )
        )
        self._note(place, replace(clause, verb=trigger), code.rule_id, "coded", sure)
        start = place.paragraph.start
        when = resolve(self._times, trigger, start, self._published)
        where = self._whereabouts.find(place, sent, clause, code.type)
        told = details(clause, trigger, code, start, self._lexicon)
        return Event(
            code,
            value,
            confidence(sure),
            (start + sent.start_char, start + sent.end_char),
            (start + trigger.idx, start + trigger.idx + len(trigger)),
            trigger.text,
            tuple(sources),
            tuple(targets),
            speaker,
            when,
            where,
            counts(told),
            (*told, *_circumstances(when, where)),
            contexts(self._context_words(sent), clause.verb, code, sources, targets),
        )

    def _context_words(self, sent: Span) -> tuple[Hit, ...]:
        """The same for all events of a sentence."""
        if self._words_of != sent:
            self._words_of, self._hits = sent, context_words(sent)
        return self._hits

    def _modality(self, clause: Frame, trigger: Token) -> Modality:
        """Of the verb, of the noun, or of both where a light verb has the noun of the act."""
        if clause.verb.pos_ not in ("VERB", "AUX"):
            return noun_modality(clause.verb, self._lexicon)
        how = modality(clause.verb, self._lexicon)
        if trigger == clause.verb:
            return how
        return replace(how, value=weaker(how.value, as_noun_of(clause.verb, trigger)))

    def _speaker(self, place: Place, how: Modality) -> Party | None:
        if how.speaker is None:
            return None
        is_verb = how.speaker.pos_ in ("VERB", "AUX")
        subject = _outer_speaker(how.speaker) if is_verb else how.speaker
        if subject is None:
            return None
        found = self._arguments.sources(place, subject)
        return found[0] if found else self._parties.party(place.number, place.paragraph, subject)

    def _intent(
        self, code: Code, how: Modality, sources: list[Party], speaker: Party | None
    ) -> tuple[Code, str]:
        """What is announced is an act of words: agree, threaten, refuse.

        Cooperation in the future is AGREE, whoever tells of it (PLOVER manual 0.8); refusals and
        hostile acts count only when the actor announces them.
        """
        if not how.is_intent or not sources:
            return code, how.value
        by_itself = speaker is None or same(speaker, sources[0])
        told = "actual" if by_itself else "reported"
        if how.value == "future" and code.type in COOPERATIVE | {"CONSULT"}:
            return self._construction(INTENTS[code.type], code), told
        if not by_itself:
            return code, how.value
        if how.value == "negated" and code.type in COOPERATIVE | {"AGREE", "CONSULT"}:
            yields = code.type in ("CONCEDE", "RETREAT")
            return self._construction("c.refuse.yield" if yields else "c.refuse", code), "actual"
        if how.value == "future" and code.type in INTENTS:
            return self._construction(INTENTS[code.type], code), "actual"
        return code, how.value

    def _construction(self, rule_id: str, code: Code) -> Code:
        event_type, cameo = self._lexicon.constructions[rule_id]
        return Code(f"{rule_id}+{code.rule_id}", event_type, None, cameo)


def _outer_speaker(verb: Token) -> Token | None:
    """Who says it: `“I can confirm …,” the minister said` is the minister's word."""
    subject = grammatical_subject(verb)
    while subject is not None and subject.lower_ in ("i", "we") and verb.head != verb:
        verb = verb.head
        subject = grammatical_subject(verb) if verb.pos_ in ("VERB", "AUX") else subject
    return subject


def _told_by(speaker: Party, source: Party, event_type: str) -> str:
    """Modality of what somebody tells: of itself a claim; words of its own side are said by it."""
    if same(speaker, source):
        return "actual" if event_type == "AGREE" else "claimed"
    own_side = source.country is not None and speaker.country == source.country
    is_body = speaker.country is None and speaker.head in speaker.text.lower().split()
    if is_body and speaker.sector in STATE and event_type in WORDS:
        return "actual"  # `the ministry said`, not `officials said`: that of who acts
    if own_side and {speaker.sector, source.sector} <= OF_STATE:
        return "actual" if event_type in WORDS else "claimed"
    return "reported"


_PREP_ORDER = ("on", "against", "upon", "at", "of", "with", "between", "to", "from", "into", "for",
               "over", "in", "near")  # fmt: skip
"""Prepositions of nouns, those first that most surely lead to the target."""


def _order(preposition: str) -> int:
    known = preposition in _PREP_ORDER
    return _PREP_ORDER.index(preposition) if known else len(_PREP_ORDER)


def _is_mutual(rule: VerbRule) -> bool:
    """Whether two subjects may be the two sides: `Israel and Hamas exchanged fire`."""
    return any(slot == "subj2" or slot.startswith("prep:with") for slot in rule.target)


def _is_stray(token: Token) -> bool:
    """`a ground offensive`: the parser takes the noun for an adjective behind its modifier."""
    return token.pos_ == "ADJ" and token.dep_ == "amod" and token.i > token.head.i


def _circumstances(when: When, where: Where | None) -> Iterator[Detail]:
    """Date and place of an act, with the words that tell them."""
    if when.text is not None:
        yield Detail("date", when.text, when.start, when.start + len(when.text))
    if where is not None and where.text:
        yield Detail("location", where.text, where.start, where.end)


def _code(rule: NounRule) -> Code:
    return Code(rule.id, rule.type, rule.mode, rule.cameo)


def _use(clause: Frame, used: set[int], event: Event) -> None:
    """Words that belong to this event: its complement, its nouns."""
    for token in (clause.complement, clause.object, clause.subject):
        if token is not None:
            used.add(token.i)
            if token.lemma_.lower() in QUANTITY:
                used.update(noun.i for prep, noun in prepositions(token) if prep == "of")
    if event.code.type in ("AGREE", "THREATEN", "REJECT", "REQUEST") and clause.complement:
        used.update(t.i for t in clause.complement.subtree if t.pos_ in ("VERB", "NOUN"))
    if event.code.type == "ASSAULT":
        used.update(t.i for t in results(clause.verb))
