"""Times as pages write them: ISO 8601 and its bad copies, RFC 5322, epoch numbers, words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from dateline.clean.parts import Moment

LONGEST = 120
"""Characters of the longest text that is tried: no time is longer, and patterns stay fast."""

_WEEKDAY = 20
"""Letters that may stand around a time that is all of a text: `Updated: Wednesday, …`."""
_MONTHS = 12
_HALF_DAY = 12

_ZONE_NAMES: dict[str, tzinfo] = {
    name: timezone(timedelta(hours=hours))
    for hours, names in {
        0: "Z UTC GMT WET",
        1: "CET WEST BST",
        2: "CEST EET",
        3: "EEST MSK",
        5: "PKT",
        5.5: "IST",
        7: "WIB",
        8: "AWST HKT SGT WITA",
        9: "JST KST",
        10: "AEST",
        11: "AEDT",
        12: "NZST",
        13: "NZDT",
        -4: "EDT",
        -5: "EST CDT",
        -6: "CST MDT",
        -7: "MST PDT",
        -8: "PST",
    }.items()
    for name in names.split()
} | {
    name: ZoneInfo(f"America/{city}")
    for name, city in {
        "ET": "New_York",
        "CT": "Chicago",
        "MT": "Denver",
        "PT": "Los_Angeles",
    }.items()
}
"""Zones of the IANA database and of RFC 5322 section 4.3 whose names news uses for one zone, or far
more for one than for others (IST: India, BST: Britain)."""

_ZONES = "|".join(sorted(_ZONE_NAMES, key=len, reverse=True))
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:.h]|[時时点시]\s?)(?P<minute>\d{2})[分분]?(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?"
    rf"(?:\s*\(?(?P<zone>(?:(?:UTC|GMT)\s?)?[+-]\d{{1,2}}:?(?:\d{{2}})?(?!\d)|(?:{_ZONES})\b)\)?)?"
)
_THEN = rf"(?:(?:\s*[,|•·@\u2013-]?\s*(?:at\s|um\s|às?\s)?|T\s?){_CLOCK})?"
_WORD = r"[^\W\d_]{2,15}"
_YEAR_FIRST = (
    r"(?<![\d/.-])(?P<year>\d{4})(?:[-/. ]|\s?[年년]\s?)(?P<month>\d{1,2})"
    r"(?:[-/. ]|\s?[月월]\s?)(?P<day>\d{1,2})(?:\s?[日일])?(?!\d)"
)
_YEAR_LAST_NUMBERS = (
    r"(?<![\d/.-])(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second_number>\d{1,2})(?P=mark)"
    r"(?P<year>\d{4}|\d\d)(?![\d/-])"
)
_DAY_MONTH = (
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[ -]?(?:de\s|of\s)?\s?(?P<name>{_WORD})"
    r"\.?,?[ -]?(?:de[l]?\s)?\s?(?P<year>\d{4})(?!\d)"
)
_MONTH_DAY = (
    rf"(?<!\w)(?P<name>{_WORD})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}})(?!\d)"
)
_FORMS = [
    re.compile(pattern + _THEN, re.IGNORECASE)
    for pattern in (
        _YEAR_FIRST,
        r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)",
        _YEAR_LAST_NUMBERS,
        _DAY_MONTH,
        _MONTH_DAY,
    )
]
_COMPACT = re.compile(r"(?<=\d{8}T)(\d\d)(\d\d)(\d\d)?(?!\d)")
_YEAR_LAST = re.compile(rf"({_WORD}\s+\d{{1,2}})\s+(\d\d:\S+\s[A-Z]{{2,5}}|\d\d:\S+)\s+(\d{{4}})\b")
_CLOCK_FIRST = re.compile(
    r"\b(\d{1,2}:\d\d(?:\s?[ap]\.?m\b\.?)?(?:\s[A-Z]{2,4}\b)?),?\s(?:on\s)?"
    rf"(?:{_WORD}\.?,?\s)?({_WORD}\.?\s\d{{1,2}},\s\d{{4}}|\d{{1,2}}\s{_WORD}\s\d{{4}})\b",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a page's times are to be read.

    Args:
        language: of month names, ISO 639-1; English ones are always known.
        month_first: whether 3/9/2026 is of March.
    """

    language: str = "en"
    month_first: bool = False


PLAIN = Reading()


