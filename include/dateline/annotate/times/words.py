"""Words of time as codes: a text becomes a string with one character per token.

The grammar (`grammar.py`) is written over these characters, so that it is short, and its
cost does not depend on how long the words are.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from dateline.knowledge import read_table, split

TOKEN = re.compile(r"\d{4}-\d\d-\d\dT[\d:]+Z?|\d+(?:[.,:/–-]\d+)*\w*|Q[1-4]\b|[^\W\d_]+|[^\w\s]")  # noqa: RUF001 - both dashes
CODES = {
    "weekday": "W", "weekday_short": "w", "month": "M", "month_short": "m", "relative_day": "R",
    "part_of_day": "T", "unit": "U", "season": "S", "last": "l", "past": "p", "next": "N",
    "coming": "c", "this": "i", "edge": "E", "earlier": "e", "edge_noun": "F", "ordinal": "O",
    "article": "a", "number": "G", "of": "H", "the": "t", "between": "B", "and": "d", "from": "f",
    "to": "o", "since": "s", "preposition": "j", "on": "k", "before": "<", "after": ">",
    "ago": "A", "half": "h", "at": "@", "every": "V", "fiscal": "y", "not_weekday": "X",
    "after_weekday": "P", "counted": "C",
}  # fmt: skip
"""Class of `time_words.csv` to its character."""
NAMES = frozenset({"weekday", "weekday_short", "month", "month_short", "not_weekday"})
"""Classes whose words count only with a capital: not `may`, `march`, `sun`."""
OTHER = "x"
HOLIDAY = "L"
_MARKS = {",": ",", ".": ".", "-": "-", "–": "-", "'": "'", "’": "'", "‘": "'",  # noqa: RUF001
          "(": "(", ")": ")", "$": "$", "€": "$", "£": "$", "#": "$"}  # fmt: skip
_PAUSE = re.compile(r"(?<=\s)[-–](?=\s)")  # noqa: RUF001
_ORDINAL = re.compile(r"([1-9]|[12]\d|3[01])(?:st|nd|rd|th)")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T[\w:]*)?")
_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_YEARS = re.compile(r"((?:1[5-9]|20)\d\d)[–-](\d{4}|\d\d)")  # noqa: RUF001
_DAYS = re.compile(r"([1-9]|[12]\d|3[01])[–-]([1-9]|[12]\d|3[01])")  # noqa: RUF001
_DECADE = re.compile(r"((?:1[5-9]|20)\d)0s")
_SHORT_DECADE = re.compile(r"([3-9])0s")
_QUARTER = re.compile(r"[1-4]")
LONGEST = 20
"""Characters of a token that may be a date."""
DECEMBER = 12
FIRST_YEAR, LAST_YEAR = 1500, 2100
"""Numbers of four digits between these may be years."""


@dataclass(frozen=True)
class Words:
    """The tokens of a text and their codes.

    Args:
        text: the text.
        tokens: its words, numbers and marks.
        codes: one character per token.
    """

    text: str
    tokens: list[str]
    codes: str

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Offsets of the tokens; only a text that has an expression needs them."""
        return [match.span() for match in TOKEN.finditer(self.text)]

    def value(self, index: int) -> str:
        """The value of a token in the vocabulary, or the token itself."""
        return vocabulary()[1].get(self.tokens[index].lower(), self.tokens[index])

    def number(self, index: int) -> int:
        """The number that a token stands for."""
        digits = re.match(r"\d{1,4}", self.tokens[index])
        return int(digits.group()) if digits else int(self.value(index))


def read(text: str) -> Words:
    """The words of a text; a dash with blanks around it joins nothing."""
    tokens = TOKEN.findall(_PAUSE.sub("\u2014", text))
    known = vocabulary()[0].get
    return Words(text, tokens, "".join([known(t) or _code(t) for t in tokens]))


@lru_cache(maxsize=1)
def vocabulary() -> tuple[dict[str, str], dict[str, str]]:
    """Code of each word as printed, and value of each word in lower case."""
    codes: dict[str, str] = dict(_MARKS)
    values: dict[str, str] = {}
    for row in read_table("time_words"):
        if row["class"] in ("planned", "scheduled"):
            continue
        if row["class"] == "holiday":
            codes.setdefault(TOKEN.findall(row["words"])[0], HOLIDAY)
            continue
        for word in split(row["words"]):
            values.setdefault(word.lower(), row["value"])
            forms = [word] if row["class"] in NAMES else [word, word.capitalize(), word.upper()]
            if row["class"] in ("weekday", "month") and word not in ("May", "March"):
                forms.append(word.upper())
            for form in forms:
                codes.setdefault(form, CODES[row["class"]])
    for number in range(1, 32):
        codes[str(number)] = codes[f"{number:02d}"] = "D"
    for year in range(FIRST_YEAR, LAST_YEAR):
        codes[str(year)] = "Y"
    return codes, values


@lru_cache(maxsize=4096)
def _code(token: str) -> str:
    """Code of a token that is not in the vocabulary."""
    if token[0] == "Q" and _QUARTER.fullmatch(token[1:]):
        return "Q"
    if not token[0].isdecimal() or len(token) > LONGEST:
        return "n" if token[0].isdecimal() else OTHER
    for pattern, code in (
        (_ORDINAL, "O"), (_ISO, "Z"), (_SLASHED, "Z"), (_YEARS, "z"), (_DAYS, "r"),
        (_DECADE, "K"), (_SHORT_DECADE, "q"),
    ):  # fmt: skip
        if pattern.fullmatch(token):
            return code
    return "n"


def numeric(token: str) -> tuple[int, int, int] | None:
    """Year, month and day of a date in digits, where it can be read in one way only."""
    iso = _ISO.fullmatch(token)
    if iso:
        return int(iso[1]), int(iso[2]), int(iso[3])
    slashed = _SLASHED.fullmatch(token)
    if slashed is None:
        return None
    one, other, year = int(slashed[1]), int(slashed[3]), int(slashed[4])
    if slashed[2] == "." or one > DECEMBER or one == other:
        return year, other, one
    return (year, one, other) if other > DECEMBER else None
