"""The grammar of time expressions, over the codes of `words.py`.

Each rule is a pattern and a function that reads its match. Patterns have no nested repeats, so a
text is read in one pass. Left out on purpose: durations (`for three years`), ages, frequencies
(`every Monday`), vague ones (`in recent days`, `a few weeks ago`), those that hang on another date
(`three years earlier`, `the next day`), fiscal years, `9/11`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from dateline.annotate.times.calendar import Moment, exists
from dateline.annotate.times.words import HOLIDAY, TOKEN, Words, numeric
from dateline.knowledge import read_table


@dataclass(frozen=True, slots=True)
class Found:
    """An expression before it is resolved.

    Args:
        moment: what it says.
        first: its first token.
        end: end of its tokens.
        is_name: a month that may be a name, a verb: `May`, `March`; the parse decides.
    """

    moment: Moment
    first: int
    end: int
    is_name: bool = False


Match = re.Match[str]
Reader = Callable[[Words, Match], Moment | None]

SHIFTS = {"l": -1, "p": -1, "i": 0, "N": 1, "c": 1}
NAMES = frozenset({"may", "march", "april", "june", "august"})
"""Months that are also words or given names."""
_EDGE = r"(?:E-?j?k?t?|t?FHt?)?"
_OF_YEAR = r"(?:,?H?(?P<y>Y)(?!C)|,?H?(?P<s>[liN])(?P<u>U))?"


def _year(words: Words, match: Match) -> tuple[int | None, int | None]:
    """Year that is said, and shift of the year that is said by `last year`."""
    groups = match.groupdict()
    if groups.get("y"):
        return words.number(match.start("y")), None
    if groups.get("u") and words.value(match.start("u")) == "year":
        return None, SHIFTS.get(groups["s"], 0)
    return None, None


def _edge(words: Words, match: Match) -> str:
    found = re.search("[EFeg]", match.group())
    return words.value(match.start() + found.start()) if found else ""


def _numeric(words: Words, match: Match) -> Moment | None:
    parts = numeric(words.tokens[match.start()])
    return Moment("day", *parts) if parts else None


def _date(words: Words, match: Match) -> Moment | None:
    month = words.number(match.start("m") if match["m"] else match.start("n"))
    at = match.start("d") if match["d"] else match.start("e")
    more = "f" if match["d"] else "g"
    numbers = [int(n) for n in re.findall(r"\d+", words.tokens[at])] or [words.number(at)]
    last = words.number(match.start(more)) if match[more] else numbers[-1]
    year, shift = _year(words, match)
    if last < numbers[0]:
        return None
    return Moment("day", year, month, numbers[0], last, shift=None, of=_of(shift))


def _of(shift: int | None) -> str:
    return "" if shift is None else f"year{shift:+d}"


def _month(words: Words, match: Match) -> Moment | None:
    year, shift = _year(words, match)
    if match["u"] and shift is None:
        return None
    look = SHIFTS[match["a"]] if match["a"] else None
    month = words.number(match.start("m"))
    return Moment("month", year, month, shift=look, of=_of(shift), edge=_edge(words, match))


def _bare_year(words: Words, match: Match) -> Moment:
    return Moment("year", words.number(match.start("y")), edge=_edge(words, match))


def _years(words: Words, match: Match) -> Moment | None:
    """`2001-2006`, `2014-15`."""
    first, last = (int(n) for n in re.findall(r"\d+", words.tokens[match.start()]))
    last += first - first % 100 if last < 100 else 0  # noqa: PLR2004 - two digits
    return Moment("year", first, count=last - first) if last > first else None


def _decade(words: Words, match: Match) -> Moment:
    digits = int(re.findall(r"\d+", words.tokens[match.end() - 1])[0])
    year = digits if digits > 99 else 1900 + digits  # noqa: PLR2004 - '90s
    return Moment("decade", year, edge=_edge(words, match))


def _shifted(words: Words, match: Match) -> Moment | None:
    """`last week`, `earlier this month`, `the end of next year`."""
    unit = words.value(match.start("u"))
    if unit in ("minute", "hour", "day") or words.tokens[match.start("u")].lower().endswith("s"):
        return None
    shift = SHIFTS[match["s"]] if match["s"] else 0
    return Moment(unit, shift=shift, edge=_edge(words, match))


def _rolling(words: Words, match: Match) -> Moment | None:
    unit = words.value(match.start("u"))
    plural = words.tokens[match.start("u")].lower().endswith("s")
    if (plural and not match["n"]) or (not match["n"] and unit in ("minute", "hour", "day")):
        return None
    if unit == "weekend":
        return None
    count = words.number(match.start("n")) if match["n"] else 1
    return Moment("rolling", shift=SHIFTS[match["s"]], count=min(count, 2000), of=unit)


def _ago(words: Words, match: Match) -> Moment | None:
    count, unit = words.number(match.start("n")), words.value(match.start("u"))
    return Moment("ago", count=count, of=unit) if unit not in ("weekend", "quarter") else None


def _season(words: Words, match: Match) -> Moment | None:
    year, shift = _year(words, match)
    look = SHIFTS[match["a"]] if match["a"] else None
    month = words.number(match.start("season"))
    return Moment("season", year, month, shift=look, of=_of(shift), edge=_edge(words, match))


def _part_of_year(words: Words, match: Match) -> Moment | None:
    """`the third quarter of 2015`, `Q3 2015`, `the first half of this year`."""
    year, shift = _year(words, match)
    is_half = words.codes[match.start("part")] == "h" if match["o"] else False
    parts = 2 if is_half else 4
    if match["o"]:
        number = parts if match["o"] == "l" else words.number(match.start("o"))
    else:
        number = int(words.tokens[match.start("q")][1])
    other = match["o"] and not is_half and words.value(match.start("part")) != "quarter"
    if other or number > parts or (match["u"] and shift is None):
        return None
    unit, months = ("season", 6) if is_half else ("quarter", 3)
    return Moment(unit, year, months * (number - 1) + 1, of=_of(shift), months=months)


def _week_of(words: Words, match: Match) -> Moment | None:
    number = -1 if match["o"] == "l" else words.number(match.start("o"))
    unit = words.value(match.start("unit"))
    if unit != "week" or number > 4:  # noqa: PLR2004 - weeks of a month
        return None
    year, shift = _year(words, match)
    month = words.number(match.start("m"))
    return Moment("week", year, month, count=number, of=_of(shift))


def _weekday(words: Words, match: Match) -> Moment | None:
    weekday = words.number(match.start("w"))
    if match["u"]:
        if words.value(match.start("u")) != "week":
            return None
        return Moment("day", weekday=weekday, shift=SHIFTS[match["s"]], of="week")
    return Moment("day", weekday=weekday, shift=SHIFTS[match["a"]] if match["a"] else None)


def _relative(words: Words, match: Match) -> Moment:
    word = words.value(match.start("r"))
    step = {"<": -1, ">": 1}.get(match.group()[2:3], 0)
    return Moment("day", shift=step + int(word))


def _part_of_day(words: Words, match: Match) -> Moment | None:
    night = words.tokens[match.end() - 1].lower() in ("night", "evening")
    if match.group()[0] == "l":
        return Moment("day", shift=-1) if night else None
    return Moment("day", shift=0)


_DAY_MONTH = (
    r"(?:[Ww]\.?T?,?k?t?)?(?:"
    r"(?P<m>M|m\.?)t?(?P<d>[DOr])(?!-[aUDx])(?:[o\-d](?P<f>[DO])(?![-'CMmHU$]))?(?!C)"
    r"|t?(?P<e>[DOr])(?:[o\-](?P<g>[DO]))?H?(?P<n>M|m\.?)(?!-))"
)
_PART_OF_YEAR = (
    r"t?(?:(?P<o>[Ol])-?(?P<part>[Uh])|(?P<q>Q))"
    r"(?:H?,?(?P<y>Y)(?!C)|,?H(?:(?P<s>[liN])|t)(?P<u>U))"
)
_WEEKDAY = r"(?<![VXO])(?P<a>[lNic])?E?(?P<w>[Ww])T?(?:,?H?(?P<s>[liN])(?P<u>U))?(?![P\-])(?!j[Mm])"
_CONTEXT = r"(?<=[jsfBoHk<>dt(i])"
"""What stands before a year or a month that is no count and no name."""
RULES: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (r"Z", _numeric),
        (_DAY_MONTH + _OF_YEAR, _date),
        (r"t?(?P<o>[Ol])(?P<unit>U)H(?P<m>M|m\.?)" + _OF_YEAR, _week_of),
        (_PART_OF_YEAR, _part_of_year),
        (_EDGE + r"(?P<a>[liN])?(?P<m>M|m\.?)" + _OF_YEAR + r"(?![DOU])", _month),
        (r"(?:t(?=S))?(?P<a>[liN])?(?:E-?)?(?P<season>S)" + _OF_YEAR + r"(?!-)", _season),
        (r"(?<![h\-])(?:a(?=GH))?(?P<n>[GDnaY])H?(?P<u>U)A", _ago),
        (r"(?:E-?j?|t?FHt?)t?(?P<y>Y)(?!C)", _bare_year),
        (_EDGE + r"t?(?:(?P<k>K)|'(?P<q>q))", _decade),
        (_WEEKDAY, _weekday),
        (r"t(?P<s>[lpNc])(?P<n>[GDna])?(?P<u>U)(?!['H])", _rolling),
        (r"(?<!t)(?P<s>[lpNc])(?P<n>[GDn])(?P<u>U)(?!['H])", _rolling),
        (r"(?P<s>p)(?P<n>)(?P<u>U)(?!['H])", _rolling),
        (r"(?:[Eeg]|t?FH)?(?P<s>[liN])(?P<u>U)(?!H[^liNx])", _shifted),
        (r"t?FHt(?P<s>)(?P<u>U)", _shifted),
        (r"(?:tU[<>]|E)?(?P<r>R)T?", _relative),
        (r"E?[il]T", _part_of_day),
        (_CONTEXT + r"(?P<y>Y)(?![C\-$])", _bare_year),
        (r"z(?!C)", _years),
    )
)


_LEFT_OF_NAME = frozenset("jsElNiBf")
"""Codes before a month that is also a word, when it is the month."""
_TERROR = frozenset({"attack", "attacks", "terror", "terrorist", "hijackers", "hijackings"})


def find(words: Words) -> list[Found]:
    """The expressions of a text, in order, none over another; the earlier rule wins."""
    codes = words.codes
    if not _ANY.search(codes):
        return []
    taken = bytearray(len(codes))
    found: list[Found] = list(_holidays(words, taken))
    for pattern, reader in RULES:
        for match in pattern.finditer(codes):
            first, end = match.span()
            if any(taken[first:end]):
                continue
            moment = reader(words, match)
            if moment is None or not _allowed(words, match, moment):
                continue
            taken[first:end] = b"\1" * (end - first)
            if exists(moment):
                found.append(Found(moment, first, end, is_name=_is_name(words, match)))
    return sorted(found, key=lambda f: f.first)


_ANY = re.compile("[ZMmYKqSWwRTUQzL]")


def _is_name(words: Words, match: Match) -> bool:
    """Whether a bare month may be somebody's name, or a verb."""
    start = match.start("m") if "m" in match.re.groupindex else -1
    return match.span() == (start, start + 1) and words.tokens[start].lower() in NAMES


