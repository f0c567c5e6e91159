"""Line rules as they stand in the knowledge files, compiled so that one pass tries them all."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from dateline.clean.parts import Line, Profile
from dateline.knowledge import read_table, split

TABLES = ("line_rules", "notice_rules")
"""Knowledge files of line rules; all have the same columns."""

ANY_LENGTH = 10_000
_STEPS = (4, 8, 16, 30, 60, ANY_LENGTH)
"""Limits up to which rules are tried together: most lines are longer than most rules reach."""
_USUAL_KINDS = ("paragraph", "heading", "item")
_ENGLISH = frozenset({"the", "of", "and", "to"})
_ENGLISH_SHARE = 0.05
_SAMPLE = 200
_ENOUGH = 40
_LETTERS_A_WORD = 15
"""A line has at least one word for so many characters: scripts without blanks have lengths, too."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table of line rules.

    Args:
        rule_id: its id.
        language: what it is written in, ISO 639-1; empty for English, and for any.
        profile: `news`, or `any`.
        scopes: where a line may stand to be hit: `any`, `head`, `tail`, `run`, `linked`.
        kinds: kinds of line that it may hit.
        max_words: longer lines are safe.
        pattern: regular expression for the whole line, in any case; empty: code decides.
        action: `drop`; `credit`: dropped and among the credits; `cut`: this line and all after it.
        unless: regular expression; a line that has it anywhere is safe. Empty for none.
    """

    rule_id: str
    language: str
    profile: str
    scopes: tuple[str, ...]
    kinds: frozenset[str]
    max_words: int
    pattern: str
    action: str
    unless: str


class Matcher:
    """Finds the rule that hits a line: one regular expression for all rules of like limits."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        groups: dict[int, list[Rule]] = defaultdict(list)
        for rule in sorted(rules, key=lambda rule: rule.max_words):
            groups[min(step for step in _STEPS if rule.max_words <= step)].append(rule)
        self._groups = [
            (max(rule.max_words for rule in members), _joined(members), members)
            for members in groups.values()
        ]

    def find(self, line: Line, words: int) -> Rule | None:
        """The rule that hits a line, of those with the tightest limit the first; None if none.

        Args:
            line: the line.
            words: its length, by `words_of`.
        """
        for limit, expression, members in self._groups:
            if words <= limit and expression.fullmatch(line.text):
                for rule in members:
                    if _hits(rule, line, words):
                        return rule
        return None


def words_of(text: str) -> int:
    """Length of a line in words; scripts without blanks have one for each 15 characters."""
    return max(text.count(" ") + 1, len(text) // _LETTERS_A_WORD)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """All line rules, in the order of the tables."""
    return tuple(_rule(row) for name in TABLES for row in read_table(name))


def is_english(lines: Iterable[Line]) -> bool:
    """Whether a text is English, without much doubt: for what only saves time.

    About an eighth of the words of English prose are the four that are counted.
    """
    sample: list[str] = []
    for line in lines:
        sample += line.text.casefold().split()
        if len(sample) > _SAMPLE:
            break
    found = sum(word in _ENGLISH for word in sample)
    return len(sample) >= _ENOUGH and found >= _ENGLISH_SHARE * len(sample)


@lru_cache(maxsize=256)
def matcher(
    profile: Profile, scope: str, off: frozenset[str] = frozenset(), *, english: bool = False
) -> Matcher:
    """The rules of a profile for a scope.

    Args:
        profile: the profile.
        scope: the scope.
        off: ids of rules that are not wanted.
        english: whether rules for other languages are not wanted.
    """
    return Matcher(
        rule
        for rule in rules()
        if rule.pattern
        and scope in rule.scopes
        and rule.profile in ("any", profile)
        and rule.rule_id not in off
        and not (english and rule.language)
    )


@lru_cache(maxsize=8)
def in_all_languages(*names: str) -> frozenset[str]:
    """Ids of rules that are named alike but for the language: `comments_de`, `comments_fr`.

    Args:
        names: what the ids begin with.
    """
    wanted = set(names)
    return frozenset(
        rule.rule_id
        for rule in rules()
        if rule.language and rule.rule_id.removesuffix(f"_{rule.language}") in wanted
    )


@lru_cache(maxsize=2)
def enabled(profile: Profile) -> frozenset[str]:
    """Ids of the rules of a profile."""
    return frozenset(rule.rule_id for rule in rules() if rule.profile in ("any", profile))


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        row["rule_id"],
        row.get("lang", ""),
        row["profile"],
        split(row["scope"]),
        frozenset(split(row["kinds"]) or _USUAL_KINDS),
        int(row["max_words"] or ANY_LENGTH),
        row["pattern"],
        row["action"],
        row["unless"],
    )


def _joined(members: list[Rule]) -> re.Pattern[str]:
    return _compiled("|".join(f"(?:{rule.pattern})" for rule in members))


def _hits(rule: Rule, line: Line, words: int) -> bool:
    if words > rule.max_words or line.kind not in rule.kinds:
        return False
    if not _compiled(rule.pattern).fullmatch(line.text):
        return False
    return not (rule.unless and _compiled(rule.unless).search(line.text))


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)
