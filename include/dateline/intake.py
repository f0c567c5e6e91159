"""From what listings show to an interval: which documents are new, known, seen, and the counts."""

import logging
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from dateline import manifests
from dateline.errors import TransientError
from dateline.lake import exists, read_rows, write_rows
from dateline.ledger import Entry, last_before
from dateline.outcomes import ANSWERED, Outcome, Stage
from dateline.partition import Interval, Partition
from dateline.schemas import LISTINGS, REJECTS, Document, Reject, Row
from dateline.seen import held
from dateline.settings import Settings
from dateline.sources import (
    FILES,
    Shown,
    Source,
    listing_addresses,
    load_sources,
    select_sources,
)
from dateline.times import in_utc

_log = logging.getLogger(__name__)

_SAME = (*LISTINGS.key, "shown", "oldest_at", "newest_at")
_TOLD = ("asked_at", "seconds", "next_poll_at", "outcome", "reason")


def chosen(settings: Settings, kinds: Collection[str], only: Collection[str]) -> list[Source]:
    """The sources that a run asks, in the order of the list.

    Args:
        settings: the settings.
        kinds: kinds of source; empty for all.
        only: ids of sources; empty for all.

    Raises:
        TerminalError: the list is wrong, or a kind or a source is unknown.
    """
    chosen = select_sources(load_sources(settings.sources), kinds, only)
    enabled = [source for source in chosen if source.enabled]
    limited = f" {', '.join(sorted(only))} only, as the run asks" if only else ""
    _log.info("%d sources to ask%s", len(enabled), limited)
    if idle := [source.id for source in chosen if not source.enabled]:
        _log.info("not asked, as they are not enabled: %s", ", ".join(idle))
    return enabled


def settled(settings: Settings, interval: Interval, sources: Sequence[Source]) -> set[str]:
    """Sources on the web that told an earlier run of the interval all that they have for it.

    Each of their listings was read after the interval had ended, or was not due. Asked again,
    they would show what they have by now, and nothing more for the interval.

    Returns:
        Their ids.
    """
    rows: dict[str, list[Row]] = {}
    for row in _earlier_rows(Partition(settings.data, interval)):
        if row["form"] != "manifest":
            rows.setdefault(row["source_id"], []).append(row)
    return {
        source.id
        for source in sources
        if (addresses := listing_addresses(source))
        and addresses <= {row["url"] for row in rows.get(source.id, [])}
        and all(_is_settled(row, interval) for row in rows[source.id])
    }


def _is_settled(row: Row, interval: Interval) -> bool:
    asked_at = row["asked_at"]
    return row["outcome"] in ANSWERED and (
        row["outcome"] == Outcome.NOT_DUE or asked_at is None or in_utc(asked_at) >= interval.end
    )


def reach_back(settings: Settings, interval: Interval) -> timedelta:
    """How far before an interval a live run takes what no other interval holds.

    `late_hours`; and where the interval of the run before ended earlier than this one begins,
    because nothing ran in between, by that much more, up to `seen_days`.
    """
    late = timedelta(hours=settings.late_hours)
    most = max(late, timedelta(days=settings.seen_days))
    last = last_before(settings.data, interval, most)
    return min(most, late + (interval.start - last.end)) if last else late


def take(
    settings: Settings,
    interval: Interval,
    answers: Sequence[Shown],
    ledger: Entry,
    *,
    asked: set[str],
    reach: timedelta | None,
) -> list[Partition]:
    """Take what listings showed into the interval: manifests of new documents, rows, counts.

    Args:
        settings: the settings.
        interval: the data interval.
        answers: what the listings showed.
        ledger: the open entry of the discover stage; each item is counted in it.
        asked: ids of the sources that were asked; what earlier runs of the interval learned of
            others stays.
        reach: how far around the interval others are looked at for what they hold; None for runs
            over history, which look at none.

    Returns:
        All batches of the interval.

    Raises:
        TransientError: not one listing answered.
    """
    partition = Partition(settings.data, interval)
    before = _earlier_rows(partition)
    others = [row for row in before if row["source_id"] not in asked and row["form"] != "manifest"]
    if not any(row["outcome"] in ANSWERED for row in others):
        _require_an_answer(answers)
    sorter = _Sorter(manifests.held_by(settings.data, interval))
    if reach is not None:
        sorter.elsewhere = _held_elsewhere(settings, interval, answers, reach)
    rows = [_remembered(sorter.sort(shown), before) for shown in answers] + others
    rows += sorter.unshown(rows)
    _count(ledger, rows)
    ledger.reject(*(reject for shown in answers for reject in shown.rejects))
    ledger.reject(*_rejects_of_others(partition, asked))
    write_rows(partition.lake(LISTINGS.name), LISTINGS, [row | interval.as_row() for row in rows])
    batches = manifests.add(
        settings.data, interval, sorter.new, batch_documents=settings.batch_documents
    )
    _report(answers, new=len(sorter.new), batches=len(batches))
    return batches


def _held_elsewhere(
    settings: Settings, interval: Interval, answers: Sequence[Shown], reach: timedelta
) -> dict[str, datetime]:
    """What other intervals hold of the documents shown: identity to newest date."""
    pages = [d for shown in answers for d in shown.documents if d.kind == "http"]
    fetched = held(settings, interval, {manifests.identity(page) for page in pages})
    newest = {key: dated for key, dated in fetched.items() if dated}
    for key, dated in manifests.held_elsewhere(settings.data, interval, reach).items():
        if fetched.get(key, dated):  # none: it was tried, in vain, and may work now
            newest[key] = max(dated, newest.get(key, dated))
    return newest


