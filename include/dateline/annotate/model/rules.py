"""spaCy's rules for parts of speech and lemmas, with what they said of a kind of token kept."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.strings import StringStore
from spacy.tokens import Doc

from dateline.annotate.model.encoder import UnsupportedError

CACHED_KINDS = 65_536
"""Kinds of token that are kept; with more, all are forgotten at once."""
_SET: list[int | str] = ["POS", "MORPH", "LEMMA"]
_ATTRIBUTES = ("LOWER", "TAG", "DEP")
"""Attributes that rules may ask for, besides white space."""

Pattern = list[dict[str, Any]]
Kind = tuple[int, ...]


class Ruler:
    """What an attribute ruler does, which for most tokens depends on word, tag and relation.

    Texts with white space as tokens, or with a word that may begin a rule about several words, go
    to the stock ruler; so does the first text with a new kind of token.

    Args:
        stock: the pipeline's component.

    Raises:
        UnsupportedError: its patterns ask for other things.
    """

    def __init__(self, stock: AttributeRuler) -> None:
        self._stock = stock
        rules: list[Any] = stock.patterns
        patterns: list[Pattern] = [list(each) for rule in rules for each in rule["patterns"]]
        for condition in (condition for pattern in patterns for condition in pattern):
            if not condition.keys() <= {*_ATTRIBUTES, "IS_SPACE"}:
                raise UnsupportedError(f"attribute rules on {' '.join(condition)}")
        if not all(_sets_what_is_kept(rule) for rule in rules):
            raise UnsupportedError("attribute rules that set other things")
        self._sorts = [_Sorts(name, patterns, stock.vocab.strings) for name in _ATTRIBUTES]
        self._known: dict[Kind, tuple[int, int, int] | None] = {}

    def __len__(self) -> int:
        return len(self._known)

    def __call__(self, doc: Doc) -> Doc:
        """Set parts of speech, morphology and lemmas of exceptions."""
        *values, is_space = doc.to_array([*_ATTRIBUTES, "IS_SPACE"]).T.tolist()
        if any(is_space):
            return self._stock(doc)
        sorts = [sort.of(each) for sort, each in zip(self._sorts, values, strict=True)]
        kinds = list(zip(*sorts, strict=True))
        try:
            kept = [self._known[kind] for kind in kinds]
        except KeyError:
            return self._learn(doc, kinds)
        if None in kept:
            return self._stock(doc)
        return doc.from_array(_SET, _ids(kept))

    def _learn(self, doc: Doc, kinds: Sequence[Kind]) -> Doc:
        """Let the stock ruler do it, and keep what came out."""
        self._stock(doc)
        may_begin = {kind: None for kind in set(kinds) if self._may_begin(kind)}
        self._known.update(may_begin)
        if not may_begin:
            values = map(tuple, doc.to_array(_SET).tolist())
            self._known.update(zip(kinds, values, strict=True))
        return doc

    def _may_begin(self, kind: Kind) -> bool:
        """Whether a rule about several tokens may begin with a token of this kind."""
        first = [sorts.beginnings(sort) for sorts, sort in zip(self._sorts, kind, strict=True)]
        return bool(frozenset.intersection(*first))


class _Sorts:
    """Values of one attribute, sorted by which conditions of the rules hold for them.

    Args:
        name: of the attribute.
        patterns: of the rules.
        strings: those that the values stand for.
    """

    def __init__(self, name: str, patterns: Sequence[Pattern], strings: StringStore) -> None:
        first = [pattern[0].get(name, {}) for pattern in patterns if len(pattern) > 1]
        others = [each[name] for pattern in patterns for each in pattern if name in each]
        self._conditions = [_Condition(asked) for asked in [*first, *others]]
        self._firsts = frozenset(range(len(first)))
        self._open = [n for n, each in enumerate(self._conditions) if each.is_open]
        self._named: dict[str, set[int]] = {}
        for number, condition in enumerate(self._conditions):
            for text in condition.named:
                self._named.setdefault(text, set()).add(number)
        self._strings = strings
        self._sort_of: dict[int, int] = {}
        self._sorts: dict[frozenset[int], int] = {}
        self._held: list[frozenset[int]] = []

    def of(self, values: Sequence[int]) -> list[int]:
        """Numbers of the sorts of some values."""
        try:
            return [self._sort_of[value] for value in values]
        except KeyError:
            if len(self._sort_of) > CACHED_KINDS:
                self._sort_of.clear()
            new = {value for value in values if value not in self._sort_of}
            self._sort_of.update((value, self._sort(value)) for value in new)
            return [self._sort_of[value] for value in values]

    def beginnings(self, sort: int) -> frozenset[int]:
        """The rules about several tokens whose first condition holds for a sort."""
        return self._held[sort] & self._firsts

    def _sort(self, value: int) -> int:
        text = self._strings[value]
        asked = {*self._named.get(text, ()), *self._open}
        held = frozenset(number for number in asked if self._conditions[number].holds(text))
        if held not in self._sorts:
            self._sorts[held] = len(self._held)
            self._held.append(held)
        return self._sorts[held]


def _sets_what_is_kept(rule: Any) -> bool:
    """Whether a rule sets what `Ruler` keeps, or is about white space."""
    return {str(name) for name in rule["attrs"]} <= {"POS", "MORPH", "LEMMA"} or all(
        pattern[0].get("IS_SPACE") is True for pattern in rule["patterns"]
    )


class _Condition:
    """One condition of a pattern: a string, or a dictionary of `IN`, `NOT_IN`, `REGEX`."""

    def __init__(self, condition: Any) -> None:
        if isinstance(condition, str):
            condition = {"IN": [condition]}
        if not isinstance(condition, dict) or not condition.keys() <= {"IN", "NOT_IN", "REGEX"}:
            raise UnsupportedError(f"attribute rules with {condition!r}")
        self._condition = condition
        self.is_open = "IN" not in condition
        """Whether it may hold for words that it does not name."""
        self.named = () if self.is_open else condition["IN"]

    def holds(self, text: str) -> bool:
        """Whether it holds for a value."""
        asked = self._condition
        return (
            ("IN" not in asked or text in asked["IN"])
            and ("NOT_IN" not in asked or text not in asked["NOT_IN"])
            and ("REGEX" not in asked or re.search(asked["REGEX"], text) is not None)
        )


class Lemmas:
    """What a lemmatizer says, which depends on word, part of speech and morphology.

    Args:
        stock: the pipeline's component, in the mode `rule` or `lookup`.

    Raises:
        UnsupportedError: it overwrites lemmas, or has another mode.
    """

    def __init__(self, stock: Lemmatizer) -> None:
        if stock.overwrite or stock.mode not in ("rule", "lookup"):
            raise UnsupportedError(f"lemmas of the mode {stock.mode}")
        self._stock = stock
        self._strings = stock.vocab.strings
        self._known: dict[tuple[int, int, int], int] = {}
        _make_searchable(stock)

    def __len__(self) -> int:
        return len(self._known)

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemmas of tokens that have none."""
        rows = doc.to_array(["ORTH", "POS", "MORPH", "LEMMA"]).tolist()
        known = self._known
        lemmas = [row[3] or known.get((row[0], row[1], row[2])) for row in rows]
        if None in lemmas:
            self._learn(doc, [(row[0], row[1], row[2]) for row in rows], lemmas)
        return doc.from_array(["LEMMA"], _ids(lemmas))

    def _learn(
        self, doc: Doc, kinds: Iterable[tuple[int, int, int]], lemmas: list[int | None]
    ) -> None:
        if len(self._known) + len(doc) > CACHED_KINDS:
            self._known.clear()
            self._stock.cache.clear()
        for place, (kind, lemma) in enumerate(zip(kinds, lemmas, strict=True)):
            if lemma is None:
                text = self._stock.lemmatize(doc[place])[0]
                lemmas[place] = self._known[kind] = self._strings.add(text)


def _make_searchable(lemmatizer: Lemmatizer) -> None:
    """Turn the lists of known lemmas, which are searched from their beginning, into sets."""
    if "lemma_index" in lemmatizer.lookups:
        table = lemmatizer.lookups.get_table("lemma_index")
        for part_of_speech, lemmas in list(table.items()):
            if isinstance(lemmas, list):
                table[part_of_speech] = frozenset(lemmas)


def _ids(values: Sequence[Any]) -> Any:
    """Hashes of strings as `Doc.from_array` takes them."""
    return np.array(values, np.uint64)
