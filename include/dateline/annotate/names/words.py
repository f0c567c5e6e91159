"""Words that tell what a name is, and which are none."""

from collections.abc import Sequence
from functools import cache

from dateline.annotate.names.forms import CURLY
from dateline.knowledge import read_table, split, word_class

HONORIFICS = word_class("honorific") | word_class("name_title")
"""Words in front of a person's name that are no part of it."""
INSIDE_TITLES = word_class("name_title_inside")
"""Those of them that no surname is, so that a name begins behind them: `Marshal` of a county."""
SHORT_TITLES = word_class("name_title_short")
"""Those that only a person's name follows."""
PORTFOLIOS = word_class("portfolio")
"""Words in front of a title that name no body by themselves: `Interior Minister`."""
COMPANIES = frozenset({"corp", "corporation", "inc", "co", "company", "ltd", "plc", "llc", "ag"})
"""Last words of a company's name that may be left out."""
UNITS = word_class("unit_word")
"""Words that a number follows, and which name nothing: `Season 4`."""
NO_NAMES = word_class("no_name")
"""Words that are taken for names, and are none by themselves."""
BUILDINGS = (word_class("facility_word") | {"university", "college", "school"}) - {"camp", "base"}
"""Last words of names of buildings and schools that bear the name of a person."""
PARTICLES = frozenset(
    {"al", "el", "von", "van", "de", "der", "den", "bin", "bint", "ibn", "abu", "da", "di", "du"}
    | {"del", "della", "dos", "ter", "ten", "zu", "la", "le"}
)
"""Lower-case words that a name may begin with."""
POSSESSIVES = frozenset({"'s", f"{CURLY}s", "'S", f"{CURLY}S", "'", CURLY})
"""What may stick to the end of a name."""

_LAST = {
    **dict.fromkeys(word_class("work_word"), "other"),
    **dict.fromkeys(word_class("event_word"), "event"),
    **dict.fromkeys(word_class("body") | word_class("organization_word"), "organization"),
    **dict.fromkeys(word_class("facility_word"), "facility"),
    **dict.fromkeys(word_class("place_word"), "place"),
}
"""Last word of a name to the entity type that it speaks for."""
_FIRST = {
    **dict.fromkeys(word_class("event_first_word"), "event"),
    **dict.fromkeys(word_class("place_first_word"), "place"),
}
"""First word of a name to the entity type that it speaks for."""


def type_by_words(words: Sequence[str]) -> str | None:
    """The entity type that the words of a name of several words speak for, or None.

    The last word counts, or the one in front of `of` or `for`: `Bank of Japan`, `Battle of Hama`.

    Args:
        words: of the name.
    """
    if len(words) < 2:  # noqa: PLR2004
        return None
    head = len(words) - 1
    for index, word in enumerate(words):
        if index and word in ("of", "for"):
            head = index - 1
            break
    return _LAST.get(words[head].lower().rstrip("."))


def type_by_first_word(words: Sequence[str]) -> str | None:
    """The entity type that the first word of a name of several speaks for: `Lake Chad`; or None."""
    if len(words) < 2 or not words[0][:1].isupper():  # noqa: PLR2004
        return None
    return _FIRST.get(words[0].lower().rstrip("."))


def is_title(word: str) -> bool:
    """Whether a word is a title in front of a name: `Dr.`, `Minister`."""
    return word[:1].isupper() and word.lower().rstrip(".") in HONORIFICS


def is_short_title(word: str) -> bool:
    """Whether a word is one that only a person's name follows: `Mr.`."""
    return word[:1].isupper() and word.lower().rstrip(".") in SHORT_TITLES


def is_no_name(words: Sequence[str]) -> bool:
    """Whether words are not a name: a unit with its number, an everyday word, an address."""
    first = words[0].lower()
    if len(words) == 1:
        bare = first.rstrip(".")
        return bool({first, bare} & NO_NAMES) or len(bare) <= 1 or _is_address(first)
    if first in UNITS and any(character.isdigit() for character in words[1]):
        return True
    return all(word.lower().rstrip(".") in HONORIFICS or word.lower() in NO_NAMES for word in words)


def _is_address(word: str) -> bool:
    return word[0] in "@#" or "@" in word or "://" in word or word.startswith("www.")


@cache
def agencies() -> frozenset[str]:
    """Names of news and photo agencies."""
    return frozenset(
        name for row in read_table("agencies") for name in (row["name"], *split(row["aliases"]))
    )
