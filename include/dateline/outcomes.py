"""The closed list of outcomes, and the tally that each stage keeps of them.

Every input of every stage ends in exactly one outcome, so that for each stage the outcomes add up
to the inputs. Nothing else may be written to `core_runs.outcomes` or `core_rejects.outcome`.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """The stages that count their inputs, in the order in which data passes them."""

    DISCOVER = "discover"
    FETCH = "fetch"
    CLEAN = "clean"
    ANNOTATE = "annotate"
    LOAD = "load"


class Outcome(StrEnum):
    """What became of one input of one stage."""

    OK = "ok"

    # discover
    OUTSIDE_INTERVAL = "outside_interval"  # dated outside [start, end)
    SEEN = "seen"  # discovered by an earlier interval
    UNDATED = "undated"  # no date, so no interval can claim it
    BAD_URL = "bad_url"  # not an absolute http(s) address
    BROKEN_RECORD = "broken_record"  # a WARC record or JSON line that cannot be read
    BROKEN_SOURCE = "broken_source"  # a file that is no WARC, a feed that is HTML
    SOURCE_UNREACHABLE = "source_unreachable"  # a source that did not answer
    FILTERED = "filtered"  # left out by the source's own filters: hosts, languages, patterns
    NOT_DUE = "not_due"  # a listing that is not asked again yet; its last copy was read
    OUT_OF_REACH = "out_of_reach"  # a listing that does not reach back to the interval

    # fetch
    NOT_MODIFIED = "not_modified"  # the same as the capture that a revisit record names
    HTTP_ERROR = "http_error"  # status 4xx or 5xx
    REDIRECT = "redirect"  # an archived redirect, or too many live ones
    NETWORK_ERROR = "network_error"  # no connection, or a broken one
    TIMEOUT = "timeout"
    ROBOTS_DENIED = "robots_denied"
    CIRCUIT_OPEN = "circuit_open"  # the host failed too often in a row, and is left alone
    OVERSIZED = "oversized"  # body above the limit
    UNSUPPORTED_TYPE = "unsupported_type"  # not a text format we read

    # clean
    EMPTY = "empty"  # no bytes, or only blanks
    UNDECODABLE = "undecodable"  # bytes that are no text in any charset tried
    NO_TEXT = "no_text"  # a page without an article
    TOO_SHORT = "too_short"  # fewer words than the setting asks for
    CRASHED = "crashed"  # a library failed on this one record; the reason has the error

    # annotate (and `crashed`)
    DUPLICATE = "duplicate"  # the text of another article, which has the annotations
    UNSUPPORTED_LANGUAGE = "unsupported_language"  # stored, not annotated

    # load
    UNCHANGED = "unchanged"  # same content as the version already held
    SUPERSEDED = "superseded"  # an older version; kept in core_article_revisions


NOT_REJECTS = frozenset(
    {
        Outcome.OK,
        Outcome.OUTSIDE_INTERVAL,
        Outcome.SEEN,
        Outcome.FILTERED,
        Outcome.NOT_DUE,
        Outcome.OUT_OF_REACH,
        Outcome.NOT_MODIFIED,
        Outcome.DUPLICATE,
        Outcome.UNCHANGED,
        Outcome.SUPERSEDED,
    }
)
"""Outcomes that are counted but leave no row in the rejects table."""

ANSWERED = frozenset({Outcome.OK, Outcome.NOT_MODIFIED, Outcome.NOT_DUE, Outcome.OUT_OF_REACH})
"""Outcomes of listings that could be read, whether they had anything or not."""


@dataclass
class Tally:
    """Counts of outcomes of one stage over one batch. `inputs` is their sum by construction."""

    counts: Counter[Outcome] = field(default_factory=Counter)

    def add(self, outcome: Outcome, n: int = 1) -> None:
        """Count `n` inputs that ended in `outcome`."""
        self.counts[outcome] += n

    @property
    def inputs(self) -> int:
        """How many inputs have ended so far."""
        return self.counts.total()

    def as_dict(self) -> dict[str, int]:
        """Outcome to count, in the order of names, zero counts left out."""
        return {str(k): v for k, v in sorted(self.counts.items()) if v}
