"""How many: people killed, injured and detained, the quantity and the weapon of an act.

A figure belongs to the event whose clause tells it: the verb with its objects, a result
(`killing 12`), the next verb of the same subject, or the verb that an event noun is subject of.
Of several figures of a kind the largest counts (`12 people, including 3 children`). Only numerals
count, or sums with one (`a woman and her two children`): `a soldier` is no figure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Token

from dateline.annotate.coding.event import Code, Counts, Detail
from dateline.annotate.coding.numbers import Figure, amount, figure
from dateline.annotate.coding.rules import Frame
from dateline.annotate.lexicon import Lexicon
from dateline.annotate.syntax import (
    QUANTITY,
    grammatical_subject,
    is_passive,
    logical_object,
    prepositions,
)
from dateline.knowledge import word_class

PEOPLE_CAP = 10_000_000
"""Larger numbers of people are misreadings (a year, a sum of money)."""
HARM = word_class("kill_verb") | word_class("injure_verb")
INTRANSITIVE = frozenset({"die", "perish"})
VERBAL = frozenset({"VERB", "AUX"})
OTHER_CLAUSES = frozenset({"ccomp", "parataxis", "csubj", "csubjpass"})
ACTORLESS = frozenset({"killed", "injured"})
APART = frozenset({"including", "among", "excluding"})
"""Prepositions behind which a part of a figure stands."""
EARLIER = frozenset({"after", "since", "following", "before", "despite", "over", "for"})
"""Prepositions behind which another act stands."""
CONVEYING = frozenset({"in", "by", "during", "from", "of", "following", "after", "when", "with"})
"""Prepositions between what happened to people and the noun of the act."""
SCAN = 4
"""Tokens in front of `dead` among which its number stands."""
QUANTITY_PREPS = ("with", "worth", "at", "on", "to", "against")
TYPES_OF_FORCE = frozenset({"ASSAULT", "MOBILIZE", "THREATEN", "AID"})
"""Types of acts that have a weapon; of all but ASSAULT the object may be it: `sent tanks`."""
INSTRUMENTS = ("with", "using", "by", "in", "through", "from", "of")


def details(
    clause: Frame, trigger: Token, code: Code, start: int, lexicon: Lexicon
) -> tuple[Detail, ...]:
    """Figures and weapon of an event, in the order of the text within each kind.

    Args:
        clause: its verb or noun with the arguments.
        trigger: the word that names the act.
        code: its type and mode.
        start: offset of the paragraph in the article's text.
        lexicon: word classes.
    """
    finder = _Finder(clause, trigger, code, lexicon)
    found = [*finder.casualties(), *finder.quantities(), *finder.weapons()]
    return tuple(replace(d, start=d.start + start, end=d.end + start) for d in found)


def counts(found: Iterable[Detail]) -> Counts:
    """The columns of an event from its details: the first of each kind."""
    first: dict[str, Detail] = {}
    for detail in found:
        first.setdefault(detail.kind, detail)
    people = {kind: _whole(first.get(kind)) for kind in ("killed", "injured", "detained")}
    quantity, weapon = first.get("quantity"), first.get("weapon")
    return Counts(
        **people,
        quantity=quantity.value if quantity else None,
        quantity_unit=quantity.unit if quantity else None,
        weapon=weapon.unit if weapon else None,
    )


def results(verb: Token) -> Iterator[Token]:
    """Verbs that only tell what an act of force did to people: `attacked X, killing 12`."""
    for child in verb.rights:
        bare = not any(c.dep_ in ("nsubj", "mark", "aux") for c in child.lefts)
        if child.dep_ in ("advcl", "conj") and bare and child.lemma_.lower() in HARM:
            if child.tag_ == "VBG" or verb.lemma_.lower() in HARM or _to_death(verb):
                yield child
            yield from results(child)


def _whole(detail: Detail | None) -> int | None:
    return None if detail is None or detail.value is None else int(detail.value)


class _Finder:
    """Finds the figures of one event."""

    def __init__(self, clause: Frame, trigger: Token, code: Code, lexicon: Lexicon) -> None:
        self._clause = clause
        self._trigger = trigger
        self._type = code.type
        self._is_arrest = code.type == "COERCE" and code.mode == "arrest"
        self._classes = lexicon.classes
        self._counted: set[int] = set()
        self._after_number = self._classes["dead_word"] | self._classes["injured_word"]

    # --- people

    def casualties(self) -> Iterator[Detail]:
        """The largest figure of each kind that the type of the event goes with."""
        kinds = {"ASSAULT": ACTORLESS, "PROTEST": ACTORLESS, "COERCE": {"detained"}}
        wanted = kinds.get(self._type, frozenset())
        best: dict[str, tuple[Figure, Token]] = {}
        for kind, found, noun in self._people() if wanted else ():
            if kind in wanted and found.value < PEOPLE_CAP and not found.currency:
                self._counted.add(noun.i)
                if kind not in best or found.value > best[kind][0].value:
                    best[kind] = found, noun
        for kind in sorted(best, key=("killed", "injured", "detained").index):
            found, noun = best[kind]
            yield _detail(kind, found, noun, _unit(noun))

    def _people(self) -> Iterator[tuple[str, Figure, Token]]:
        seen: set[int] = set()
        yield from self._held()
        for token in self._region():
            if token.i in seen:
                continue
            seen.add(token.i)
            for kind, noun in self._told(token):
                bare = not any(c.dep_ in ("aux", "auxpass") for c in token.lefts)
                alone = bare and noun.i < token.i and token.lower_ in self._after_number
                found = figure(noun) if alone else amount(noun)
                if found is not None and found.explicit and (found.value or kind != "detained"):
                    yield kind, found, noun

    def _held(self) -> Iterator[tuple[str, Figure, Token]]:
        """Who is arrested by an act that is an arrest in other words: `put under house arrest`."""
        noun = self._clause.object
        if not self._is_arrest or noun is None or noun == self._trigger:
            return
        found = amount(noun)
        if found is not None and found.value and found.explicit:
            yield "detained", found, noun

    def _told(self, token: Token) -> Iterator[tuple[str, Token]]:
        """(kind, what is counted) that one word tells."""
        lemma, lower = token.lemma_.lower(), token.lower_
        kind = self._kind(token)
        if kind is not None and token.pos_ == "VERB":
            noun = grammatical_subject(token) if lemma in INTRANSITIVE else logical_object(token)
            noun = noun or (_number_before(token) if token.tag_ == "VBN" else _number_behind(token))
            if noun is not None and noun.pos_ not in ("VERB", "AUX"):
                yield kind, noun
        elif kind is not None and token.pos_ == "NOUN":
            yield kind, token
            yield from ((kind, noun) for prep, noun in prepositions(token) if prep == "of")
        elif lower in self._after_number:
            noun = _number_before(token)
            if noun is not None:
                yield "killed" if lower in self._classes["dead_word"] else "injured", noun
        if lower == "casualties" and figure(token) is not None:
            nobody = figure(token)
            if nobody is not None and nobody.value == 0:
                yield "killed", token
        if lower == "toll":
            yield from (("killed", noun) for noun in _toll(token))
        if lemma == "life":
            yield from (("killed", noun) for noun in _lives(token))

    def _kind(self, token: Token) -> str | None:
        """What happens to people by a verb or noun: killed, injured, detained, or None."""
        form = {"VERB": "verb", "NOUN": "noun"}.get(token.pos_)
        lemma = token.lemma_.lower()
        if form == "verb" and _to_death(token):
            return "killed"
        if form is None or (lemma == "gun" and not _has_particle(token, "down")):
            return None
        if lemma == "round" and not _has_particle(token, "up"):
            return None
        for kind, name in (("killed", "kill"), ("injured", "injure"), ("detained", "detain")):
            if lemma in self._classes[f"{name}_{form}"]:
                return kind
        return None

    # --- region

    def _region(self) -> Iterator[Token]:
        """The words that tell of the event."""
        for root in self._roots():
            yield from self._below(root)

    def _roots(self) -> Iterator[Token]:
        trigger, verb = self._trigger, self._clause.verb
        if self._type == "COERCE":
            arrested = self._kind(trigger) == "detained"
            yield from (trigger, verb) if arrested else ()
            return
        if verb.pos_ in VERBAL:
            yield verb
            yield from self._above_verb(verb)
            if trigger == verb and verb.dep_ != "pcomp":
                return
        yield trigger
        yield from self._above_noun(trigger)

    def _above_verb(self, verb: Token) -> Iterator[Token]:
        """`12 people were killed when rebels attacked`; `killed 12 and wounded 30` from its end."""
        head = verb.head
        if verb.dep_ == "conj" and self._kind(verb) and not _has_actor(verb):
            yield head
        timed = any(c.lower_ in ("when", "after", "as") for c in verb.lefts)
        if verb.dep_ == "advcl" and timed and self._kind(head) in ACTORLESS:
            yield from self._victims_only(head)

    def _victims_only(self, verb: Token) -> Iterator[Token]:
        """A verb of what happened to people, with those coordinated, if no actor is told."""
        if verb.dep_ == "acl" and verb.head.dep_ == "conj":  # `were killed and 15 injured by …`
            yield verb
            verb = verb.head
        while verb.dep_ == "conj" and verb.head.pos_ in VERBAL:
            verb = verb.head
        if is_passive(verb) or verb.lemma_.lower() in INTRANSITIVE:
            yield verb

    def _above_noun(self, noun: Token) -> Iterator[Token]:
        """The verb that an event noun is subject of, or whose victims suffered `in` it."""
        node = noun
        while node.dep_ in ("conj", "appos", "compound") and node.head.pos_ == "NOUN":
            node = node.head
        if node.dep_ in ("nsubj", "nsubjpass") and node.head.pos_ in VERBAL:
            yield node.head
        if node.dep_ not in ("pobj", "pcomp") or node.head.lower_ not in CONVEYING:
            return
        above = node.head.head
        if above.pos_ in VERBAL and self._kind(above) in ACTORLESS:
            yield from self._victims_only(above)
        elif above.pos_ in VERBAL:
            yield from (c for c in above.children if self._is_loss(c))
        elif above.lower_ == "toll" or self._kind(above) in ACTORLESS or _number_word(above):
            yield above
            yield from (h for h in (above.head,) if above.dep_.startswith("nsubj"))

    def _is_loss(self, noun: Token) -> bool:
        """`no casualties were reported in`, `lost their lives in`, `were feared dead in`."""
        lower = noun.lower_
        if noun.dep_ in ("nsubj", "nsubjpass"):
            return lower in ("casualties", "toll") or self._kind(noun) in ACTORLESS
        return lower in self._classes["dead_word"] or (noun.dep_ == "dobj" and lower == "lives")

    def _below(self, root: Token) -> Iterator[Token]:
        yield root
        for child in root.children:
            if not self._tells_of_another(child, root):
                yield from self._below(child)

    def _tells_of_another(self, child: Token, parent: Token) -> bool:
        """Whether what hangs below a word tells of another act, or of a part of a figure."""
        dep, lower = child.dep_, child.lower_
        if dep == "conj" and child.pos_ in VERBAL:
            return _has_actor(child)
        if dep == "relcl":
            mine = parent in (self._trigger, self._clause.object, self._clause.subject)
            in_which = child.i > self._trigger.i and self._kind(child) in ACTORLESS
            return not (_is_result(child) and (mine or (in_which and _is_in_which(child))))
        if dep == "prep":
            earlier = lower in EARLIER and self._trigger not in child.subtree
            return earlier or lower in APART
        if dep == "advcl":
            return _is_marked(child)
        return dep in OTHER_CLAUSES and child.pos_ in VERBAL and self._kind(child) is None

    # --- quantity

    def quantities(self) -> Iterator[Detail]:
        """Numbers of what is used, given, sent, hit: objects first, then what prepositions add."""
        if self._is_arrest or (self._kind(self._trigger) == "detained" and self._type == "COERCE"):
            return
        seen: set[int] = set()
        for noun in self._things():
            for part in (noun, *noun.conjuncts):
                found = figure(part) if part.i not in seen else None
                seen.add(part.i)
                if found is None or not found.explicit or part.i in self._counted:
                    continue
                if found.value and not self._is_no_quantity(part, found):
                    yield _detail("quantity", found, part, found.currency or _unit(part))

    def _things(self) -> Iterator[Token]:
        clause = self._clause
        killed = self._kind(clause.verb) in ACTORLESS and self._type == "ASSAULT"
        if clause.object is not None and not killed and clause.object != self._trigger:
            yield clause.object
            yield from _worth(clause.object)
        if clause.object is None and clause.complement is not None:
            below = clause.complement
            inner = logical_object(below) if below.dep_ == "xcomp" else grammatical_subject(below)
            marked = any(c.dep_ == "mark" for c in below.lefts)
            yield from (n for n in (inner,) if n is not None and not marked)
        if self._type == "PROTEST" and clause.subject is not None:
            yield clause.subject
        wanted = QUANTITY_PREPS if clause.verb.pos_ in VERBAL else ("of", *QUANTITY_PREPS)
        yield from (n for want in wanted for prep, n in clause.preps if prep == want)

    def _is_no_quantity(self, noun: Token, found: Figure) -> bool:
        words = {noun.lemma_.lower(), noun.lower_, _unit(noun)}
        if words & self._classes["no_quantity"] or noun.ent_type_ in ("DATE", "TIME", "PERCENT"):
            return True
        is_year = noun.tag_ == "CD" and 1900 <= found.value <= 2100  # noqa: PLR2004
        return not found.currency and (is_year or (noun.tag_ == "CD" and noun.dep_ == "pobj"))

    # --- weapon

    def weapons(self) -> Iterator[Detail]:
        """What an act of force is done with."""
        if self._type not in TYPES_OF_FORCE:
            return
        for noun in self._arms():
            name, first = self._arm(noun)
            if name:
                end = noun.idx + len(noun)
                text = noun.doc.text[first.idx : end]
                yield Detail("weapon", text, first.idx, end, unit=name)
                return

    def _arms(self) -> Iterator[Token]:
        clause, trigger = self._clause, self._trigger
        named = [n for n in (clause.object, clause.subject) if n is not None and n != trigger]
        wields = (
            self._type != "ASSAULT" or clause.verb.lemma_.lower() in self._classes["wield_verb"]
        )
        yield from (n for n in named if n != clause.object or (wields and not clause.particle))
        below = [clause.verb, *named, trigger, *self._instrument_nouns()]
        for noun in below:
            if noun.lemma_.lower() in self._classes["attack_noun"]:
                yield from (c for c in reversed(list(noun.lefts)) if c.dep_ in ("compound", "nmod"))
        yield from self._instrument_nouns()

    def _instrument_nouns(self) -> Iterator[Token]:
        clause = self._clause
        for node in (clause.verb, clause.subject, clause.object, self._trigger):
            for prep, noun in prepositions(node) if node is not None else ():
                if prep in INSTRUMENTS:
                    yield noun
        for child in clause.verb.children:
            if child.dep_ in ("advcl", "prep") and child.lower_ == "using":
                yield from (c for c in child.children if c.dep_ in ("dobj", "pobj"))
        if clause.verb.dep_ == "advcl" and clause.verb.head.lemma_ == "use":
            yield from (c for c in clause.verb.head.rights if c.dep_ == "dobj")

    def _arm(self, noun: Token) -> tuple[str, Token]:
        """Name of an arm in the singular with its kind, and its first word; else an empty name."""
        lemma = noun.lemma_.lower()
        if lemma not in self._classes["arm"]:
            return "", noun
        kinds: list[Token] = []
        node = noun
        while node.i > noun.sent.start:
            node = node.nbor(-1)
            known = node.lower_ in self._classes["arm_kind"] | self._classes["arm"]
            if node.pos_ == "PUNCT" and node.lower_ == "-":
                continue
            if not known or node.pos_ in VERBAL:
                break
            kinds.insert(0, node)
        first = kinds[0] if kinds else noun
        if not kinds and lemma in self._classes["arm_doubtful"]:
            return "", noun
        text = noun.doc[first.i : noun.i].text.lower()
        return f"{text} {lemma}".strip(), first


def _detail(kind: str, found: Figure, noun: Token, unit: str) -> Detail:
    text = noun.doc.text[found.start : found.end]
    return Detail(
        kind, text, found.start, found.end, found.value, found.high, unit or None, found.bound
    )


def _unit(noun: Token) -> str:
    """Lemma of what is counted; `people` for a number that stands alone."""
    lemma = noun.lemma_.lower()
    behind = next((n for prep, n in prepositions(noun) if prep == "of"), None)
    if behind is not None and (lemma in QUANTITY or noun.tag_ == "CD" or _number_word(noun)):
        return behind.lemma_.lower()
    if noun.tag_ == "CD" or _number_word(noun) or lemma == "other":
        return "people"
    return lemma


def _number_word(noun: Token) -> bool:
    return noun.tag_ == "CD" or noun.lower_ in ("dozens", "scores", "hundreds", "thousands")


def _number_behind(verb: Token) -> Token | None:
    """`killing between 20 and 30 people`, where the parser takes `between` for a preposition."""
    near = (noun for prep, noun in prepositions(verb) if prep in ("between", "around", "about"))
    return next((noun for noun in near if noun.tag_ == "CD"), None)


def _number_before(word: Token) -> Token | None:
    """The noun or number that `dead` or `wounded` tells of: the nearest with a number."""
    if any(c.dep_ == "nummod" for c in word.lefts):
        return word
    doc, low = word.doc, max(word.sent.start, word.i - SCAN)
    for i in range(word.i - 1, low - 1, -1):
        token = doc[i]
        if token.pos_ in ("PUNCT", "CCONJ", "VERB", "ADP"):
            break
        if token.pos_ in ("NOUN", "NUM", "PROPN") and figure(token) is not None:
            return token
    if word.dep_ in ("oprd", "acomp") and word.head.pos_ in VERBAL:
        return logical_object(word.head) or grammatical_subject(word.head)
    return None


def _toll(noun: Token) -> Iterator[Token]:
    """The number that a death toll has or comes to."""
    verb = noun.head
    yield from (n for prep, n in prepositions(noun) if prep in ("of", "at", "to"))
    if noun.dep_ in ("nsubj", "nsubjpass") and verb.pos_ in VERBAL:
        yield from (n for prep, n in prepositions(verb) if prep in ("to", "at"))
        yield from (c for c in verb.rights if c.dep_ in ("dobj", "attr", "npadvmod"))


def _lives(noun: Token) -> Iterator[Token]:
    """`claimed the lives of 12`, `12 people lost their lives`."""
    verb = noun.head
    lemma = verb.lemma_.lower()
    if noun.dep_ != "dobj" or verb.pos_ != "VERB":
        return
    if lemma in ("claim", "take", "cost", "end"):
        behind = next((n for prep, n in prepositions(noun) if prep == "of"), None)
        yield behind if behind is not None else noun
    elif lemma == "lose":
        subject = grammatical_subject(verb)
        yield from (s for s in (subject,) if s is not None)


def _to_death(verb: Token) -> bool:
    """`shot dead`, `beaten to death`."""
    if verb.lemma_.lower() == "shoot" and any(c.lower_ == "dead" for c in verb.subtree):
        return True
    return any(prep == "to" and noun.lower_ == "death" for prep, noun in prepositions(verb))


def _has_particle(token: Token, particle: str) -> bool:
    return any(c.lower_ == particle for c in token.rights)


def _has_actor(verb: Token) -> bool:
    """Whether a coordinated verb has a subject of its own that acts."""
    own = any(c.dep_ == "nsubj" for c in verb.lefts)
    if not own or verb.lemma_.lower() in INTRANSITIVE:
        return False
    victims = verb.tag_ == "VBN" and not any(c.dep_ == "aux" for c in verb.lefts)
    return not victims


def _is_result(verb: Token) -> bool:
    """`an attack that killed 12`, `in which 12 people died`."""
    return any(c.lower_ in ("that", "which") and c.dep_ in ("nsubj", "pobj") for c in verb.subtree)


def _is_in_which(verb: Token) -> bool:
    return any(c.dep_ == "prep" and c.lower_ == "in" for c in verb.lefts)


def _is_marked(verb: Token) -> bool:
    """Whether a clause has a conjunction, `with` (`with 12 people killed`) left out."""
    marks = [c.lower_ for c in verb.lefts if c.dep_ in ("mark", "advmod")]
    return bool({*marks} - {"also", "with"}) and "with" not in marks


def _worth(noun: Token) -> Iterator[Token]:
    """The sum behind `worth`."""
    for child in noun.rights:
        if child.lower_ == "worth":
            yield from (c for c in child.children if c.tag_ in ("CD", "NNS", "NN"))
