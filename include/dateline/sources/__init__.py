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
from dateline.sources.discovery import discover
from dateline.sources.shown import Form, Shown

__all__ = [
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
    "load_sources",
    "select_sources",
]
