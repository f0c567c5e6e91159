"""Trying each source: what `dateline sources check` prints."""

import asyncio
from collections.abc import Collection, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dateline.http import Client
from dateline.outcomes import ANSWERED, Outcome
from dateline.partition import Interval
from dateline.settings import Settings
from dateline.sources.ccnews import newest_listing
from dateline.sources.config import CcNewsSource, GdeltSource, SiteSource, Source, WarcSource
from dateline.sources.copies import Copies
from dateline.sources.discovery import FORMS, ask_files, guarded, is_on_the_web
from dateline.sources.gdelt import ask_gdelt
from dateline.sources.listing import crashed
from dateline.sources.shown import Shown
from dateline.sources.site import ask_site
from dateline.sources.warc import newest_file

_DAY = timedelta(days=1)
_LIST = timedelta(minutes=15)
_ARCHIVES = frozenset({"warc", "cc_news"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What a listing shows now: one row of `dateline sources check`.

    Args:
        source_id: the source.
        form: the form of the listing.
        url: its address.
        state: `ok`, `empty`, `disabled` or `failed`.
        items: how many items it shows, of whatever date.
        newest_at: date of the newest, UTC.
        next_poll_at: when a live run would ask it again, UTC.
        seconds: how long its requests took.
        message: why it failed or has nothing, or the first item that cannot be used.
    """

    source_id: str
    form: str
    url: str
    state: str
    items: int = 0
    newest_at: datetime | None = None
    next_poll_at: datetime | None = None
    seconds: float | None = None
    message: str = ""


def check(
    sources: Sequence[Source], settings: Settings, now: datetime, *, ask: Collection[str] = ()
) -> list[Checked]:
    """Try each listing of each source, side by side.

    Listings on the web are asked anew. Of archives only the newest list is asked for.

    Args:
        sources: the sources.
        settings: the settings.
        now: the time.
        ask: ids of sources to try even if they are not enabled.

    Returns:
        A row for each listing, in the order of the sources; a disabled source has one row.
    """
    tried = [source for source in sources if source.enabled or source.id in ask]
    web = [source for source in tried if is_on_the_web(source)]
    answers = asyncio.run(_try_web(web, settings, now)) if web else {}
    rows: list[Checked] = []
    for source in sources:
        if source not in tried:
            rows.append(Checked(source.id, source.kind, "", "disabled"))
            continue
        shown = answers.get(source.id) or _try_files(source, settings, now)
        rows += map(_row, shown)
    return rows


async def _try_web(
    sources: Sequence[Source], settings: Settings, now: datetime
) -> dict[str, list[Shown]]:
    async with Client(settings) as client:
        copies = Copies(settings, client)
        asking: dict[str, Coroutine[Any, Any, list[Shown]]] = {}
        for source in sources:
            match source:
                case SiteSource():
                    asking[source.id] = _try_site(source, copies, now)
                case GdeltSource():
                    lists = ask_gdelt(source, _newest_list(now), copies)
                    asking[source.id] = guarded(source, lists)
        return dict(zip(asking, await asyncio.gather(*asking.values()), strict=True))


async def _try_site(source: SiteSource, copies: Copies, now: datetime) -> list[Shown]:
    """All listings of a site, asked now: whether a live run would find them due is not asked."""
    window = Interval(now - _DAY, now)
    others = source.model_copy(update={"home": None})
    shown = await ask_site(others, window, copies, live=False)
    if source.home:
        home = source.model_copy(update={"feeds": (), "sitemaps": ()})
        shown += await ask_site(home, window, copies, live=True)
    return shown


def _newest_list(now: datetime) -> Interval:
    """The quarter of an hour whose list is surely there: it comes some minutes late."""
    quarter = now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
    return Interval(quarter - 2 * _LIST, quarter - _LIST)


def _try_files(source: Source, settings: Settings, now: datetime) -> list[Shown]:
    """A drop folder; of archives the newest file, or the newest listing of files."""
    window = Interval(now - _DAY, now)
    try:
        match source:
            case WarcSource():
                return newest_file(source, window, settings)
            case CcNewsSource():
                return [newest_listing(source, now, settings)]
    except Exception as error:  # noqa: BLE001 - becomes the outcome `crashed`, with its reason
        return [crashed(source.id, FORMS[source.kind], "", error)]
    return ask_files(source, window, settings)


def _row(shown: Shown) -> Checked:
    items = shown.items - sum(reject.url == shown.url for reject in shown.rejects)
    state = "failed" if _has_failed(shown) else "ok" if items else "empty"
    return Checked(
        source_id=shown.source_id,
        form=shown.form,
        url=shown.url,
        state=state,
        items=items,
        newest_at=shown.newest_at,
        next_poll_at=shown.next_poll_at,
        seconds=shown.seconds,
        message=_message(shown),
    )


def _has_failed(shown: Shown) -> bool:
    """Whether it cannot be used; an archive of which nothing is there is at the wrong place."""
    is_missing = (
        shown.form in _ARCHIVES and shown.outcome is Outcome.OUT_OF_REACH and not shown.items
    )
    return shown.outcome not in ANSWERED or is_missing


def _message(shown: Shown) -> str:
    """Why the listing is as it is; else what is wrong with the first of its items."""
    if shown.reason:
        told = shown.reason if shown.outcome in ANSWERED else f"{shown.outcome}: {shown.reason}"
        others = [reject for reject in shown.rejects if reject.reason != shown.reason]
    elif shown.rejects:
        first, *others = shown.rejects
        told = f"{first.outcome}: {first.reason}"
    else:
        return ""
    return told + (f" (and {len(others)} more)" if others else "")