def _allowed(words: Words, match: Match, moment: Moment) -> bool:  # noqa: PLR0911 - one a case
    """What the codes around an expression say against it."""
    codes, (first, end) = words.codes, match.span()
    before = codes[first - 1] if first else ""
    if before in ("y", "V", "$") or (before == "-" and first > 1 and codes[first - 2] in "DnGaY"):
        return False
    if moment.unit == "day" and moment.month == 9 and moment.day == 11:  # noqa: PLR2004 - 9/11
        return moment.year is not None or not _TERROR & {
            t.lower() for t in words.tokens[end : end + 2]
        }
    if moment.unit == "month" and end - first == 1:
        if before == "m" or codes[first] == "m":
            return before in _LEFT_OF_NAME
        if words.tokens[first] == "March" and words.tokens[end : end + 1] in (["on"], ["for"]):
            return False
    if moment.unit == "season" and not moment.months:
        return _is_season(words, first, end)
    if codes[first] == "w" and end - first == 1:
        return before in ("k", "s", "f") and words.tokens[first] not in ("Sat", "Sun")
    return True


def _is_season(words: Words, first: int, end: int) -> bool:
    """`in the spring`, `last summer`, `fall 2015`; not `fall`, `the fall of`, `a spring`."""
    codes = words.codes
    if "Y" in codes[first:end] or "U" in codes[first:end] or codes[first] in "lNi":
        return True
    if codes[first] == "E":
        return True
    return (
        codes[first] == "t"
        and first > 0
        and codes[first - 1] in "jso<>"
        and (codes[end : end + 1] != "H")
    )


