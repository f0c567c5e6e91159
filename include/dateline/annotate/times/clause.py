"""When: the time expression of an event's clause, resolved against the publication date."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("date", rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?!\d)(?:,?\s+(?P<year>\d{{4}}))?"),
        ("date", rf"\b(?P<day>\d{{1,2}})\s+{_MONTH}(?:,?\s+(?P<year>\d{{4}}))?\b"),
        (
            "month",
            rf"\b(?:in|since|of|last|early|late|mid-)\s*{_MONTH}(?:,?\s+(?P<year>\d{{4}}))?\b",
        ),
        ("year", r"\b(?:in|since)\s+(?:early\s+|late\s+)?(?P<year>(?:19|20)\d{2})\b"),
        (
            "weekday",
            r"\b(?P<next>next\s+)?(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b",
        ),
        ("offset", r"(?i)\b(?P<word>yesterday|today|tomorrow|tonight|overnight)\b"),
        ("vague", r"(?i)\b(?P<word>last (?:week|month|year)|earlier this (?:week|month|year))\b"),
    )
)
REACH = 120
"""Code points from the trigger beyond which an expression is taken for another clause's."""
OFFSETS = {"yesterday": -1, "today": 0, "tonight": 0, "overnight": 0, "tomorrow": 1}
VAGUE = {"week": ("week", 7), "month": ("month", 30), "year": ("year", 365)}


@dataclass(frozen=True, slots=True)
class When:
    """A resolved date.

    Args:
        day: the day, or the first day of the month or year; None without a publication date.
        precision: day, week, month, year; `published` where the text says nothing.
        text: the words it came from.
    """

    day: date | None
    precision: str | None
    text: str | None


def resolve(sentence: str, trigger: int, published: date | None, *, future: bool) -> When:
    """Date of the event whose trigger stands at an offset of the sentence.

    The nearest expression in the sentence wins. A weekday is the last such day up to the
    publication date, or the next one for a future event; a day and month without a year are
    those nearest to the publication date.
    """
    if published is None:
        return When(None, None, None)
    best: tuple[int, When] | None = None
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            when = _resolve(kind, match, published, future=future)
            distance = abs(match.start() - trigger)
            if when is not None and distance < (best[0] if best else REACH):
                best = (distance, when)
    return best[1] if best else When(published, "published", None)


def _resolve(kind: str, match: re.Match[str], published: date, *, future: bool) -> When | None:
    parts, text = match.groupdict(), match.group(0)
    if kind == "weekday":
        back = (published.weekday() - WEEKDAYS.index(parts["weekday"].lower())) % 7
        ahead = (7 - back) if (future and back) or parts["next"] else -back
        return When(published + timedelta(days=ahead), "day", text)
    if kind == "offset":
        return When(published + timedelta(days=OFFSETS[parts["word"].lower()]), "day", text)
    if kind == "vague":
        unit, days = VAGUE[parts["word"].rsplit(" ", 1)[1].lower()]
        back = days if parts["word"].lower().startswith("last") else 0
        return When(published - timedelta(days=back), unit, text)
    if kind == "year":
        return When(date(int(parts["year"]), 1, 1), "year", text)
    return _calendar(kind, parts, text, published)


def _calendar(kind: str, parts: dict[str, str | None], text: str, published: date) -> When | None:
    month = MONTHS.index((parts["month"] or "")[:3].lower()) + 1
    day = int(parts.get("day") or 1)
    years = [int(parts["year"])] if parts["year"] else [published.year - 1, published.year]
    days: list[date] = []
    for year in years:
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    near = [d for d in days if d <= published + timedelta(days=60)] or days
    if not near:
        return None
    return When(near[-1], "day" if kind == "date" else "month", text)
