"""When a feed is worth asking again: by its publishing rhythm, and its publisher's wishes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

SHORTEST = timedelta(minutes=5)
"""No feed is asked more often by its rhythm; `poll_minutes` of a source may say so."""

_UNKNOWN = timedelta(hours=1)  # for a feed without two dated entries
_SILENCE = 10  # a feed silent for ten hours is asked every hour, for a year: as seldom as allowed
_EARLY = 4  # a run that comes a quarter of the pause early asks, so that hourly runs stay hourly
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the publisher asks for.

    Args:
        ttl_minutes: RSS's `ttl`.
        skip_hours: RSS's `skipHours`, hours of the day in UTC.
        cache_control: the answer's Cache-Control header, lower case.
    """

    ttl_minutes: int | None = None
    skip_hours: frozenset[int] = frozenset()
    cache_control: str = ""

    @property
    def pause(self) -> timedelta:
        """The longer of `ttl` and `max-age`."""
        age = _MAX_AGE.search(self.cache_control)
        return max(
            timedelta(minutes=self.ttl_minutes or 0), timedelta(seconds=int(age[1]) if age else 0)
        )


def pause_after(
    fetched_at: datetime,
    dates: Iterable[datetime],
    wishes: Wishes,
    *,
    longest: timedelta,
    fixed_minutes: int | None = None,
) -> timedelta:
    """How long to leave a feed alone after it was fetched.

    About the time in which one entry is added (the median gap between entries, or a tenth of the
    silence since the newest); longer where the publisher asks for it; but no longer than the time
    in which half of its entries were added, so that none is missed. All within `SHORTEST` and
    `longest`.

    Args:
        fetched_at: when the feed was fetched.
        dates: dates of its entries, in any order; those after `fetched_at` do not count.
        wishes: what the publisher asks for.
        longest: the longest pause.
        fixed_minutes: a pause that is given, in place of all this.
    """
    if fixed_minutes is not None:
        return timedelta(minutes=fixed_minutes)
    ages = sorted(fetched_at - dated for dated in dates if dated <= fetched_at)
    most = min(longest, max(SHORTEST, _half_added(ages))) if len(ages) > 1 else longest
    pause = min(max(_by_rhythm(ages), wishes.pause, SHORTEST), most)
    return min(_past_skipped(fetched_at + pause, wishes.skip_hours) - fetched_at, most)


def _half_added(ages: list[timedelta]) -> timedelta:
    """The time in which half of the entries were added; one that is pinned to the end is one."""
    return timedelta(seconds=median(age.total_seconds() for age in ages))


def _by_rhythm(ages: list[timedelta]) -> timedelta:
    """About the time in which one entry is added, from ages in ascending order."""
    gaps = [(older - newer).total_seconds() for newer, older in pairwise(ages)]
    if not gaps:
        return _UNKNOWN
    return max(timedelta(seconds=median(gaps)), ages[0] / _SILENCE)


def _past_skipped(moment: datetime, hours: frozenset[int]) -> datetime:
    for _ in hours:
        if moment.hour not in hours:
            break
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def is_due(moment: datetime, fetched_at: datetime, pause: timedelta) -> bool:
    """Whether a feed is to be asked again by a run whose interval ends at `moment`.

    Runs come a little after their interval's end, and so did the one that fetched the feed: a
    quarter of the pause is forgiven, or hourly runs would ask an hourly feed every two hours.
    """
    return moment >= fetched_at + pause - pause / _EARLY
