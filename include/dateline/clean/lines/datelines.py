"""Datelines: place, date and agency in front of an article's first sentence.

Months, regions and places are rows of `knowledge/dateline_words.csv`; places and countries are
also taken from `places.csv` and `countries.csv`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from dateline.clean.lines.credits import agency_of
from dateline.clean.parts import Line
from dateline.knowledge import read_table, split

LOOK = 4
"""Lines at an article's start among which the dateline is looked for: it may follow a summary."""
_MIN_WORDS = 5
"""Words that must follow a dateline which names no agency: less is no sentence."""
_MAX_PARTS = 3
"""Town, region, country; also the words of an unknown town's name."""
_MAX_WORDS = 6
_MAX_LENGTH = 45
"""Words and characters of a part: `ABOARD THE PAPAL PLANE`, not a sentence."""
_MIN_LETTERS = 2
_MAX_DATE = 5
"""Words of a date: `Mardi 3 mai 2024`."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_PLACE = re.compile(r"[?!\"“”;|=<>@#*]")
_DASH = r"(?:\s*[—–―]{1,2}\s*|\s*--+\s*|\s*-\s+|\s+_\s+|\s*:\s+)"  # noqa: RUF001 - dashes
_BRACKETED = re.compile(
    r"(?P<head>(?P<where>[^()\[\]\n]{0,90}?)\s*[(\[](?P<who>[^()\[\]\n]{2,40})[)\]])\.?"
    rf"(?P<dash>{_DASH}|\s*-)?\s*"
)
"""`KYIV, Dec 24 (Agency) - `."""
_SLASHED = re.compile(
    r"(?P<head>(?P<where>[^()\[\]\n/]{3,70}?)[\s.]+/(?P<who>[^()/\n]{2,30})/)\.?"
    rf"(?P<dash>{_DASH}|(?<=\.)\s)\s*"
)
"""`WASHINGTON, Oct. 5 /Service/ -- `."""
_BARE = re.compile(rf"(?P<head>(?P<where>[^()\[\]\n]{{3,70}}?))(?P<dash>{_DASH})")
"""`ATLANTA -- `."""
_NAMED = re.compile(
    r"(?P<head>(?P<where>[^()\[\]\n:]{0,40}?)\s*\b(?P<who>CNN|РИА Новости))\.?"
    r"\s*(?P<dash>[—–]|--|\.(?=\s))\s*"  # noqa: RUF001 - dashes
)
"""`Washington CNN — `: agencies that stand without brackets."""
_CHINESE = re.compile(
    r"(?P<head>(?P<who>新华社|新華社|中新社|中新网|中新網|中央社|法新社|路透社|美联社|塔斯社)"
    r"(?P<where>[\u4e00-\u9fff·]{2,12}?)(?:\d{1,2}月)?\d{1,2}日?(?:[电電](?=[ (（\u4e00-\u9fff])))"  # noqa: RUF001
    r"\s*(?:[(（](?:记者|記者)[^()（）]{1,40}[)）])?\s*"  # noqa: RUF001
)
_JAPANESE = re.compile(
    r"(?P<head>[【［\[](?P<where>[^\W\d_・]{2,12})[＝=　\s]*"  # noqa: RUF001
    r"(?:[\d０-９]{1,2}日)?[＝=　\s]*"  # noqa: RUF001
    r"(?P<who>共同|時事|ロイター|聯合ニュース|AFP=時事|AFP)[^】］\]]{0,12}[】］\]])\s*(?:[-－—]\s*)?"  # noqa: RUF001
)
_KOREAN = re.compile(
    r"(?P<head>[(\[](?P<where>[^\W\d_]{2,8})=(?P<who>연합뉴스|뉴시스|뉴스1)[)\]])"
    r"\s*(?:[^=\n]{2,30}(?:기자|특파원)\s*=\s*)?"
)
_BEFORE_DAY = re.compile(r"(?<=[^\W\d_]{4})\.?\s+(?=\d{1,2}[.\s])")
"""Between a town and a day without a comma: `TOWN. 3 …`."""
_ASIAN = (_CHINESE, _JAPANESE, _KOREAN)
_CALL_SIGN = re.compile(r"[WK][A-Z]{2,3}(?:-TV|/[A-Z]{2,5})?")
"""Call signs of US stations begin with W or K (US Federal Communications Commission)."""
_INITIALS = re.compile(r"[A-Z]{2,5}")
_CAPITAL = re.compile(r"[A-Z][\w.'’&-]*")  # noqa: RUF001 - apostrophes
_MAX_OUTLET = 4
_WORD = re.compile(r"[^\W\d_][\w.'’ʻ-]*")  # noqa: RUF001 - apostrophes

Shape = Literal["capitals", "title"]


@dataclass(frozen=True, slots=True)
class Dateline:
    """What stands in front of an article's first sentence.

    Args:
        text: as printed, without the dash: `ANKARA, Turkey (AP)`.
        place: `ANKARA, Turkey`; None where only an agency stands.
        agency: name of the agency; None where none is named.
        rest: from the first sentence on.
        offset: where `rest` begins, in code points.
    """

    text: str
    place: str | None
    agency: str | None
    rest: str
    offset: int


@dataclass(frozen=True, slots=True)
class _Where:
    """The part before the brackets or the dash."""

    place: str
    shape: Shape | None
    is_dated: bool
    has_region: bool


def lead_dateline(lines: Sequence[Line]) -> tuple[int, Dateline] | None:
    """The dateline of an article, and the place of its line among the first ones.

    Speakers of an interview (`MARIA: …`) that are named like a place are no dateline.
    """
    for number, line in enumerate(lines[:LOOK]):
        found = parse_dateline(line.text) if line.kind == "paragraph" else None
        if found and not (_ends_in_colon(line.text, found) and _is_interview(lines)):
            return number, found
    return None


def parse_dateline(text: str) -> Dateline | None:
    """The dateline at the beginning of a paragraph, or None.

    Args:
        text: the paragraph.
    """
    start = len(text) - len(text.lstrip())
    for pattern in _ASIAN:
        if found := pattern.match(text, start):
            return _made(text, found, found["where"].strip(), agency_of(found["who"]))
    for pattern, judge in _FORMS:
        found = pattern.match(text, start)
        if found and (made := judge(text, found)):
            return made
    return None


def _bracketed(text: str, found: re.Match[str]) -> Dateline | None:
    """An agency, a station or a date stands in brackets."""
    agency, where = agency_of(found["who"]), _where(found["where"])
    rest = text[found.end() :]
    if where is None or _is_label(where.place):
        return None
    if agency is None:
        is_station = _is_date(found["who"]) or _CALL_SIGN.fullmatch(found["who"]) is not None
        is_outlet = _is_outlet(found["who"], where)
        certain = (is_station or is_outlet) and where.shape == "capitals"
        certain = certain and found["dash"] is not None and _begins_sentence(rest)
        agency = found["who"] if certain and is_outlet and not is_station else None
    elif found["dash"] is None:
        known = where.shape == "capitals" and _is_known(where.place)
        certain = (where.is_dated or known) and _begins_sentence(rest)
    else:
        certain = where.shape == "capitals" or where.is_dated or _begins_sentence(rest)
    return _made(text, found, where.place, agency) if certain else None


def _is_outlet(name: str, where: _Where) -> bool:
    """Whether what stands in brackets after a place may be an agency that is in no list.

    Names of two to four words with capitals; initials after a place or date that is known. Not
    words that spell out what stands before them, as in `NASA (National …)`.
    """
    words = name.split()
    if _INITIALS.fullmatch(name):
        return _is_known(where.place) or where.has_region or where.is_dated
    is_name = 1 < len(words) <= _MAX_OUTLET and all(_CAPITAL.fullmatch(word) for word in words)
    letters = "".join(char for char in where.place if char.isalpha())
    initials = "".join(word[0] for word in words if word[0].isupper())
    return is_name and letters != initials and not _is_known(name) and not _is_date(name)


def _named(text: str, found: re.Match[str]) -> Dateline | None:
    """An agency stands without brackets."""
    where = _where(found["where"])
    if where is None or _is_label(where.place) or not _begins_sentence(text[found.end() :]):
        return None
    return _made(text, found, where.place, agency_of(found["who"]))


def _bare(text: str, found: re.Match[str]) -> Dateline | None:
    """No brackets: only capitals, and a place that is known or looks like one."""
    where, rest = _where(found["where"]), text[found.end() :]
    if where is None or not where.place or not _begins_sentence(rest) or _is_label(where.place):
        return None
    if where.shape == "title":
        return None
    if ":" in found["dash"]:
        certain = _is_known(where.place) and not re.match(r"[^.!]{0,200}\?|I\b", rest)
    else:
        certain = where.is_dated or where.has_region or _is_placelike(where.place)
    return _made(text, found, where.place, None) if certain else None


def _made(
    text: str, found: re.Match[str], place: str | None, agency: str | None
) -> Dateline | None:
    rest = text[found.end() :].lstrip()
    if not rest:
        return None
    return Dateline(found["head"].strip(), place or None, agency, rest, len(text) - len(rest))


def _where(text: str) -> _Where | None:
    """`CLEAR LAKE, Iowa, Dec 23` in its parts; None where it is no place and no date."""
    cleared = _BEFORE_DAY.sub(", ", text.strip(" ,—–-\t\xa0"))  # noqa: RUF001 - dashes
    parts = [part for piece in cleared.split(",") if (part := piece.strip())]
    places = [part for part in parts if not _is_date(part)]
    shapes = [_shape(part) for part in places]
    if len(places) > _MAX_PARTS or None in shapes or parts[: len(places)] != places:
        return None
    has_region = len(places) > 1 and places[-1].casefold() in _regions()
    is_dated = len(places) < len(parts)
    return _Where(", ".join(places), shapes[0] if shapes else None, is_dated, has_region)


def _shape(part: str) -> Shape | None:
    """How a place is written; None where it is none: too long, or with words in lower case."""
    words = part.replace("/", " ").split()
    letters = [char for char in part if char.isalpha()]
    if len(words) > _MAX_WORDS or len(part) > _MAX_LENGTH or _NO_PLACE.search(part):
        return None
    if len(letters) < _MIN_LETTERS:
        return None
    if not any(char.islower() for char in letters):
        return "capitals" if len(letters) > _MIN_LETTERS or "." in part else "title"
    heads = [word[0] for word in words if word[0].isalpha()]
    small = sum(head.islower() for head in heads)
    return "title" if heads and not heads[0].islower() and small < len(heads) else None


def _is_date(part: str) -> bool:
    """A day and a month, in either order, a year perhaps: `Dec. 24`, `le 3 mai 2024`."""
    words = re.findall(r"[^\s.,/\d]+|\d+", unicodedata.normalize("NFC", part).casefold())
    numbers = sum(word.isdigit() for word in words)
    months = sum(word in _months() for word in words)
    if _YEAR.fullmatch(part.strip()):
        return True
    return months == 1 and numbers in (1, 2) and len(words) <= _MAX_DATE


def _begins_sentence(rest: str) -> bool:
    """Whether enough words follow, the first of them as a sentence begins, and not a question."""
    bare = rest.lstrip(" “\"‘'«„(")  # noqa: RUF001 - quotes
    if not bare or bare[0].islower() or len(rest.split()) < _MIN_WORDS:
        return False
    words = rest.split()[:_MIN_WORDS]
    return any(char.islower() for word in words for char in word) or not bare.isascii()


def _is_known(place: str) -> bool:
    town = place.partition(",")[0]
    return all(part.strip().casefold() in _places() for part in town.split("/"))


def _is_placelike(place: str) -> bool:
    """Whether a name in capitals is known, or is made as names of towns are."""
    if _is_known(place):
        return True
    words = place.partition(",")[0].split()
    if len(words) > _MAX_PARTS or not all(_WORD.fullmatch(word) for word in words):
        return False
    if len(words) > 1 and (words[0] in _words("first") or words[-1] in _words("last")):
        return True
    last = words[-1]
    return any(last.endswith(end) and len(last) > len(end) + 2 for end in _words("suffix"))


def _is_label(place: str) -> bool:
    """Whether it is no place, but a label such as BREAKING NEWS."""
    if _is_known(place):
        return False
    words = [word.strip(".’'") for word in place.partition(",")[0].upper().split()]  # noqa: RUF001
    return " ".join(words) in _words("label") or any(word in _words("never") for word in words)


def _ends_in_colon(text: str, found: Dateline) -> bool:
    return text[: found.offset].rstrip().endswith(":")


def _is_interview(lines: Sequence[Line]) -> bool:
    """Whether several lines begin with a name in capitals and a colon."""
    speakers = sum(bool(re.match(r"[A-Z][A-Z .'’-]{1,40}:\s", line.text)) for line in lines)  # noqa: RUF001
    return speakers > 1


_FORMS = (
    (_BRACKETED, _bracketed),
    (_SLASHED, _bracketed),
    (_NAMED, _named),
    (_BARE, _bare),
)


@lru_cache(maxsize=8)
def _words(kind: str) -> frozenset[str]:
    return frozenset(row["word"] for row in read_table("dateline_words") if row["kind"] == kind)


@lru_cache(maxsize=1)
def _months() -> frozenset[str]:
    return frozenset(word.casefold() for word in _words("month"))


@lru_cache(maxsize=1)
def _regions() -> frozenset[str]:
    """Names that may follow a town's: states, provinces, countries."""
    countries = {
        name.casefold()
        for row in read_table("countries")
        for name in (row["name"], *split(row["aliases"]))
    }
    return frozenset(word.casefold() for word in _words("region")) | countries


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    """Towns that stand alone in a dateline."""
    towns = {
        name.casefold()
        for row in read_table("places")
        if row["kind"] in ("capital", "city")
        for name in (row["name"], *split(row["aliases"]))
    }
    return frozenset(word.casefold() for word in _words("place")) | towns