def parse_time(text: str, reading: Reading = PLAIN) -> Moment | None:
    """The time that a text is, if it is nothing else (a weekday or such may stand before it).

    A midnight to the second is a day: who gives no time of day writes zeros. A fraction of a
    second, as in `00:00:00.408`, makes it a time. Without a zone a time is read as UTC.
    """
    text = " ".join(text[: LONGEST + 1].split())
    if not text or len(text) > LONGEST:
        return None
    if number := _EPOCH.fullmatch(text):
        return Moment(datetime.fromtimestamp(int(number[1]), UTC), "second", "+00:00")
    for match in _matches(_usual(text)):
        around = match.string[: match.start()] + match.string[match.end() :]
        is_all = len(around) <= _WEEKDAY and not any(letter.isdigit() for letter in around)
        if is_all and (moment := _read(match, reading)):
            return moment
    return None


def find_times(text: str, reading: Reading = PLAIN) -> list[tuple[Moment, str]]:
    """The times in a short text, such as a byline, each with the text between it and the last."""
    found, end = [], 0
    for match in sorted(_matches(_usual(text[:LONGEST])), key=lambda match: match.start()):
        if match.start() >= end and (moment := _read(match, reading)):
            found.append((moment, match.string[end : match.start()]))
            end = match.end()
    return found


def _usual(text: str) -> str:
    """A text in the usual order: the day, the year, the time of day with colons.

    Not so are `T101500`, `Dec 22 10:15:00 EST 2023`, `4:05 PM EST, Tue March 4, 2025`.
    """
    text = _COMPACT.sub(lambda found: ":".join(part for part in found.groups() if part), text)
    return _CLOCK_FIRST.sub(r"\2 \1", _YEAR_LAST.sub(r"\1 \3 \2", text))


def _matches(text: str) -> Iterator[re.Match[str]]:
    for form in _FORMS:
        yield from form.finditer(text)


def _read(match: re.Match[str], reading: Reading) -> Moment | None:
    parts = match.groupdict()
    try:
        year = int(parts["year"]) + (2000 if len(parts["year"]) < len("2000") else 0)
        month, day = _month_and_day(parts, reading)
        moment = datetime(year, month, day, tzinfo=UTC)
        if parts["hour"] is None:
            return Moment(moment, "day")
        moment = moment.replace(
            hour=_hour(int(parts["hour"]), parts["half"]),
            minute=int(parts["minute"]),
            second=int(parts["second"] or 0),
        )
        is_day = moment.time() == datetime.min.time() and not int(parts["fraction"] or 0)
        return _in_zone(moment, _zone(parts["zone"]), is_day=is_day)
    except (ValueError, OverflowError):
        return None


def _month_and_day(parts: dict[str, str], reading: Reading) -> tuple[int, int]:
    """Raises ValueError: no month has that name."""
    if name := parts.get("name"):
        names = month_names("en") | month_names(reading.language)
        month = names.get(name.lower(), 0)
        if not month:
            raise ValueError(f"no month is called {name}")
        return month, int(parts["day"])
    if parts.get("first"):
        first, second = int(parts["first"]), int(parts["second_number"])
        month_first = reading.month_first and parts["mark"] != "."
        if second > _MONTHS or (month_first and first <= _MONTHS):
            return first, second
        return second, first
    return int(parts["month"]), int(parts["day"])


def _hour(hour: int, half: str | None) -> int:
    if half is None or hour > _HALF_DAY:
        return hour
    return hour % _HALF_DAY + (_HALF_DAY if half.lower() == "p" else 0)


def _zone(name: str | None) -> tzinfo | None:
    """Raises ValueError: the offset is a day or more."""
    if not name:
        return None
    if known := _ZONE_NAMES.get(name.upper()):
        return known
    digits = re.sub(r"[^\d+-]", "", name)
    hours, minutes = (digits[1:-2], digits[-2:]) if len(digits) > len("+00") else (digits[1:], "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if digits[0] == "-" else offset)


def _in_zone(clock: datetime, zone: tzinfo | None, *, is_day: bool) -> Moment:
    """A time on the clock of a zone. Raises OverflowError: in UTC it is outside the calendar."""
    if zone is None:
        return Moment(clock, "day" if is_day else "second")
    local = clock.replace(tzinfo=zone)
    offset = local.strftime("%z")
    stated = f"{offset[:3]}:{offset[3:5]}"
    return Moment(local.astimezone(UTC), "day" if is_day else "second", stated)


@lru_cache(maxsize=64)
def month_names(language: str) -> dict[str, int]:
    """Lower-case names of the months, long and short, of one language (CLDR's, by Babel)."""
    try:
        months = Locale.parse(language).months
    except (ValueError, UnknownLocaleError):
        return {}
    names = {
        name.lower().rstrip("."): number
        for use in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in months[use][width].items()
    }
    return names | ({"sept": 9} if language == "en" else {})
