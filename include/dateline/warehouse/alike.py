"""Whether two tellings can mean one incident: what their actors and places have in common.

A telling that leaves something open fits anything; what two tellings both say must agree. How much
they agree on is a score: with less than `ENOUGH` two tellings stay apart.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Any

NEAR_KM = 50.0
"""How far apart two places may lie that stand for one."""
EARTH_KM = 6371.0
"""Mean radius of the Earth."""
ENOUGH = 3.0
"""Least score of one incident: a city, a person or group, or the countries of both sides."""
NAMED, COUNTRY, SECTOR = 3.0, 2.0, 0.5
"""What a side adds that has a person or group, a country, or only a sector in common."""
POINT, ADMIN1, NATION, VAGUE = 3, 2, 1, 0
"""How exact a place is; `VAGUE` are regions, seas, and places without coordinates."""
RANKS = {
    "country": NATION,
    "admin1": ADMIN1,
    **dict.fromkeys(("region", "sea", "continent", "ocean", "river", "mountain", "desert"), VAGUE),
}
"""Sorts of places that are no points."""
UNSURE = ("paragraph", "dateline")
"""What tells of a place when the act's own sentence does not."""
SAME_PLACE = {POINT: 3.5, ADMIN1: 2.0, NATION: 1.0, VAGUE: 3.0}
"""What a place in common adds; near ones add up to 3."""
BOTH_OPEN = 0.1
"""What two tellings add that leave the same thing open: it only breaks ties."""
MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE", "SUPPORT 057"})
"""Acts whose two sides do the same: who is named first does not matter. `SUPPORT 057` is to sign an
agreement (CAMEO 057)."""

STATE, ARMED, CIVIL = "state", "armed", "CVL"
SECTORS = {
    **dict.fromkeys(("GOV", "MIL", "COP", "SPY", "LEG", "JUD"), STATE),
    **dict.fromkeys(("REB", "UAF", "INS", "SEP", "RAD", "IMG", "CRM", "UNK"), ARMED),
}
"""Sectors of PLOVER that stand for one another in reports of one incident."""
DISTINCT = ("person", "organization", "armed_group")
"""Types of entity that are actors by themselves, unlike countries and places."""
CELL = 0.5
"""Degrees of the grid by which near places are looked up: 55 km of latitude."""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Side:
    """Who stands on one side of an act; what is not known is empty.

    Args:
        named: ids of linked persons, organizations and armed groups.
        persons: those that are persons.
        groups: those that are groups and no arm of a state.
        countries: ISO 3166 alpha-3.
        sectors: sectors, those that stand for one another under one name.
    """

    named: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()

    def __or__(self, other: "Side") -> "Side":
        """Whoever stands on either."""
        if (
            other.named <= self.named
            and other.countries <= self.countries
            and other.sectors <= self.sectors
        ):
            return self
        return Side(
            self.named | other.named,
            self.persons | other.persons,
            self.groups | other.groups,
            self.countries | other.countries,
            self.sectors | other.sectors,
        )

    @property
    def is_told(self) -> bool:
        """Whether anything is known of it."""
        return bool(self.named or self.countries or self.sectors)

    @property
    def is_anonymous(self) -> bool:
        """Whether only a military word stands there, nobody's."""
        return not (self.named or self.countries) and self.sectors == {STATE}

    @property
    def weight(self) -> int:
        """How much it tells: 2 names somebody, 1 a country."""
        return 2 if self.named else 1 if self.countries else 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where.

    Args:
        entity_id: the place.
        rank: `POINT`, `ADMIN1`, `NATION` or `VAGUE`.
        lat: degrees north, of a point.
        lon: degrees east, of a point.
        country: ISO 3166 alpha-3.
        admin1: name of the first-level division it lies in, or is.
        is_sure: the act's own sentence tells it, not those before nor the dateline.
    """

    entity_id: str
    rank: int
    lat: float
    lon: float
    country: str | None
    admin1: str | None
    is_sure: bool


@lru_cache(maxsize=65_536)
def side_of(told: str | None) -> Side:
    """A side as `marts/incident_rows` tells it: entity id, its type, country, sector of actors."""
    if not told:
        return Side()
    actors = [tuple(actor.split("\x1f")) for actor in told.split("\x1e")]
    distinct = [actor for actor in actors if actor[0] and actor[1] in DISTINCT]
    return Side(
        frozenset(entity for entity, *_ in distinct),
        frozenset(entity for entity, kind, *_ in distinct if kind == "person"),
        frozenset(
            entity
            for entity, kind, _, sector in distinct
            if kind != "person" and SECTORS.get(sector) != STATE
        ),
        frozenset(country for *_, country, _ in actors if country),
        frozenset(SECTORS.get(sector, sector) for *_, sector in actors if sector),
    )


def place_of(row: Mapping[str, Any]) -> Place | None:
    """The place of a row of `marts/incident_rows`, or None."""
    if row["location_id"] is None:
        return None
    return _place(
        row["location_id"],
        row["location_resolution"] or "",
        (row["location_lat"], row["location_lon"]),
        (row["location_country"], row["location_admin1"], row["location_name"]),
        is_sure=row["location_basis"] not in UNSURE,
    )


@lru_cache(maxsize=65_536)
def _place(
    entity_id: str,
    sort: str,
    point: tuple[float | None, float | None],
    names: tuple[str | None, str | None, str | None],
    *,
    is_sure: bool,
) -> Place:
    lat, lon = point
    country, admin1, name = names
    rank = RANKS.get(sort, VAGUE if lat is None or lon is None else POINT)
    division = admin1 or (name if rank == ADMIN1 else None)
    return Place(entity_id, rank, lat or 0.0, lon or 0.0, country, division, is_sure)


def side_score(one: Side, other: Side, *, acted_upon: bool) -> float | None:
    """How far two sides agree; None when they cannot be the same.

    Whoever is acted upon may be told as civilians by one and in their function by another.
    """
    if one.named & other.named:
        return NAMED
    if _differ(one.countries, other.countries) or _are_others(one, other):
        return None
    agreed: float | None = 0.0
    if one.sectors and other.sectors:
        agreed = _sector_score(one, other, acted_upon=acted_upon)
    if agreed is not None and one.countries and other.countries:
        return COUNTRY + min(agreed, 0.0)
    return agreed if one.is_told or other.is_told else BOTH_OPEN


def _are_others(one: Side, other: Side) -> bool:
    return _differ(one.persons, other.persons) or _differ(one.groups, other.groups)


def _sector_score(one: Side, other: Side, *, acted_upon: bool) -> float | None:
    """`A bomber`, `aircraft` may be anybody's; `people` may be told as what they are."""
    if not one.sectors.isdisjoint(other.sectors):
        return SECTOR
    both = one.sectors | other.sectors
    if CIVIL in both and (acted_upon or not both & {STATE, ARMED}):
        return 0.0
    return -SECTOR if one.is_anonymous or other.is_anonymous else None


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and one.isdisjoint(other)


