"""Credits: who reported, edited, took the pictures, or published first.

The rules are rows of `knowledge/credit_rules.csv`, the agencies rows of `knowledge/agencies.csv`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from dateline.clean.parts import Line
from dateline.knowledge import read_table, split

Role = Literal["report", "origin", "picture", "copyright", "republished"]

TAIL = 6
"""Lines at an article's end where the rules of scope `tail` look."""
_SHORT = 5
"""An agency's alias of so many letters counts only as it is written: AP, but not "ap"."""
_MAX_LENGTH = 1500
"""Characters of a credit; a longer line is none."""
_KINDS = frozenset({"paragraph", "heading", "item"})
_TAIL_CREDIT = re.compile(
    r"(?P<text>.{20,}?[.!?…][\"”’»)]*)\s*"  # noqa: RUF001 - closing quotes
    r"(?P<credit>[(\[][^()\[\]]{5,400}[)\]][.]?|(?:Additional )?Reporting by [^.]{5,200}\.?)",
    re.DOTALL,
)
"""A paragraph, and what stands in brackets after its last sentence."""
_CAPITAL = r"(?-i:i?[^\W\d_a-zß-öø-ÿα-ώа-ѿ])"
_PARTICLE = (
    r"(?:and|&|in|at|of|for|from|the|de|da|di|do|dos|del|della|la|le|el|al|bin|ibn|van|von|der"
    r"|den|ter|ten|et|e|y|und|with|via|on|other|staff|writers?|reporters?|correspondents?|editors?"
    r"|researchers?|producers?|contributors?|journalists?|newsroom|bureau|desk|team|agencies|news"
    r"|wire|services?|reports)(?!\w)"
)
_NAME = rf"(?>[“\"‘']?{_CAPITAL}[\w.'’/&”\"-]*|{_PARTICLE})"  # noqa: RUF001 - quotes
_NAMES = rf"(?>{_NAME}(?:,? {_NAME}){{0,60}})"
"""Names of people, outlets and places, with the small words between them; each word fits in one
way only, so that a long line costs no more than a short one."""
_OWNER = rf"(?>[@#©]?(?:{_CAPITAL}|\d{{4}}(?!\d))[\w.'’&+/|-]*)"  # noqa: RUF001 - apostrophe
_BETWEEN = (
    r"(?>(?:[,;]? ?[/|•·—–-]+ ?|[,;]? )"  # noqa: RUF001 - dash
    r"(?:(?:and|of|for|via|by|de|van|von|the|from|on|in|y|et|e|und) )*)"
)
_PICTURE = rf"(?>{_OWNER}(?:{_BETWEEN}{_OWNER}){{0,14}})"
"""Names of photographers, agencies and owners, with what stands between them."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """A row of `credit_rules.csv`."""

    rule_id: str
    role: Role
    max_words: int
    cues: tuple[str, ...]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def fits(self, text: str, words: int) -> bool:
        """Whether the whole line is a credit."""
        return (
            words <= self.max_words
            and self.pattern.fullmatch(text) is not None
            and (self.unless is None or self.unless.search(text) is None)
        )


class _Rules:
    """Rules for one scope, found by the cues of which a line must have one."""

    def __init__(self, rules: Sequence[_Rule]) -> None:
        self._rules = rules
        self._always = [number for number, rule in enumerate(rules) if not rule.cues]
        self._by_cue: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            for cue in rule.cues:
                self._by_cue.setdefault(cue, []).append(number)

    def find(self, text: str) -> _Rule | None:
        """The first rule that fits the whole line; None if none."""
        lowered, words = text.casefold(), text.count(" ") + 1
        numbers = set(self._always)
        for cue, having in self._by_cue.items():
            if cue in lowered:
                numbers.update(having)
        fitting = (self._rules[number] for number in sorted(numbers))
        return next((rule for rule in fitting if rule.fits(text, words)), None)


def credit_rule(line: Line, *, place_from_end: int) -> str | None:
    """Id of the rule by which a line is a credit, or None.

    Args:
        line: the line.
        place_from_end: lines after it; rules of scope `tail` look at the last `TAIL` only.
    """
    if line.kind not in _KINDS or len(line.text) > _MAX_LENGTH:
        return None
    rule = _rule(line.text, is_tail=place_from_end < TAIL)
    return rule.rule_id if rule else None


def split_tail_credit(text: str) -> tuple[str, str | None]:
    """A paragraph, and the sign-off that stands after its last sentence, if there is one."""
    found = _TAIL_CREDIT.fullmatch(text)
    if found is None or _rule(found["credit"], is_tail=True) is None:
        return text, None
    return found["text"], found["credit"]


@lru_cache(maxsize=4096)
def agency_of(text: str) -> str | None:
    """Name of the news agency that a text names, and nothing else: `AP`, `(dpa/tmn)`.

    Args:
        text: what stands in a byline, in a dateline's brackets, or as an author.
    """
    bare = text.strip(' ()[]/.,;:-—–«»"')  # noqa: RUF001 - dashes
    for part in (bare, *re.split(r"\s*(?:[/,;|&+،]|\bvia\b|\band\b|-(?=[a-z]))\s*", bare)):
        if name := _exact(part):
            return name
    return None


def is_own_site(agency: str, host: str) -> bool:
    """Whether a host is of the agency's own sites.

    Args:
        agency: name, as `agency_of` gives it, or as a dateline has it.
        host: of the article's address.
    """
    name = host.lower().rstrip(".").partition(":")[0]
    if agency not in _sites():  # known from a dateline only
        letters = "".join(filter(str.isalnum, agency.casefold()))
        return letters in "".join(filter(str.isalnum, name))
    return any(name == site or name.endswith(f".{site}") for site in _sites()[agency])


def agency_from(
    dateline_agency: str | None, credited: Sequence[str], authors: Sequence[str], host: str
) -> str | None:
    """The news agency that an article's text is from; None for an agency on its own site.

    Pictures of an agency, and help of one, do not make the text the agency's.

    Args:
        dateline_agency: what the dateline names.
        credited: the credits, as printed.
        authors: persons and organizations of the byline.
        host: of the article's address.
    """
    origins = (found for text in credited if (found := _origin(text)))
    bylines = (found for text in authors if (found := _byline(text)))
    agency = dateline_agency or next(origins, None) or next(bylines, None)
    return None if agency is None or is_own_site(agency, host) else agency


def _byline(text: str) -> str | None:
    bare = re.sub(
        r"^(?:by|with|from) | (?:staff|writers?|reporters?)$", "", text, flags=re.IGNORECASE
    )
    return agency_of(bare)


def _origin(text: str) -> str | None:
    """The agency that a credit says the text is from."""
    rule = _rule(text, is_tail=True)
    if rule is None or rule.role not in ("origin", "copyright"):
        return None
    found = _named().search(text)
    return found and _exact(found.group())


def _exact(text: str) -> str | None:
    return _aliases().get(text if len(text) <= _SHORT else text.casefold())


def _rule(text: str, *, is_tail: bool) -> _Rule | None:
    return _rules(is_tail).find(text)


@lru_cache(maxsize=2)
def _rules(is_tail: bool) -> _Rules:
    rows = [row for row in read_table("credit_rules") if is_tail or row["scope"] != "tail"]
    return _Rules([_as_rule(row) for row in rows])


def _as_rule(row: dict[str, str]) -> _Rule:
    pattern = row["pattern"]
    for name, value in (("names", _NAMES), ("picture", _PICTURE), ("agency", _agency_pattern())):
        pattern = pattern.replace(f"{{{name}}}", value)
    unless = re.compile(row["unless"], re.IGNORECASE) if row["unless"] else None
    return _Rule(
        row["rule_id"],
        row["role"],  # type: ignore[arg-type]
        int(row["max_words"]),
        split(row["cue"]),
        re.compile(pattern, re.IGNORECASE),
        unless,
    )


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    names: dict[str, str] = {}
    for row in read_table("agencies"):
        for alias in split(row["aliases"]):
            names.setdefault(alias if len(alias) <= _SHORT else alias.casefold(), row["name"])
    return names


@lru_cache(maxsize=1)
def _sites() -> dict[str, tuple[str, ...]]:
    return {row["name"]: split(row["domains"]) for row in read_table("agencies")}


@lru_cache(maxsize=1)
def _agency_pattern() -> str:
    """Any alias; the short ones as they are written, the longest first."""
    every = {alias for row in read_table("agencies") for alias in split(row["aliases"])}
    longest = sorted(every, key=lambda alias: (-len(alias), alias))
    return "(?:" + "|".join(_as_written(alias) for alias in longest) + ")"


def _as_written(alias: str) -> str:
    return f"(?-i:{re.escape(alias)})" if len(alias) <= _SHORT else re.escape(alias)


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_agency_pattern()}(?!\w)", re.IGNORECASE)
