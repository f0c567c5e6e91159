"""What a source answers when it is asked which documents belong to an interval."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from dateline.outcomes import Outcome
from dateline.schemas import Document, Reject

Form = Literal["feed", "sitemap", "home_page", "gdelt", "cc_news", "warc", "folder"]

FILES: frozenset[Form] = frozenset({"warc", "folder"})
"""Forms that are read from files: they answer without a network, and are read anew each time."""


@dataclass
class Shown:
    """What one listing of a source showed for a window; a source may have several listings.

    Each item that the listing showed is in `documents` or `rejects`, or is counted in `outside` or
    `filtered`.

    Args:
        source_id: the source.
        form: what kind of listing it is.
        url: its address; of files, their path or pattern.
        outcome: `ok` (answered, also when it had nothing), `not_modified` (the copy at hand still
            holds), `not_due` (not asked again yet: the copy at hand was read), `out_of_reach` (it
            cannot show what belongs to the window), or why it gave nothing, as of a reject.
        reason: why, in words, unless the outcome is `ok`.
        asked_at: when the copy that was read was fetched, UTC; None for files.
        seconds: how long its requests took; None where none was made.
        next_poll_at: when it is worth asking again, UTC; None where that is not told.
        oldest_at: date of the oldest item it showed, whether in the window or not.
        newest_at: date of the newest.
        documents: those dated in the window, each once, in the listing's order.
        undated: addresses of documents whose date tells of no update: they belong to the first
            interval that sees them. Those without a time of their own have the end of the window.
        rejects: items that cannot be used.
        outside: items dated outside the window.
        filtered: items that the source's own filters leave out.
    """

    source_id: str
    form: Form
    url: str
    outcome: Outcome = Outcome.OK
    reason: str = ""
    asked_at: datetime | None = None
    seconds: float | None = None
    next_poll_at: datetime | None = None
    oldest_at: datetime | None = None
    newest_at: datetime | None = None
    documents: list[Document] = field(default_factory=list)
    undated: set[str] = field(default_factory=set)
    rejects: list[Reject] = field(default_factory=list)
    outside: int = 0
    filtered: int = 0

    @property
    def items(self) -> int:
        """How many items it showed."""
        return len(self.documents) + len(self.rejects) + self.outside + self.filtered

    def dated(self, moment: datetime) -> None:
        """Take note of the date of an item."""
        self.oldest_at = min(self.oldest_at or moment, moment)
        self.newest_at = max(self.newest_at or moment, moment)

    def fail(self, outcome: Outcome, reason: str) -> None:
        """Take note of why the listing gave nothing; it becomes a reject, too."""
        self.outcome, self.reason = outcome, reason
        self.rejects.append(Reject(self.source_id, self.url, outcome, reason))