def place_score(one: Place | None, other: Place | None) -> float | None:
    """How far two places agree; None when an act cannot be at both."""
    if one is None or other is None:
        return BOTH_OPEN if one is other else 0.0
    found = _same_place(one, other)
    if one.is_sure and other.is_sure:
        return found
    return -SECTOR if found is None else max(found - 1.0, 0.0)


def _same_place(one: Place, other: Place) -> float | None:
    if one.entity_id == other.entity_id:
        return SAME_PLACE[one.rank]
    if one.country and other.country and one.country != other.country:
        return None
    rough = min(one.rank, other.rank)
    if rough == POINT:
        far = distance_km(one.lat, one.lon, other.lat, other.lon)
        return SAME_PLACE[POINT] - 0.5 - far / (2 * NEAR_KM) if far <= NEAR_KM else None
    if rough == VAGUE or not (one.country and other.country):
        return 0.0
    return SAME_PLACE[NATION] if rough == NATION else _same_division(one, other)


def _same_division(one: Place, other: Place) -> float | None:
    if not (one.admin1 and other.admin1):
        return 0.0
    return SAME_PLACE[ADMIN1] if one.admin1 == other.admin1 else None


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance between two points in degrees, by the haversine formula."""
    a, b = radians(lat), radians(other_lat)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def pair_score(
    act: str, one: tuple[Side, Side, Place | None], other: tuple[Side, Side, Place | None]
) -> tuple[float, bool] | None:
    """How far two tellings agree, and whether their sides are swapped; None if they cannot.

    Args:
        act: act of both, see `Telling.act`.
        one: source, target and place.
        other: those of the other.
    """
    where = place_score(one[2], other[2])
    if where is None:
        return None
    straight = _sides(one[0], one[1], other[0], other[1])
    swapped = _sides(one[0], one[1], other[1], other[0]) if act in MUTUAL else None
    if straight is None and swapped is None:
        return None
    if swapped is not None and (straight is None or swapped > straight):
        return swapped + where, True
    return (straight or 0.0) + where, False


def _sides(source: Side, target: Side, other_source: Side, other_target: Side) -> float | None:
    acting = side_score(source, other_source, acted_upon=False)
    if acting is None:
        return None
    suffering = side_score(target, other_target, acted_upon=True)
    return None if suffering is None else acting + suffering


def keys(act: str, content: tuple[Side, Side, Place | None], words: Iterable[str]) -> Iterator[Key]:
    """What two tellings must have one of in common to be compared at all.

    One country is not enough: both, or one with the country of the place, or with a word for who
    is acted upon.
    """
    source, target, place = content
    is_mutual = act in MUTUAL
    for name, side in (("s", source), ("x" if is_mutual else "t", target)):
        for entity in side.named:
            yield "x" if is_mutual else name, entity
    for country in source.countries:
        for other in target.countries:
            pair = sorted((country, other)) if is_mutual else (country, other)
            yield "both", " ".join(pair)
    known = [(name, c) for name, side in (("s", source), ("t", target)) for c in side.countries]
    if place is not None:
        yield "place", place.entity_id
        yield from ((name, f"{country} {place.country}") for name, country in known)
        if place.rank == POINT:
            yield "cell", _cell(place.lat, place.lon)
    for word in words:
        yield from ((name, f"{country} {word}") for name, country in known)


def near_keys(place: Place | None) -> Iterable[Key]:
    """Cells of the grid around a point, in which near places lie."""
    if place is None or place.rank != POINT:
        return ()
    return _near(place.lat, place.lon)


@lru_cache(maxsize=65_536)
def _near(lat: float, lon: float) -> frozenset[Key]:
    wide = min(CELL / max(cos(radians(lat)), 0.05), 10.0)
    return frozenset(
        ("cell", _cell(lat + y * CELL, lon + x * wide * step))
        for y in (-1, 0, 1)
        for x in (-1, 0, 1)
        for step in (0.5, 1.0)
    )


def _cell(lat: float, lon: float) -> str:
    return f"{int(lat // CELL)} {int(lon // CELL)}"
