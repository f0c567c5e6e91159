"""Verbs of saying and words around them, as the knowledge files list them."""

from dataclasses import dataclass
from functools import lru_cache

from dateline.knowledge import read_table, split


@dataclass(frozen=True, slots=True)
class SpeechVerb:
    """One row of `speech_verbs.csv`.

    Args:
        lemma: its base form.
        particle: word that must follow, such as `out` of `point out`; empty without one.
        kind: what sort of saying: say, tell, add, claim, deny, ask, warn, promise, cite, ….
        takes_that: whether it takes a content clause.
        takes_direct: whether it introduces direct speech.
    """

    lemma: str
    particle: str
    kind: str
    takes_that: bool
    takes_direct: bool


@lru_cache(maxsize=1)
def speech_verbs() -> dict[str, SpeechVerb]:
    """Inflected form in lower case to its verb.

    Raises:
        KeyError: the knowledge file lacks a column.
    """
    verbs: dict[str, SpeechVerb] = {}
    for row in read_table("speech_verbs"):
        verb = SpeechVerb(
            row["lemma"],
            row["particle"],
            row["kind"],
            row["that"] == "yes",
            row["direct"] == "yes",
        )
        for form in split(row["forms"]):
            verbs.setdefault(form, verb)
    return verbs


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    return {row["class"]: frozenset(split(row["words"])) for row in read_table("speech_words")}


def speech_words(name: str) -> frozenset[str]:
    """The words of one row of `speech_words.csv`.

    Raises:
        KeyError: there is no such class.
    """
    return _words()[name]