def _holidays(words: Words, taken: bytearray) -> Iterator[Found]:
    if HOLIDAY not in words.codes:
        return
    names = _holiday_names()
    for first, code in enumerate(words.codes):
        if code != HOLIDAY:
            continue
        name, rule = next(
            ((n, r) for n, r in names if tuple(words.tokens[first : first + len(n)]) == n),
            ((), ""),
        )
        before = words.codes[first - 1 : first]
        if not name or before in ("X", "V"):
            continue
        if len(name) == 1 and (before not in _HOLIDAY_LEFT or not before):
            continue
        end = first + len(name)
        moment = Moment("day", holiday=rule)
        if words.codes[end : end + 1] == "Y":
            moment, end = replace(moment, year=words.number(end)), end + 1
        if before in ("l", "N", "i"):
            first -= 1  # noqa: PLW2901 - the word belongs to it
            moment = replace(moment, shift=SHIFTS[before])
        taken[first:end] = b"\1" * (end - first)
        yield Found(moment, first, end)


_HOLIDAY_LEFT = "@jsko<>lNi"


@lru_cache(maxsize=1)
def _holiday_names() -> list[tuple[tuple[str, ...], str]]:
    """Tokens of each holiday and its rule, the longest first."""
    rows = [
        (tuple(TOKEN.findall(row["words"])), row["value"])
        for row in read_table("time_words")
        if row["class"] == "holiday"
    ]
    return sorted(rows, key=lambda row: -len(row[0]))