class _Sorter:
    """Sorts what listings show into documents that are new, known, or held elsewhere.

    Args:
        known: documents of the interval's manifests.
    """

    def __init__(self, known: Sequence[Document]) -> None:
        self._known = {manifests.identity(document): document.id for document in known}
        self._held = Counter(document.source_id for document in known)
        self._shown: set[str] = set()
        self.elsewhere: dict[str, datetime] = {}
        self.new: list[Document] = []

    def sort(self, shown: Shown) -> Row:
        """Sort the documents of one listing.

        Returns:
            Its row of `schemas.LISTINGS`, without the interval.
        """
        counts = Counter(
            self._place(document, undated=document.url in shown.undated)
            for document in shown.documents
        )
        return {
            "source_id": shown.source_id,
            "form": shown.form,
            "url": shown.url,
            "outcome": str(shown.outcome),
            "reason": shown.reason,
            "asked_at": shown.asked_at,
            "seconds": shown.seconds,
            "next_poll_at": shown.next_poll_at,
            "oldest_at": shown.oldest_at,
            "newest_at": shown.newest_at,
            "shown": shown.items,
            "discovered": counts[Outcome.OK],
            "seen": counts[Outcome.SEEN],
            "outside_interval": shown.outside,
            "filtered": shown.filtered,
            "rejected": len(shown.rejects),
        }

    def _place(self, document: Document, *, undated: bool) -> Outcome:
        """Where a document belongs; one without a date of its own is no update of any other."""
        key = manifests.identity(document)
        if key in self._shown or self._known.get(key, document.id) != document.id:
            return Outcome.SEEN
        if key not in self._known:
            if key in self.elsewhere and (undated or document.dated <= self.elsewhere[key]):
                return Outcome.SEEN
            self.new.append(document)
            self._held[document.source_id] += 1
        self._shown.add(key)
        return Outcome.OK

    def unshown(self, rows: Sequence[Row]) -> list[Row]:
        """Rows for documents of the interval's manifests that no listing shows any more."""
        left = self._held.copy()
        for row in rows:
            left[row["source_id"]] -= row["discovered"]
        return [
            {
                "source_id": source_id,
                "form": "manifest",
                "url": "",
                "outcome": str(Outcome.OK),
                "reason": "discovered by an earlier run of the interval",
                "shown": n,
                "discovered": n,
                "seen": 0,
                "outside_interval": 0,
                "filtered": 0,
                "rejected": 0,
            }
            for source_id, n in sorted(left.items())
            if n > 0
        ]


def _count(ledger: Entry, rows: Sequence[Row]) -> None:
    """Count what the listings showed; rejects are counted with their own rows."""
    for column, outcome in (
        ("discovered", Outcome.OK),
        ("seen", Outcome.SEEN),
        ("outside_interval", Outcome.OUTSIDE_INTERVAL),
        ("filtered", Outcome.FILTERED),
    ):
        ledger.count(outcome, sum(row[column] for row in rows))


def _earlier_rows(partition: Partition) -> list[Row]:
    """Rows of listings that an earlier run of the interval wrote."""
    path = partition.lake(LISTINGS.name)
    return read_rows(path) if exists(path) else []


def _remembered(row: Row, before: Sequence[Row]) -> Row:
    """A row of a copy that was at hand, with what an earlier run of the interval told of it.

    Other intervals may have fetched the copy anew; while it shows the same, the row stays.
    """
    if row["seconds"] is None:
        for old in before:
            if all(_plain(row[name]) == old[name] for name in _SAME):
                return row | {name: old[name] for name in _TOLD}
    return row


def _plain(value: Any) -> Any:
    """A value as it comes out of a lake file: times in UTC without zone."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _rejects_of_others(partition: Partition, asked: set[str]) -> list[Reject]:
    """What earlier runs of the interval rejected of sources that this run does not ask."""
    path = partition.lake(REJECTS.name, Stage.DISCOVER)
    rows = read_rows(path) if exists(path) else []
    names = [column.name for column in fields(Reject)]
    return [
        Reject(**{name: row[name] for name in names})
        for row in rows
        if row["source_id"] not in asked
    ]


def _require_an_answer(answers: Sequence[Shown]) -> None:
    """Raise a transient error when all is dead; one dead source costs itself only.

    Where a listing failed, one that was not asked is no sign of life, and neither are files: the
    drop folder answers without a network. But what they have is taken.
    """
    dead = [shown for shown in answers if shown.outcome not in ANSWERED]
    alive = [
        shown
        for shown in answers
        if shown.outcome in ANSWERED - {Outcome.NOT_DUE} and shown.form not in FILES
    ]
    if dead and not alive and not any(shown.documents for shown in answers):
        raise TransientError(f"no source answered; the first said: {dead[0].reason}")


def _report(answers: Sequence[Shown], *, new: int, batches: int) -> None:
    """Say in the log what each listing had for the interval, and which could not serve it."""
    for shown in answers:
        level = logging.INFO if shown.outcome in ANSWERED else logging.WARNING
        _log.log(
            level,
            "%s, %s %s: %s%s%s",
            shown.source_id,
            shown.form,
            shown.url,
            shown.outcome,
            f" ({shown.reason})" if shown.reason else "",
            f"; {len(shown.documents)} of {shown.items} items in the interval"
            if shown.outcome in ANSWERED
            else "",
        )
    _log.info("%d new documents; batches of the interval: %d", new, batches)
