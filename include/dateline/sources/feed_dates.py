"""Dates of feeds in forms that feedparser does not know, or takes for UTC when they are not."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from dateline.times import in_utc, read_time

MAX_LENGTH = 100
"""Characters of a date."""

FIRST_YEAR = 1990
"""Feeds are of 1999 and later; what is dated long before is dated by mistake."""

ZONES: Final[Mapping[str, tuple[str, str]]] = {
    "WEST": ("+0100", "Europe/Lisbon"),
    "BST": ("+0100", "Europe/London"),  # and Bangladesh, +0600
    "CET": ("+0100", "Europe/Paris"),
    "CEST": ("+0200", "Europe/Paris"),
    "EET": ("+0200", "Europe/Athens"),
    "EEST": ("+0300", "Europe/Athens"),
    "MSK": ("+0300", "Europe/Moscow"),
    "IDT": ("+0300", "Asia/Jerusalem"),
    "WAT": ("+0100", "Africa/Lagos"),
    "CAT": ("+0200", "Africa/Harare"),
    "SAST": ("+0200", "Africa/Johannesburg"),
    "EAT": ("+0300", "Africa/Nairobi"),
    "PKT": ("+0500", "Asia/Karachi"),
    "IST": ("+0530", "Asia/Kolkata"),  # and Ireland, +0100, and Israel, +0200
    "WIB": ("+0700", "Asia/Jakarta"),
    "HKT": ("+0800", "Asia/Hong_Kong"),
    "JST": ("+0900", "Asia/Tokyo"),
    "KST": ("+0900", "Asia/Seoul"),
    "AWST": ("+0800", "Australia/Perth"),
    "ACST": ("+0930", "Australia/Adelaide"),
    "ACDT": ("+1030", "Australia/Adelaide"),
    "AEST": ("+1000", "Australia/Sydney"),
    "AEDT": ("+1100", "Australia/Sydney"),
    "NZST": ("+1200", "Pacific/Auckland"),
    "NZDT": ("+1300", "Pacific/Auckland"),
    "AKST": ("-0900", "America/Anchorage"),
    "AKDT": ("-0800", "America/Anchorage"),
    "HST": ("-1000", "Pacific/Honolulu"),
}
"""Names of zones that feedparser takes for UTC: their offset, and the zone of the IANA time zone
database that has it. Of a name with several meanings it is the one with most outlets in English."""

_ZONED = re.compile(r"(?P<time>.*\d)\s*(?P<zone>[A-Z]{3,4})")
_EPOCH = re.compile(r"\d{9,10}(?P<milliseconds>\d{3})?")
_COMPACT = re.compile(r"\d{8}T\d{4,6}(?:Z|[+-]\d{2}:?\d{2})?")
_ISO = re.compile(r"\d{4}-?\d\d")
_AHEAD = timedelta(days=366)


def uncommon_date(text: str) -> datetime | None:
    """A date in a form that feedparser misreads, in UTC; None for any other.

    These are times in a zone of `ZONES`, seconds or milliseconds since 1970, and ISO 8601's basic
    format (`20160901T100000Z`).
    """
    text = text.strip()
    if len(text) > MAX_LENGTH:
        return None
    if match := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text) // (1000 if match["milliseconds"] else 1), UTC)
    if match := _ZONED.fullmatch(text):
        text = _with_offset(match["time"], match["zone"])
    elif not _COMPACT.fullmatch(text):
        return None
    moment = read_time(text)
    return in_utc(moment) if moment else None


def _with_offset(time: str, zone: str) -> str:
    """The time with its zone's offset; empty where feedparser knows the zone, or nobody."""
    if zone not in ZONES:
        return ""
    return f"{time}{'' if _ISO.match(time) else ' '}{ZONES[zone][0]}"


def plausible(moment: datetime | None, fetched_at: datetime) -> datetime | None:
    """The date, if it can be one of a feed fetched then: of 1990 or later, at most a year ahead."""
    if moment and moment.year >= FIRST_YEAR and moment <= fetched_at + _AHEAD:
        return moment
    return None
