"""Incidents: events of many articles that tell of one and the same act.

Tellings are taken in order, the most exact first; each joins the incident that it fits best, or
begins one. Nothing is joined through a third telling: what leaves the place open cannot make one
incident of two places. What fits two incidents equally well joins neither.

- `firm` incidents of a day are made of events whose clause dates them to that day.
- Events dated by publication are grouped by themselves first. A group joins a firm incident of its
  day or of the day before, else it is an incident of its own; if one such was told the day before,
  and not before that, it is the same.
- Events dated to a week or month join the one incident within it that they fit.
- Denials join the incident that they deny; they never make one.

So incidents of a day follow from events of `BEFORE` days before to `AFTER` days after it,
whatever was loaded when.
"""

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from dateline.schemas import Row, stable_id
from dateline.warehouse.alike import (
    ADMIN1,
    ENOUGH,
    POINT,
    Key,
    Place,
    Side,
    keys,
    near_keys,
    pair_score,
    place_of,
    side_of,
)
from dateline.warehouse.statements import Statements

BEFORE, AFTER = 3, 2
"""Days around a day whose events its incidents follow from."""
PART = 100_000
"""Incidents that are described at once."""
CHUNK = 14
"""Days that are worked on at once: bounds the memory of a rebuild of all days."""
SAME_ARTICLE, SAME_SENTENCE = 1.0, 2.0
"""What it adds that an article, or a sentence of it as well, tells of the incident already."""
SAME_WORD, SAME_FIGURE = 0.5, 0.5
"""What a word for who is acted upon, and a figure of people killed, add."""
CLOSE = 1.5
"""How many times one figure of people killed may be another, both at least `FEW`."""
FEW = 3
SAME_DAY = 0.1
"""What it adds that the day is the same: it only breaks ties."""
MARGIN = 0.05
"""How much better the best incident must fit than the next."""
DAY = timedelta(days=1)
LONG = ("week", "month")
"""Precisions of events that join an incident of a day within."""

ASSIGNED = pa.schema(
    {
        "incident_id": pa.string(),
        "incident_date": pa.date32(),
        "incident_precision": pa.string(),
        "event_id": pa.string(),
        "basis": pa.string(),
    }
)
"""An event of an incident, the incident's date, and how the event came in: day, published, range,
denial."""

Content = tuple[Side, Side, Place | None]

_NONE: frozenset[int] = frozenset()


