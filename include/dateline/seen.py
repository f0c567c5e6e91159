"""What earlier intervals fetched: the history that live runs start from.

It is the lake's table `fetches`, one row per document and interval: it survives, can be read in
SQL (`core_fetches`), and needs no store of its own.

The rule, which makes a run predictable: what counts are the intervals that ended by this one's
end, itself left out, begun in the last `days` days before its end. A document whose address (by
`urls.url_key`) one of them holds with the same date or a later one is *seen* and is left out.
With an older date it is an *update*: it is taken, and asked for conditionally, starting from the
last capture. What failed for good (404, oversized, …) is seen as well; what failed in a way that
may pass (a timeout, a host that was down) is not, and taken by the next interval that is shown
it. So the answer depends on the files
of those intervals, and neither on the clock nor on later intervals.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from upath import UPath

from dateline.history import files_before, read_each
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.schemas import FETCHES, Fetch, Row
from dateline.settings import Settings
from dateline.times import in_utc

_MAY_PASS = frozenset({Outcome.TIMEOUT, Outcome.NETWORK_ERROR, Outcome.CIRCUIT_OPEN})
_TOO_MANY, _SERVER_ERROR = 429, 500
_DATES = ("url_key", "dated_at", "outcome", "status")
_CAPTURES = (
    *("url_key", "dated_at", "outcome", "url", "final_url", "fetched_at"),
    *("payload_digest", "etag", "last_modified", "raw_uri", "raw_offset"),
)
_SAID = ("dated_at", "etag", "last_modified")
_NEEDED = ("fetched_at", "payload_digest", "raw_uri", "raw_offset")


def held(
    settings: Settings, interval: Interval, keys: Collection[str], *, days: int | None = None
) -> dict[str, datetime | None]:
    """Which addresses earlier intervals hold.

    Args:
        settings: the settings.
        interval: the interval that asks.
        keys: the addresses in question, by `urls.url_key`.
        days: how far back to look; `seen_days` of the settings if None.

    Returns:
        Key to the newest date, in UTC, under which a document of that address was held; None
        where all attempts to get it failed in a way that may pass.
    """
    newest: dict[str, datetime | None] = {}
    for row in _rows(settings, interval, keys, days, _DATES):
        before = newest.setdefault(row["url_key"], None)
        if not _may_pass(row):
            dated = in_utc(row["dated_at"])
            newest[row["url_key"]] = max(dated, before or dated)
    return newest


def _may_pass(row: Row) -> bool:
    """Whether a fetch failed in a way that another attempt may mend."""
    status = row["status"] or 0
    return row["outcome"] in _MAY_PASS or (
        row["outcome"] == Outcome.HTTP_ERROR and (status == _TOO_MANY or status >= _SERVER_ERROR)
    )


def earlier(
    settings: Settings, interval: Interval, keys: Collection[str], *, days: int | None = None
) -> dict[str, Fetch]:
    """The last captures of addresses that earlier intervals fetched.

    Bytes and digest are those of the newest full capture, also where the page was found unchanged
    since; the validators are the newest that the server gave.

    Args:
        settings: the settings.
        interval: the interval that asks.
        keys: the addresses in question, by `urls.url_key`.
        days: how far back to look; `seen_days` of the settings if None.

    Returns:
        Key to capture; an address that was never got, or not within reach, is not there.
    """
    histories: dict[str, _History] = {}
    for row in _rows(settings, interval, keys, days, _CAPTURES):
        if row["fetched_at"] is not None:
            histories.setdefault(row["url_key"], _History()).add(row)
    return {key: fetch for key, history in sorted(histories.items()) if (fetch := history.last())}


class _History:
    """What is known of one address: its newest full capture, and what was said of it since."""

    def __init__(self) -> None:
        self._capture: Row | None = None
        self._newest: dict[str, Row] = {}

    def add(self, row: Row) -> None:
        """Take note of a fetch; the order does not matter."""
        if row["outcome"] == Outcome.OK and all(row[name] is not None for name in _NEEDED):
            self._capture = _newer(row, self._capture)
        elif row["outcome"] == Outcome.NOT_MODIFIED:
            for name in _SAID:
                if row[name] is not None:
                    self._newest[name] = _newer(row, self._newest.get(name))

    def last(self) -> Fetch | None:
        """The capture to start from, if there is one."""
        capture = self._capture
        if capture is None:
            return None
        dated_at, etag, last_modified = (
            _newer(self._newest.get(name, capture), capture)[name] for name in _SAID
        )
        return Fetch(
            url_key=capture["url_key"],
            dated_at=in_utc(dated_at).isoformat(),
            url=capture["final_url"] or capture["url"],
            fetched_at=in_utc(capture["fetched_at"]).isoformat(),
            payload_digest=capture["payload_digest"],
            etag=etag,
            last_modified=last_modified,
            raw_uri=capture["raw_uri"],
            raw_offset=capture["raw_offset"],
        )


def _newer(row: Row, than: Row | None) -> Row:
    """The later fetch of the two; of two at the same time, by where they are kept."""
    return row if than is None or _moment(row) > _moment(than) else than


def _moment(row: Row) -> tuple[datetime, str, int]:
    return row["fetched_at"], row["raw_uri"] or "", row["raw_offset"] or 0


def _rows(
    settings: Settings,
    interval: Interval,
    keys: Collection[str],
    days: int | None,
    columns: tuple[str, ...],
) -> Iterator[Row]:
    """The rows of earlier intervals whose `url_key` is asked for, the files in order of time."""
    wanted = frozenset(keys)
    reach = settings.seen_days if days is None else days
    paths = files_before(settings, interval, FETCHES, reach) if wanted else []
    for rows in read_each(paths, FETCHES, lambda path: _rows_of(path, wanted, columns)):
        yield from rows


def _rows_of(path: UPath, keys: frozenset[str], columns: tuple[str, ...]) -> list[Row]:
    """The rows of one file whose `url_key` is wanted."""
    import pyarrow as pa

    from dateline import lake

    schema = pa.schema([FETCHES.schema.field(name) for name in columns])
    keyed = lake.read(path, ["url_key"])["url_key"].to_pylist()
    places = [place for place, key in enumerate(keyed) if key in keys]
    if not places:
        return []
    table = lake.read(path, columns).take(places)
    rows: list[Row] = table.select(columns).cast(schema).to_pylist()
    return [row for row in rows if row["dated_at"] is not None]
