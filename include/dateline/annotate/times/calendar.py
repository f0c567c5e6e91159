"""What a time expression means in days, given the day that it is read against."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.easter import easter

PAST, NEAR, FUTURE, PRESENT = -1, 0, 1, 2
"""Where an expression that fits several days looks: back, to the nearest, ahead; of the present
tense a weekday looks ahead and a date to the nearest."""
DAY = timedelta(days=1)
SPANS = {"day": 1, "week": 7, "weekend": 2}
"""Days of units that have a fixed number of them."""
MONTHS = {"month": 1, "quarter": 3, "season": 3, "year": 12, "decade": 120}
"""Months of the others."""

HALF = 6
"""Months of half a year, whose precision is `year`."""

Days = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What the words of one expression say.

    Args:
        unit: day, week, weekend, month, quarter, season, year, decade; `rolling` and `ago` count
            from the day of publication.
        year: if it is said.
        month: 1 to 12, of a date, a month, or the first one of a quarter, half or season.
        day: day of the month.
        to_day: last day of a range within the month.
        weekday: 0 is Monday.
        shift: units from the present one: -1 for `last`; with a weekday or month, where to look.
        count: of `ago` and `rolling`; further years of a range of years; number of a week of a
            month, -1 the last.
        of: unit that is counted.
        edge: early, mid or late part; `earlier` and `later` end or begin with publication.
        holiday: rule of `time_words.csv`.
        months: length of a part of the year.
    """

    unit: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    to_day: int | None = None
    weekday: int | None = None
    shift: int | None = None
    count: int = 0
    of: str = ""
    edge: str = ""
    holiday: str = ""
    months: int = 0

    @property
    def is_absolute(self) -> bool:
        """Whether it means the same on every day of publication."""
        return self.year is not None

    @property
    def precision(self) -> str:
        """Precision of the contract: day, week, month, quarter, season, year, decade."""
        if self.months == HALF:
            return "year"
        unit = self.of if self.unit in ("ago", "rolling") else self.unit
        return {"weekend": "week", "hour": "day", "minute": "day"}.get(unit, unit)


def days(moment: Moment, published: date | None, looks: int) -> Days | None:
    """First and last day that are meant.

    Args:
        moment: what the words say.
        published: the day they were printed; needed unless the moment is absolute.
        looks: PAST, NEAR, FUTURE or PRESENT: which of several days that fit.

    Returns:
        None if there is no such day: 30 February, or before year 1.
    """
    if published is None:
        if not moment.is_absolute:
            return None
        published = date(moment.year or 1, 1, 1)
    if moment.of.startswith("year") and moment.of != "year":
        moment = replace(moment, year=published.year + int(moment.of[4:]), of="")
    if looks == PRESENT:
        looks = NEAR if moment.month or moment.holiday else FUTURE
    try:
        found = _days(moment, published, looks)
        return _edge(found, moment.edge, published) if found and moment.edge else found
    except (ValueError, OverflowError):
        return None


def exists(moment: Moment) -> bool:
    """Whether some year has such a day."""
    if moment.day is None or moment.month is None:
        return True
    longest = monthrange(moment.year or 2000, moment.month)[1]
    return 1 <= moment.day <= longest and (moment.to_day or 1) <= longest


def _days(moment: Moment, published: date, looks: int) -> Days | None:
    if moment.holiday:
        return _nearest_year(
            lambda year: _holiday(moment.holiday, year), moment.year, published, looks
        )
    if moment.unit == "ago":
        return _ago(moment, published)
    if moment.unit == "rolling":
        return _rolling(moment, published)
    if moment.weekday is not None and moment.day is None:
        return _weekday(moment, published, looks)
    return _in_calendar(moment, published, looks)


def _in_calendar(moment: Moment, published: date, looks: int) -> Days | None:
    """Days of a date, a month or a year, and of units counted from the present one."""
    if moment.month is not None:
        side = looks if moment.shift is None else moment.shift
        return _nearest_year(
            lambda year: _in_year(moment, year),
            moment.year,
            published,
            side,
            strict=moment.shift is not None,
        )
    if moment.year is not None:
        first, last = _block(date(moment.year, 1, 1), moment.unit)
        return first, _add_months(last, 12 * moment.count)
    return _block(_moved(published, moment.unit, moment.shift or 0), moment.unit)


def _in_year(moment: Moment, year: int) -> Days:
    """Days of a date, month, quarter, half, season or week of a month in a year."""
    month = moment.month or 1
    if moment.day is not None:
        return date(year, month, moment.day), date(year, month, moment.to_day or moment.day)
    if moment.unit == "week":
        length = monthrange(year, month)[1]
        first = 7 * (moment.count - 1) + 1 if moment.count > 0 else length - 6
        return date(year, month, first), date(year, month, min(first + 6, length))
    first_day = date(year, month, 1)
    months = moment.months or MONTHS.get(moment.unit, 1)
    return first_day, _add_months(first_day, months) - DAY


