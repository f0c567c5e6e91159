"""Thousands of names as patterns of a phrase matcher, without a document for each."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, cast

from spacy.language import Language
from spacy.matcher import PhraseMatcher


def matcher(nlp: Language, key: str, names: Iterable[str]) -> PhraseMatcher:
    """A matcher of the exact forms of some names.

    The tokenizer cuts at spaces first, so each word is tokenized once, and one of letters only not
    at all. The matcher is given hashes of tokens, as it gives them to itself when it is unpickled:
    a document for each name costs twenty times as much.

    Args:
        nlp: the pipeline whose tokens are matched.
        key: of all matches.
        names: words with one space between.
    """
    tokens = _Tokens(nlp)
    patterns: Any = [list(chain.from_iterable(map(tokens.of, name.split(" ")))) for name in names]
    found = PhraseMatcher(nlp.vocab)
    found.add(key, patterns)
    return found


class _Tokens:
    """Hashes of the tokens of words."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._exceptions = frozenset(cast(Any, nlp.tokenizer).rules)
        self._known: dict[str, list[int]] = {}

    def of(self, word: str) -> list[int]:
        """The tokens of a word."""
        if word not in self._known:
            self._known[word] = list(self._find(word))
        return self._known[word]

    def _find(self, word: str) -> Iterator[int]:
        if word.isalpha() and word not in self._exceptions:
            yield self._nlp.vocab.strings.add(word)
        else:
            yield from self._nlp.make_doc(word).to_array("ORTH").tolist()
