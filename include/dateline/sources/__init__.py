"""Sources answer one question: which documents belong to [start, end)?"""

from dateline.sources.config import FeedSource, FolderSource, Source, WarcSource, load_sources
from dateline.sources.discovery import CheckResult, check, discover

__all__ = [
    "CheckResult",
    "FeedSource",
    "FolderSource",
    "Source",
    "WarcSource",
    "check",
    "discover",
    "load_sources",
]
