"""What an extractor gives, whatever it read: the parts of an article before cleaning."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Parts:
    """Parts of one article.

    Args:
        title: headline, or None.
        lines: paragraphs in reading order, without outer blanks, none empty.
        canonical_url: the address it is known under.
        authors: names as printed.
        published_at: in UTC, or None.
        published_precision: `second` or `day`, or None.
        modified_at: in UTC, or None.
        site_name: name of the outlet, or None.
        section: section of the outlet, or None.
        tags: keywords.
    """

    title: str | None
    lines: list[str]
    canonical_url: str
    authors: list[str] = field(default_factory=list)
    published_at: datetime | None = None
    published_precision: str | None = None
    modified_at: datetime | None = None
    site_name: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
