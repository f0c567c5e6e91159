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
    silence since the newest), but no longer than half the time in which all its entries are
    replaced, so that none is missed; longer where the publisher asks for it. All within
    `SHORTEST` and `longest`.

    Args:
        fetched_at: when the feed was fetched.
        dates: dates of its entries, in any order; those after `fetched_at` do not count.
        wishes: what the publisher asks for.
        longest: the longest pause.
        fixed_minutes: a pause that is given, in place of all this.
    """
    if fixed_minutes is not None:
        return timedelta(minutes=fixed_minutes)
    pause = max(_by_rhythm(fetched_at, sorted(d for d in dates if d <= fetched_at)), wishes.pause)
    pause = min(max(pause, SHORTEST), longest)
    return min(_past_skipped(fetched_at + pause, wishes.skip_hours) - fetched_at, longest)


def _by_rhythm(fetched_at: datetime, dates: list[datetime]) -> timedelta:
    gaps = [after - before for before, after in pairwise(dates)]
    if not gaps:
        return _UNKNOWN
    added = max(
        timedelta(seconds=median(gap.total_seconds() for gap in gaps)),
        (fetched_at - dates[-1]) / _SILENCE,
    )
    return min(added, (fetched_at - dates[0]) / 2)


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
