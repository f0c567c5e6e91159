"""Asking sources, whatever their kind."""

import asyncio
from collections.abc import Iterator, Sequence

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
from dateline.sources.gdelt import ask_gdelt
from dateline.sources.shown import Shown
from dateline.sources.site import ask_site
from dateline.sources.warc import ask_warc


def discover(
    sources: Sequence[Source], window: Interval, settings: Settings, *, live: bool
) -> Iterator[Shown]:
    """Ask each source which documents belong to a window of time.

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
    asked = asyncio.run(_ask_web(enabled, window, settings, live=live))
    for source in enabled:
        yield from asked.get(source.id) or _ask_files(source, window, settings)


async def _ask_web(
    sources: Sequence[Source], window: Interval, settings: Settings, *, live: bool
) -> dict[str, list[Shown]]:
    """Ask the sources that are on the web, side by side."""
    async with Client(settings) as client:
        copies = Copies(settings, client)
        asking = {}
        for source in sources:
            match source:
                case SiteSource():
                    asking[source.id] = ask_site(source, window, copies, live=live)
                case GdeltSource():
                    asking[source.id] = ask_gdelt(source, window, copies)
        return dict(zip(asking, await asyncio.gather(*asking.values()), strict=True))


def _ask_files(source: Source, window: Interval, settings: Settings) -> list[Shown]:
    """Ask a source of files; files that cannot be opened are a source that is away."""
    match source:
        case WarcSource():
            return ask_warc(source, window, settings)
        case CcNewsSource():
            return ask_ccnews(source, window, settings)
        case FolderSource():
            return ask_folder(source, window, settings)
    return []
