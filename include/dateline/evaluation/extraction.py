"""Scores of cleaning on pages with known text, beside trafilatura over the same pages.

A file is JSON lines with `id`, `url`, `html`, `text` (the article's lines), and, where they are
known, `title`, `authors` (a list, or names in one string) and `date` (ISO 8601). Nothing but `html`
and `url` is given to what is scored. The letters before the first hyphen of an `id` name the part
of the set that a page is of.
"""

import gzip
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import trafilatura
from rich.console import Console
from rich.progress import Progress
from trafilatura.metadata import extract_metadata

from dateline.clean import clean_object
from dateline.errors import RecordError, TerminalError
from dateline.outcomes import Outcome
from dateline.schemas import Row

OWN = "dateline"
BARE = "trafilatura_no_comments"
"""What speed is compared with: text alone, without comments, metadata and line rules."""

MODES: dict[str, dict[str, Any]] = {
    "trafilatura": {},
    BARE: {"include_comments": False},
    "trafilatura_precision": {"favor_precision": True, "include_comments": False},
    "trafilatura_recall": {"favor_recall": True, "include_comments": False},
}
"""Options of `trafilatura.extract` for each peer; the first two are always scored."""

_TOKEN = re.compile(r"\w+")
_SHINGLE = 4
_AUTHORS = re.compile(r"[,;&]|\band\b", re.IGNORECASE)
_QUOTES = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc`\u00b4", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)


@dataclass(slots=True)
class Answer:
    """What one system says of one page.

    Args:
        text: the article's text, empty if there is none.
        outcome: what became of the page.
        title: the headline, if it is told.
        authors: names of persons, or of all that the byline names where they are not told apart.
        organizations: desks, agencies and outlets that the byline names.
        date: day of publication, in the zone that the page states, `YYYY-MM-DD`.
    """

    text: str
    outcome: Outcome = Outcome.OK
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)
    date: str | None = None


@dataclass(slots=True)
class Tally:
    """Sums over the pages of a part for one system; memory does not grow with the pages."""

    pages: int = 0
    seconds: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, gold: Mapping[str, Any], answer: Answer, seconds: float) -> None:
        """Compare an answer with the gold page."""
        self.pages += 1
        self.seconds += seconds
        self.outcomes[str(answer.outcome)] += 1
        precision, recall = overlap(gold["text"], answer.text)
        self._score("precision", precision)
        self._score("recall", recall)
        self._score("exact", _TOKEN.findall(gold["text"]) == _TOKEN.findall(answer.text))
        if gold.get("title"):
            self._score("title", normal(answer.title) == normal(gold["title"]))
        if gold.get("date"):
            self._score("date", answer.date == gold["date"][:10])
        wanted, told = names(gold.get("authors")), names(answer.authors)
        if wanted:
            self._score("authors", wanted == told)
            self._score("byline", wanted in (told, told | names(answer.organizations)))
        else:
            self._score("false_authors", bool(told))

    def _score(self, name: str, value: float) -> None:
        self.sums[name] += cast("int", value)
        self.counts[name] += 1

    def report(self) -> dict[str, Any]:
        """Means over the pages that have the gold for it; F1 is that of mean P and mean R."""
        means = {name: self.sums[name] / self.counts[name] for name in self.counts}
        if not self.counts["authors"]:
            means.pop("false_authors", None)
        both = means["precision"] + means["recall"]
        f1 = 2 * means["precision"] * means["recall"] / both if both else 0.0
        order = ["precision", "recall", "f1", "exact", "title", "authors", "byline"]
        order += ["false_authors", "date"]
        means["f1"] = f1
        told: dict[str, Any] = {name: round(means[name], 4) for name in order if name in means}
        told["pages_per_cpu_second"] = round(self.pages / max(self.seconds, 1e-9), 1)
        return told | {"outcomes": dict(sorted(self.outcomes.items()))}


def score(path: str | Path, *, peers: bool = True) -> dict[str, Any]:
    """Clean every page of a file, have trafilatura extract it, too, and compare both with the gold.

    Args:
        path: the gold file; gzip if its name ends in `.gz`.
        peers: whether trafilatura's precision and recall modes are scored, too, and not only its
            defaults with and without comments.

    Returns:
        For `all`, and for each part if there are several: `pages`, and for each system
        `precision`, `recall`, `f1` of 4-gram shingles (means over pages, F1 of the means),
        `exact` (share of pages with all tokens equal), `title`, `authors`, `date` (shares of the
        pages that have them in the gold), `byline` (as `authors`; right also if it takes the
        organisations told), `false_authors` (share of pages without authors that
        are given some; only where a part states authors), `pages_per_cpu_second`, `outcomes`. For
        Dateline also `speed_ratio`, to bare trafilatura.

    Raises:
        TerminalError: a line of the file is no gold page; it has none.
    """
    modes = MODES if peers else dict(list(MODES.items())[:2])
    parts: dict[str, dict[str, Tally]] = {}
    for number, gold in enumerate(_read(Path(path))):
        answers = _answers(gold, modes, backwards=bool(number % 2))
        for part in ("all", str(gold["id"]).partition("-")[0]):
            tallies = parts.setdefault(part, {name: Tally() for name in (OWN, *modes)})
            for name, (answer, seconds) in answers.items():
                tallies[name].add(gold, answer, seconds)
    if not parts:
        raise TerminalError(f"{path}: no pages")
    shown = parts if len(parts) > 2 else {"all": parts["all"]}  # noqa: PLR2004 - `all` and one more
    return {part: _report(tallies) for part, tallies in shown.items()}


def _report(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    told: dict[str, Any] = {name: tally.report() for name, tally in tallies.items()}
    ratio = tallies[BARE].seconds / max(tallies[OWN].seconds, 1e-9)
    told[OWN]["speed_ratio"] = round(ratio, 3)
    return {"pages": tallies[OWN].pages} | told


def _answers(
    gold: Mapping[str, Any], modes: Mapping[str, dict[str, Any]], *, backwards: bool
) -> dict[str, tuple[Answer, float]]:
    """Each system's answer and its CPU seconds; taking turns, none always finds warm caches."""
    page = {"url": gold.get("url") or "", "html": gold["html"]}
    systems: dict[str, Callable[[], Answer]] = {OWN: lambda: own_answer(page)}
    for name, options in modes.items():
        systems[name] = lambda options=options: _peer_answer(page, options)  # type: ignore[misc]
    about = _peer_metadata(page)
    found = {}
    for name in sorted(systems, key=list(systems).index, reverse=backwards):
        begun = time.process_time()
        answer = systems[name]()
        found[name] = (answer, time.process_time() - begun)
        if name != OWN:
            answer.title, answer.authors, answer.date = about.title, about.authors, about.date
    return found


def own_answer(page: Row) -> Answer:
    """What `dateline clean` says of an object with `html` or `text`."""
    try:
        row = clean_object(page)
    except RecordError as error:
        return Answer("", error.outcome)
    return Answer(
        row["text"],
        title=row["title"],
        authors=row["authors"],
        organizations=row["author_organizations"],
        date=_day(row),
    )


def _day(row: Row) -> str | None:
    """The day of publication as the page states it: in its own zone."""
    moment: datetime | None = row["published_at"]
    if moment is None:
        return None
    if zone := row["published_zone"]:
        moment = moment.astimezone(datetime.strptime(zone, "%z").tzinfo)
    return moment.date().isoformat()


def _peer_answer(page: Row, options: dict[str, Any]) -> Answer:
    try:
        text = trafilatura.extract(page["html"], **options)
    except Exception:  # noqa: BLE001 - a peer that fails on a page costs that page, as we do
        return Answer("", Outcome.CRASHED)
    return Answer(text or "", Outcome.OK if text else Outcome.NO_TEXT)


def _peer_metadata(page: Row) -> Answer:
    """What trafilatura tells beside the text; its modes do not differ in that."""
    with suppress(Exception):
        found = extract_metadata(page["html"], default_url=page["url"])
        authors = (found.author or "").split(";")
        day = (found.date or "")[:10] or None
        return Answer("", title=found.title, authors=authors, date=day)
    return Answer("")


def overlap(gold: str, told: str) -> tuple[float, float]:
    """Precision and recall of 4-gram shingles, repeated ones counted (scrapinghub's benchmark)."""
    wanted, found = _shingles(gold), _shingles(told)
    shared = (wanted & found).total()
    precision = shared / found.total() if found else float(not wanted)
    return precision, shared / wanted.total() if wanted else 1.0


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four tokens; a shorter text is one run."""
    words = _TOKEN.findall(text)
    starts = range(max(len(words) - _SHINGLE + 1, min(len(words), 1)))
    return Counter(tuple(words[start : start + _SHINGLE]) for start in starts)


def normal(text: str | None) -> str:
    """A name or title for comparison: NFKC, one case, one kind of quotes, dashes and blanks."""
    plain = unicodedata.normalize("NFKC", text or "").translate(_QUOTES).replace("''", '"')
    return " ".join(plain.casefold().split())


def names(authors: list[str] | str | None) -> frozenset[str]:
    """Authors as a set; one string may hold several names."""
    listed = [authors] if isinstance(authors, str) else authors or []
    return frozenset(
        name for text in listed for part in _AUTHORS.split(text) if (name := normal(part))
    )


def _read(path: Path) -> Iterator[dict[str, Any]]:
    """The pages of a file one by one, with progress on standard error if a person reads it."""
    console = Console(stderr=True)
    progress = Progress(console=console, disable=not sys.stderr.isatty(), transient=True)
    with path.open("rb") as raw, progress:
        task = progress.add_task("pages", total=path.stat().st_size)
        stream = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield _page(line, f"{path}, line {number}")
            progress.update(task, completed=raw.tell())


def _page(line: bytes, place: str) -> dict[str, Any]:
    """A gold page.

    Raises:
        TerminalError: it is none.
    """
    try:
        page = json.loads(line)
    except ValueError as error:
        raise TerminalError(f"{place}: not JSON: {error}") from error
    if not isinstance(page, dict) or not all(
        isinstance(page.get(key), str) for key in ("id", "html", "text")
    ):
        raise TerminalError(f"{place}: no object with the strings id, html and text")
    return page