@dataclass(slots=True)
class Hints:
    """What speaks for one incident beyond who, whom, where.

    Args:
        articles: ids of articles.
        sentences: article ids with where a sentence of theirs starts.
        words: words for who is acted upon.
        killed: numbers of people killed.
    """

    articles: set[str] = field(default_factory=set)
    sentences: set[tuple[str, int]] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    killed: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, tellings: Iterable["Telling"]) -> "Hints":
        """The hints of some tellings."""
        made = cls()
        for telling in tellings:
            made.add(telling.hints)
        return made

    def add(self, other: "Hints") -> None:
        """Take over what another has."""
        self.articles |= other.articles
        self.sentences |= other.sentences
        self.words |= other.words
        self.killed |= other.killed

    def worth(self, other: "Hints") -> float:
        """What having things in common adds to a score."""
        return (
            SAME_ARTICLE * (not self.articles.isdisjoint(other.articles))
            + SAME_SENTENCE * (not self.sentences.isdisjoint(other.sentences))
            + SAME_WORD * (not self.words.isdisjoint(other.words))
            + SAME_FIGURE * any(FEW <= a <= CLOSE * b and FEW <= b <= CLOSE * a
                                for a in self.killed for b in other.killed)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Telling:
    """An event of an article, as far as it decides which incident it tells of.

    Args:
        event_id: the event.
        article_id: its article.
        act: PLOVER type; `SUPPORT 057` where an agreement is signed.
        day: its day, or the first day of what is meant.
        last_day: the last.
        precision: that of its date.
        is_denied: whether the article tells it to deny it.
        told_at: when the article was published.
        source: who acts.
        target: who is acted upon.
        place: where.
        hints: what else may speak for one incident.
        incident_id: of an event that was assigned before, its incident.
        incident_date: and the date of that.
    """

    event_id: str
    article_id: str
    act: str
    day: date
    last_day: date
    precision: str
    is_denied: bool
    told_at: datetime
    source: Side
    target: Side
    place: Place | None
    hints: Hints
    incident_id: str | None = None
    incident_date: date | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Telling":
        """The telling of a row of `marts/incident_rows`."""
        return cls(
            row["event_id"],
            row["article_id"],
            row["act"],
            row["first_day"],
            row["last_day"],
            row["precision"],
            row["is_denied"],
            row["told_at"],
            side_of(row["sources"]),
            side_of(row["targets"]),
            place_of(row),
            Hints(
                {row["article_id"]},
                {(row["article_id"], row["sentence_start"])},
                set(row["target_words"] or ()),
                set() if row["killed"] is None else {row["killed"]},
            ),
            row["incident_id"],
            row["incident_date"],
        )

    @property
    def event_type(self) -> str:
        """The PLOVER type of the act."""
        return self.act.partition(" ")[0]

    @property
    def content(self) -> Content:
        """Who, whom, where."""
        return self.source, self.target, self.place

    @property
    def exactness(self) -> int:
        """How much it tells; the most exact tellings are taken first."""
        sure = self.place.rank if self.place and self.place.is_sure else 0
        return 2 * sure + self.source.weight + self.target.weight


@dataclass(slots=True)
class Incident:
    """What the tellings of one incident agree on, and which they are.

    Args:
        act: see `Telling`.
        day: its day, or the first day of what is meant.
        precision: that of its date.
        source: whoever a telling says acts.
        target: whoever a telling says is acted upon.
        place: the most exact place told.
        hints: what else they have in common with others.
        members: the tellings, each with how it came in.
        keys: by which it is found, once they are known.
    """

    act: str
    day: date
    precision: str
    source: Side = field(default_factory=Side)
    target: Side = field(default_factory=Side)
    place: Place | None = None
    hints: Hints = field(default_factory=Hints)
    members: list[tuple[Telling, str]] = field(default_factory=list)
    keys: tuple[Key, ...] = ()

    @property
    def content(self) -> Content:
        """Who, whom, where."""
        return self.source, self.target, self.place

    def profile(self) -> "Incident":
        """The same without its members, to be changed for itself."""
        copied = Incident(self.act, self.day, self.precision, *self.content)
        copied.hints.add(self.hints)
        self.keys = copied.keys = self.keys or _keys(*self.told)
        return copied

    @property
    def told(self) -> tuple[str, Content, Hints]:
        """All that decides what it is alike."""
        return self.act, self.content, self.hints

    def learn(self, content: Content, *, is_swapped: bool) -> None:
        """Take over what a telling says."""
        source, target, place = content
        if is_swapped:
            source, target = target, source
        self.source, self.target = self.source | source, self.target | target
        if place is not None and _exactness(place) > _exactness(self.place):
            self.place = place

    def add(self, telling: Telling, basis: str, *, is_swapped: bool = False) -> None:
        """Take in a telling."""
        self.members.append((telling, basis))
        self.hints.add(telling.hints)
        self.learn(telling.content, is_swapped=is_swapped)

    @property
    def id(self) -> str:
        """From its first report: later ones do not change it."""
        told = (telling for telling, _ in self.members if not telling.is_denied)
        first = min(told, key=lambda t: (t.told_at, t.event_id))
        return stable_id("incident", first.event_id)

    def rows(self) -> Iterator[Row]:
        """Rows of `ASSIGNED`."""
        incident_id = self.id
        for telling, basis in self.members:
            yield self.row(incident_id, telling, basis)

    def row(self, incident_id: str, telling: Telling, basis: str) -> Row:
        """The row of one telling."""
        return {
            "incident_id": incident_id,
            "incident_date": self.day,
            "incident_precision": self.precision,
            "event_id": telling.event_id,
            "basis": basis,
        }


def _exactness(place: Place | None) -> tuple[bool, int]:
    return (place.is_sure, place.rank) if place else (False, -1)


class Board:
    """Incidents, found by what they have in common with a telling.

    What is told of a point is compared with what is near, and with what has no point: those are
    `_open`.
    """

    def __init__(self, incidents: Iterable[Incident] = ()) -> None:
        self.incidents: list[Incident] = []
        self._all: dict[tuple[str, Key], set[int]] = defaultdict(set)
        self._open: dict[tuple[str, Key], set[int]] = defaultdict(set)
        for incident in incidents:
            self.put(incident)

    def put(self, incident: Incident) -> None:
        """Add an incident, or look anew at the last one added."""
        self.incidents.append(incident)
        self._index(len(self.incidents) - 1)

    def best(
        self, act: str, content: Content, hints: Hints, day: date, last: date | None = None
    ) -> tuple[int, bool] | None:
        """Number of the one incident that fits, and whether its sides are swapped.

        Args:
            act: see `Telling`.
            content: who, whom, where.
            hints: what else is told.
            day: the likeliest day; with `last` the first of those that may be meant.
            last: the last of them; None when the board holds no others.
        """
        found: list[tuple[float, int, bool]] = []
        for number in self._candidates(act, content, hints):
            incident = self.incidents[number]
            if last is not None and not day <= incident.day <= last:
                continue
            score = pair_score(act, content, incident.content)
            if score is None:
                continue
            worth = score[0] + hints.worth(incident.hints)
            if worth >= ENOUGH:
                worth += SAME_DAY * (incident.day == day and last is None)
                found.append((worth, number, score[1]))
        found.sort(reverse=True)
        if not found or (len(found) > 1 and found[0][0] - found[1][0] < MARGIN):
            return None
        return found[0][1], found[0][2]

    def learn(self, number: int, content: Content, hints: Hints, *, swap: bool) -> None:
        """Let an incident take over what is told, without a member."""
        incident = self.incidents[number]
        before, had_words = incident.content, hints.words <= incident.hints.words
        incident.learn(content, is_swapped=swap)
        incident.hints.add(hints)
        if had_words and all(a is b for a, b in zip(before, incident.content, strict=True)):
            self._put(number, _articles(hints))
        else:
            incident.keys = ()
            self._index(number)

    def _index(self, number: int) -> None:
        incident = self.incidents[number]
        self._put(number, incident.keys or _keys(*incident.told))

    def _put(self, number: int, found_by: Iterable[Key]) -> None:
        incident = self.incidents[number]
        act, is_open = incident.act, not _is_fixed(incident.place)
        for key in found_by:
            self._all[act, key].add(number)
            if is_open:
                self._open[act, key].add(number)

    def _candidates(self, act: str, content: Content, hints: Hints) -> Iterable[int]:
        by_key = self._open if _is_fixed(content[2]) else self._all
        found = [by_key.get((act, key), _NONE) for key in _keys(act, content, hints)]
        near = [self._all.get((act, key), _NONE) for key in near_keys(content[2])]
        return _NONE.union(*found, *near)


def _is_fixed(place: Place | None) -> bool:
    return place is not None and place.is_sure and place.rank == POINT


def _keys(act: str, content: Content, hints: Hints) -> tuple[Key, ...]:
    return (*keys(act, content, hints.words), *_articles(hints))


def _articles(hints: Hints) -> Iterator[Key]:
    return (("article", article) for article in hints.articles)


def group(tellings: Iterable[Telling], basis: str) -> list[Incident]:
    """Incidents of tellings of one day (or of one longer time), the most exact first.

    Args:
        tellings: none of them denied.
        basis: how they come in.
    """
    board = Board()
    for same in _alike(tellings):
        first, hints = same[0], Hints.of(same)
        best = board.best(first.act, first.content, hints, first.day)
        if best is None:
            board.incidents.append(Incident(first.act, first.day, first.precision))
            best = len(board.incidents) - 1, False
        board.incidents[best[0]].members.extend((telling, basis) for telling in same)
        board.learn(best[0], first.content, hints, swap=best[1])
    return board.incidents


def _alike(tellings: Iterable[Telling]) -> list[list[Telling]]:
    """Tellings that say the same are one unit; what they leave open, their article may close."""
    units: dict[Any, list[Telling]] = defaultdict(list)
    for telling in sorted(tellings, key=lambda t: (-t.exactness, t.told_at, t.event_id)):
        is_placed = _exactness(telling.place) >= (True, ADMIN1)
        alone = "" if is_placed else telling.article_id
        units[telling.act, telling.content, alone].append(telling)
    return list(units.values())


def incidents_of_days(tellings: Iterable[Telling], days: Iterable[date]) -> list[Incident]:
    """The incidents of some days.

    Args:
        tellings: dated to a day or by publication, all those from `BEFORE` days before each of
            the days to `AFTER` days after it.
        days: days whose incidents are wanted.
    """
    wanted = set(days)
    told: dict[tuple[date, str], list[Telling]] = defaultdict(list)
    for telling in tellings:
        sort = "denial" if telling.is_denied else telling.precision
        told[telling.day, sort].append(telling)
    reach = sorted({day + n * DAY for day in wanted for n in range(-BEFORE, AFTER + 1)})
    firm = {day: group(told[day, "day"], "day") for day in reach}
    own = {day: _attach_groups(told[day, "published"], firm, day) for day in reach}
    for day in reach:
        _attach_denials(told[day, "denial"], firm, own, day)
    lasting = _join_days(own, reach)
    found = [incident for day in reach for incident in firm[day] + lasting[day]]
    return [incident for incident in found if incident.day in wanted]


def _attach_groups(
    tellings: Sequence[Telling], firm: Mapping[date, list[Incident]], day: date
) -> list[Incident]:
    """Put what is dated by publication to firm incidents; give back the groups that fit none.

    The board holds copies: what one day's groups add to an incident is seen by that day only.
    """
    there = (firm[day] + firm.get(day - DAY, [])) if tellings else []
    board = Board(incident.profile() for incident in there)
    rest = []
    for made in group(tellings, "published"):
        best = board.best(made.act, made.content, made.hints, day)
        if best is None:
            rest.append(made)
            continue
        there[best[0]].members.extend(made.members)
        board.learn(best[0], made.content, made.hints, swap=best[1])
    return rest


def _join_days(
    own: Mapping[date, list[Incident]], reach: Sequence[date]
) -> dict[date, list[Incident]]:
    """Join groups of a day to those of the day before that themselves join none."""
    earlier: dict[int, Incident] = {}
    for day in reach:
        before = own.get(day - DAY, []) if own[day] else []
        board = Board(incident.profile() for incident in before)
        for made in own[day]:
            best = board.best(made.act, made.content, made.hints, day)
            if best is not None:
                earlier[id(made)] = before[best[0]]
                board.learn(best[0], made.content, made.hints, swap=best[1])
    kept: dict[date, list[Incident]] = {day: [] for day in reach}
    for day in reach:
        for made in own[day]:
            first = earlier.get(id(made))
            if first is None or id(first) in earlier:
                kept[day].append(made)
            else:
                first.members.extend(made.members)
    return kept


def _attach_denials(
    tellings: Sequence[Telling],
    firm: Mapping[date, list[Incident]],
    own: Mapping[date, list[Incident]],
    day: date,
) -> None:
    there = [i for d in (day, day - DAY) for i in (*firm.get(d, ()), *own.get(d, ()))]
    types = {telling.act for telling in tellings}
    there = [incident for incident in there if incident.act in types]
    board = Board(incident.profile() for incident in there)
    for telling in tellings:
        best = board.best(telling.act, telling.content, telling.hints, day)
        if best is not None:
            there[best[0]].members.append((telling, "denial"))


def incidents_of_ranges(tellings: Iterable[Telling], known: Iterable[Incident]) -> Iterator[Row]:
    """Where the events go that are dated to longer than a day.

    Args:
        tellings: all those of each time that one of them is dated to.
        known: all incidents of the days that they may mean, with their tellings.

    Returns:
        Rows of `ASSIGNED`.
    """
    spans: dict[tuple[date, date, str], list[Telling]] = defaultdict(list)
    for telling in tellings:
        spans[telling.day, telling.last_day, telling.precision].append(telling)
    board = Board(known)
    for (first, last, precision), told in sorted(spans.items(), key=lambda item: item[0]):
        for made in group(told, "range"):
            best = None
            if precision in LONG:
                best = board.best(made.act, made.content, made.hints, first, last)
            if best is None:
                made.precision = precision
                yield from made.rows()
                continue
            meant = board.incidents[best[0]]
            for telling, basis in made.members:
                yield meant.row(meant.id, telling, basis)


def known_incidents(tellings: Iterable[Telling]) -> list[Incident]:
    """Incidents as they were made before, from the tellings that made them."""
    found: dict[str, Incident] = {}
    for telling in sorted(tellings, key=lambda t: (-t.exactness, t.told_at, t.event_id)):
        made = found.setdefault(
            telling.incident_id or "",
            Incident(telling.act, telling.incident_date or telling.day, telling.precision),
        )
        if telling.precision == "day":  # one such makes the incident firm, whoever is more exact
            made.precision = telling.precision
        best = pair_score(telling.act, telling.content, made.content)
        made.add(telling, telling.precision, is_swapped=bool(best and best[1]))
    return list(found.values())


@contextmanager
def _without_cycles() -> Iterator[None]:
    """Stop Python's search for cycles: there are none, and it took two thirds of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def build_incidents(sql: Statements) -> None:
    """Bring `mart_incidents` and `mart_incident_events` up to date.

    Args:
        sql: the statements, on the warehouse, inside a transaction, with the table `rebuilt_types`
            of the days and types to go through.
    """
    with _without_cycles():
        pairs = [(row["day"], row["event_type"]) for row in sql.rows("marts/incident_days")]
        for chunk in _chunks(pairs):
            _make_anew(sql, chunk)
        sql.run("marts/incident_ranges")
        tellings = [Telling.of(row) for row in sql.rows("marts/incident_rows")]
        known = known_incidents(t for t in tellings if t.incident_id)
        _store(sql, list(incidents_of_ranges((t for t in tellings if not t.incident_id), known)))
    sql.run_in_parts("marts/incidents", "changed_incidents", PART)


def _chunks(pairs: Sequence[tuple[date, str]]) -> Iterator[list[tuple[date, str]]]:
    """Days and types in parts of at most `CHUNK` days each."""
    days = sorted({day for day, _ in pairs})
    for n in range(0, len(days), CHUNK):
        chosen = set(days[n : n + CHUNK])
        yield [pair for pair in pairs if pair[0] in chosen]


def _make_anew(sql: Statements, pairs: Sequence[tuple[date, str]]) -> None:
    """Make the incidents of some days and types."""
    days, types = zip(*pairs, strict=True)
    sql.run("marts/incident_window", {"days": days, "types": types})
    by_type: dict[str, list[Telling]] = defaultdict(list)
    for row in sql.rows("marts/incident_rows"):
        telling = Telling.of(row)
        by_type[telling.event_type].append(telling)
    assigned: list[Row] = []
    for event_type, tellings in sorted(by_type.items()):
        wanted = [day for day, other in pairs if other == event_type]
        for incident in incidents_of_days(tellings, wanted):
            assigned.extend(incident.rows())
    _store(sql, assigned)


def _store(sql: Statements, rows: Sequence[Row]) -> None:
    sql.con.register("assigned_events", pa.Table.from_pylist(list(rows), schema=ASSIGNED))
    sql.run("marts/incident_events")
