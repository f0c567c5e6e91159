"""Asking sources, whatever their kind."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any

from dateline.http import Client
from dateline.outcomes import Outcome
from dateline.partition import Interval
from dateline.settings import Settings
from dateline.sources.ccnews import ask_ccnews
from dateline.sources.config import (
    CcNewsSource,
    FolderSource,
    GdeltSource,
    SiteSource,
    Source,
    WarcSource,
)
from dateline.sources.copies import Copies
from dateline.sources.folder import ask_folder
from dateline.sources.gdelt import ask_gdelt, list_addresses
from dateline.sources.listing import crashed
from dateline.sources.shown import Form, Shown
from dateline.sources.site import ask_site
from dateline.sources.warc import ask_warc

FORMS: dict[str, Form] = {
    "site": "home_page",
    "gdelt": "gdelt",
    "ccnews": "cc_news",
    "warc": "warc",
    "folder": "folder",
}
"""Kind of source to the form of listing that stands for all of it."""


def discover(
    sources: Sequence[Source], window: Interval, settings: Settings, *, live: bool
) -> Iterator[Shown]:
    """Ask each source which documents belong to a window of time.

    A source that is away or broken, or that we fail at, costs itself only: its outcome says so.

    Args:
        sources: the sources; those that are not enabled are passed over.
        window: the time in question.
        settings: the settings.
        live: the run follows the clock: feeds are asked when they are due, and links of home
            pages that have no date belong to the end of the window.

    Yields:
        What each listing of each source showed: sources in the order given, and each one's
        listings in the order of its table.
    """
    enabled = [source for source in sources if source.enabled]
    web = [source for source in enabled if is_on_the_web(source)]
    asked = asyncio.run(_ask_web(web, window, settings, live=live)) if web else {}
    for source in enabled:
        yield from asked.get(source.id) or ask_files(source, window, settings)


def is_on_the_web(source: Source) -> bool:
    """Whether a source's listings are asked with the HTTP client."""
    return isinstance(source, SiteSource | GdeltSource)


async def _ask_web(
    sources: Sequence[Source], window: Interval, settings: Settings, *, live: bool
) -> dict[str, list[Shown]]:
    """Ask the sources that are on the web, side by side."""
    asking: dict[str, Coroutine[Any, Any, list[Shown]]] = {}
    async with Client(settings) as client:
        copies = Copies(settings, client)
        for source in sources:
            match source:
                case SiteSource():
                    asking[source.id] = ask_site(source, window, copies, live=live)
                case GdeltSource():
                    asking[source.id] = guarded(source, ask_gdelt(source, window, copies))
        return dict(zip(asking, await asyncio.gather(*asking.values()), strict=True))


async def guarded(source: Source, asking: Coroutine[Any, Any, list[Shown]]) -> list[Shown]:
    """What a source on the web shows; a fault of ours costs it only."""
    try:
        return await asking
    except Exception as error:  # noqa: BLE001 - becomes the outcome `crashed`, with its reason
        return [crashed(source.id, FORMS[source.kind], "", error)]


def ask_files(source: Source, window: Interval, settings: Settings) -> list[Shown]:
    """Ask a source of files which documents belong to a window.

    Files that cannot be listed are a source that is away; a fault of ours costs this source only.
    """
    try:
        return _asker(source)(source, window, settings)
    except OSError as error:
        shown = Shown(source.id, FORMS[source.kind], "")
        shown.fail(Outcome.SOURCE_UNREACHABLE, str(error))
        return [shown]
    except Exception as error:  # noqa: BLE001 - becomes the outcome `crashed`, with its reason
        return [crashed(source.id, FORMS[source.kind], "", error)]


def _asker(source: Source) -> Callable[[Any, Interval, Settings], list[Shown]]:
    match source:
        case WarcSource():
            return ask_warc
        case CcNewsSource():
            return ask_ccnews
        case FolderSource():
            return ask_folder
    return lambda *_: []


def listing_addresses(source: Source) -> set[str]:
    """Addresses by which a source's own listings are told of; none for sources of files."""
    match source:
        case SiteSource():
            return set(source.listings)
        case GdeltSource():
            return list_addresses(source)
    return set()
