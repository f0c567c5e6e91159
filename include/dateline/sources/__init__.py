"""Sources answer one question: which documents belong to [start, end)?"""

from dateline.sources.config import (
    KINDS,
    CcNewsSource,
    FolderSource,
    GdeltSource,
    SiteSource,
    Source,
    WarcSource,
    load_sources,
    select_sources,
)
from dateline.sources.discovery import discover, listing_addresses
from dateline.sources.shown import FILES, Form, Shown

__all__ = [
    "FILES",
    "KINDS",
    "CcNewsSource",
    "FolderSource",
    "Form",
    "GdeltSource",
    "Shown",
    "SiteSource",
    "Source",
    "WarcSource",
    "discover",
    "listing_addresses",
    "load_sources",
    "select_sources",
]
