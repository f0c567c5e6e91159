"""Acronyms and short forms of organizations that an article introduces itself."""

import re
from collections.abc import Sequence

from dateline.annotate.names.forms import normalise
from dateline.annotate.parts import Mention, Paragraph
from dateline.knowledge import word_class

GROUPS = ("organization", "armed_group")
ACRONYM = re.compile(r"[A-Z][A-Z0-9&.-]{0,8}[A-Z.]")
"""Two to ten capitals, with or without full stops."""
_INTRODUCED = re.compile(r"(?:,? \(| ?, or )(?:the )?(?:[“\"'])?([A-Z][A-Z0-9&.-]{1,9})\b\.?")
"""Behind a name: ` (WFP)`, `, or OSCE`."""
_FILLING = frozenset({"of", "the", "and", "for", "in", "on", "to", "a", "&", "de", "co"})

GENERAL = frozenset({"international", "national", "united", "royal", "general", "central"}) | {
    *("federal", "american", "european", "new", "first", "north", "south", "east", "west"),
    *word_class("body"),
}
"""Words of many names, which stand for none by themselves."""


class ShortForms:
    """Names of groups in full, by what stands for them in the same article.

    Args:
        mentions: all mentions, in the order of the text.
        paragraphs: the parsed paragraphs.
    """

    def __init__(self, mentions: Sequence[Mention], paragraphs: Sequence[Paragraph]) -> None:
        self._full = [m for m in mentions if m.type in GROUPS and " " in m.text]
        self._introduced: dict[str, Mention] = {}
        self._initials: dict[str, Mention | None] = {}
        for mention in self._full:
            paragraph = paragraphs[mention.paragraph]
            behind = _INTRODUCED.match(paragraph.text, mention.end - paragraph.start)
            if behind and _fits(behind.group(1), mention.text):
                self._introduced.setdefault(bare(behind.group(1)), mention)
            _once(self._initials, initials(mention.text), mention)

    @property
    def introduced(self) -> dict[str, Mention]:
        """Acronyms without full stops to the mention of the name in full."""
        return self._introduced

    def full(self, mention: Mention) -> tuple[Mention, str, float] | None:
        """The mention in full that a short one stands for, its form and how sure that is."""
        if ACRONYM.fullmatch(mention.text):
            acronym = bare(mention.text)
            if acronym in self._introduced:
                return self._introduced[acronym], "acronym", 1.0
            found = self._initials.get(acronym)
            return (found, "acronym", 0.8) if found and mention.known is None else None
        if mention.known is not None or mention.type not in GROUPS:
            return None
        words = normalise(mention.text).split()
        longer = {
            normalise(each.text): each
            for each in self._full
            if _is_part(words, normalise(each.text).split())
        }
        return (next(iter(longer.values())), "name", 0.85) if len(longer) == 1 else None


def bare(acronym: str) -> str:
    """An acronym without full stops, in capitals."""
    return acronym.replace(".", "").upper()


def initials(name: str) -> str:
    """First letters of the words that begin with a capital."""
    words = re.split(r"[\s-]+", name)
    return "".join(w[0] for w in words if w[:1].isupper() and w.lower() not in _FILLING)


def _fits(acronym: str, name: str) -> bool:
    """Whether an acronym in parentheses can be of the name: its first letter is in the initials."""
    letters = bare(acronym)
    return letters[:1] in initials(name) and letters != bare(name)


def _once(table: dict[str, Mention | None], key: str, mention: Mention) -> None:
    """Keep the mention under the key; nothing where two different names have it."""
    if len(key) < 2:  # noqa: PLR2004
        return
    other = table.setdefault(key, mention)
    if other is not None and normalise(other.text) != normalise(mention.text):
        table[key] = None


def _is_part(words: list[str], longer: list[str]) -> bool:
    """Whether the words begin or end a longer name: `Boeing` of `Boeing Co.`."""
    size = len(words)
    if size == 1 and words[0] in GENERAL:
        return False
    return 0 < size < len(longer) and (longer[:size] == words or longer[-size:] == words)