def _nearest_year(
    make: Callable[[int], Days],
    year: int | None,
    published: date,
    looks: int,
    *,
    strict: bool = False,
) -> Days | None:
    """Days of the year that is said, or of the one that lies where the expression looks."""
    if year is not None:
        return make(year)
    found: list[Days] = []
    for candidate in range(published.year - 8, published.year + 9):
        try:
            found.append(make(candidate))
        except ValueError:
            continue
    if strict and looks == 0:
        return next((d for d in found if d[0].year == published.year), None)
    if looks == PAST:
        found = [d for d in found if (d[1] < published if strict else d[0] <= published)]
    elif looks == FUTURE:
        found = [d for d in found if (d[0] > published if strict else d[1] >= published)]
    return min(found, key=lambda d: _distance(d, published), default=None)


def _distance(span: Days, published: date) -> int:
    if span[0] <= published <= span[1]:
        return 0
    return min(abs((span[0] - published).days), abs((span[1] - published).days))


def _weekday(moment: Moment, published: date, looks: int) -> Days:
    weekday = moment.weekday or 0
    if moment.of == "week":
        monday = published - published.weekday() * DAY + 7 * (moment.shift or 0) * DAY
        return (monday + weekday * DAY,) * 2
    back = (published.weekday() - weekday) % 7
    ahead = (weekday - published.weekday()) % 7
    if moment.shift == PAST:
        day = published - (back or 7) * DAY
    elif moment.shift == FUTURE:
        day = published + (ahead or 7) * DAY
    elif looks == FUTURE or (moment.shift == 0 and looks == NEAR):
        day = published + ahead * DAY
    else:
        day = published - back * DAY
    return day, day


def _ago(moment: Moment, published: date) -> Days:
    """`three weeks ago` is that week; `two hours ago` the day itself."""
    if moment.of in ("hour", "minute"):
        hours = moment.count // 24 if moment.of == "hour" else 0
        return (published - hours * DAY,) * 2
    return _block(_moved(published, moment.of, -moment.count), moment.of)


def _rolling(moment: Moment, published: date) -> Days:
    """`the past three weeks` ends with the day of publication, `the next` begins with it."""
    if moment.of == "hour":
        far = published + (moment.shift or 0) * max(1, moment.count // 24) * DAY
    else:
        far = _moved(published, moment.of, (moment.shift or 0) * moment.count)
    return min(far, published), max(far, published)


def _moved(day: date, unit: str, count: int) -> date:
    if unit in MONTHS:
        return _add_months(day, MONTHS[unit] * count)
    return day + (7 if unit == "weekend" else SPANS[unit]) * count * DAY


def _block(day: date, unit: str) -> Days:
    """The week, month, … that a day lies in."""
    if unit == "week":
        monday = day - day.weekday() * DAY
        return monday, monday + 6 * DAY
    if unit == "weekend":
        saturday = day - day.weekday() * DAY + 5 * DAY
        return saturday, saturday + DAY
    if unit == "day":
        return day, day
    length = MONTHS[unit]
    months = day.year * 12 + day.month - 1
    first = date((months - months % length) // 12, (months - months % length) % 12 + 1, 1)
    return first, _add_months(first, length) - DAY


def _add_months(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _edge(span: Days, edge: str, published: date) -> Days:
    """A third of the span; with `earlier` and `later` what lies before or after publication."""
    first, last = span
    if edge == "earlier":
        return first, max(first, min(last, published))
    if edge == "later":
        return min(last, max(first, published)), last
    length = (last - first).days + 1
    if length > 300:  # noqa: PLR2004 - whole months of a year, whole years of a decade
        years = last.year - first.year + 1
        steps = (0, 4, 8) if years == 1 else (0, 48, 84)
        starts = [_add_months(first, months) for months in steps]
    else:
        starts = [first + (length * part // 3) * DAY for part in range(3)]
    part = ("early", "mid", "late").index(edge)
    return starts[part], last if part == 2 else starts[part + 1] - DAY  # noqa: PLR2004


def _holiday(rule: str, year: int) -> Days:
    """`12-25`; `easter-2`; `11-4-3+1`: the fourth Thursday of November, a day later."""
    if rule.startswith("easter"):
        day = easter(year) + int(rule[6:]) * DAY
        return day, day
    rule, _, later = rule.partition("+")
    month, day_or_week, *weekday = rule.split("-")
    if not weekday:
        day = date(year, int(month), int(day_or_week))
    else:
        length = monthrange(year, int(month))[1]
        first = length - 6 if day_or_week == "last" else 7 * (int(day_or_week) - 1) + 1
        day = date(year, int(month), first)
        day += (int(weekday[0]) - day.weekday()) % 7 * DAY
    return (day + int(later or 0) * DAY,) * 2


def joined(one: Moment, other: Moment, published: date | None, looks: int) -> Days | None:
    """First and last day of `from one to other`; a year said once holds for both."""
    wraps = (one.month or 0) > (other.month or 0)
    dated = one.month is not None and other.month is not None
    if dated and one.year is None and other.year is not None:
        one = replace(one, year=other.year - wraps)
    elif dated and other.year is None and one.year is not None:
        other = replace(other, year=one.year + wraps)
    end = days(other, published, looks)
    if end is None:
        return None
    if dated and one.year is None:
        one = replace(one, year=end[1].year - wraps)
    if one.weekday is not None and other.weekday is not None and one.day is None:
        back = (other.weekday - one.weekday) % 7
        return end[0] - back * DAY, end[1]
    begin = days(one, published, looks)
    return (begin[0], end[1]) if begin and begin[0] <= end[1] else None
