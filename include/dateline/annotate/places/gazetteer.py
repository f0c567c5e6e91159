"""The gazetteer: which places bear a name.

Loaded once per process, in columns: the sorted keys stay in one buffer that is searched by halves,
and a `Place` is made only of what somebody asks for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dateline.knowledge import read_table, split
from dateline.knowledge.place_keys import name_key

CANDIDATES = 40
"""Places considered for one name: the largest ones."""
FIRST_LEVEL = frozenset(
    {"province", "governorate", "state", "oblast", "region", "prefecture", "emirate"}
    | {"canton", "voivodeship"}
)
"""Words that go with names of first-level divisions."""
SECOND_LEVEL = frozenset({"county", "district", "parish", "borough", "raion", "co"})
"""Words that go with names of second-level divisions."""
SETTLEMENTS = frozenset({"city", "town", "village", "municipality", "township"})
"""Words that go with names of settlements."""
TOWNS = frozenset({"capital", "city", "admin1"})
"""Kinds of which the large gazetteer has more and better rows than `places.csv`."""
COUNTIES = frozenset({"USA", "GBR", "IRL", "CAN"})
"""Countries where a county that is not listed is no town of the same name."""
KIND_WORDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(FIRST_LEVEL, ("admin1", "admin2")),
    **dict.fromkeys(SECOND_LEVEL, ("admin2", "admin1")),
    **dict.fromkeys(SETTLEMENTS, ("city", "capital")),
}
DIRECTIONS = (
    *("northern", "southern", "eastern", "western", "northeastern", "northwestern"),
    *("southeastern", "southwestern", "north", "south", "east", "west", "upper", "lower", "inner"),
    *("far north", "far west", "mid", "old", "metro"),
)
"""Words for a part of a place: it is put where the place is."""
_PREFIXES = (
    ("city of ", ("city", "capital")),
    ("town of ", ("city",)),
    ("village of ", ("city",)),
    ("county of ", ("admin2",)),
    ("province of ", ("admin1",)),
    ("state of ", ("admin1",)),
    ("the ", ()),
    *((f"{word} ", ("admin1", "country", "region", "capital", "city")) for word in DIRECTIONS),
    ("greater ", ("city", "capital")),
    ("downtown ", ("city", "capital")),
    ("central ", ("city", "capital")),
)
"""What may stand in front of a name, and which kinds it hints at."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that has a name in the gazetteer.

    Args:
        id: entity id: `country:SYR`, `place:<GeoNames id>`, own places `place:<slug>`.
        name: in the form that English news uses, as far as known.
        kind: country, capital, city, admin1, admin2; own places: region, sea, mountain, …
        country: ISO 3166 alpha-3, or None.
        lat: degrees north, WGS 84, or None.
        lon: degrees east, WGS 84, or None.
        population: people; 0 if unknown.
        admin1: name of the first-level division that it lies in, or None.
        admin1_id: GeoNames id of that; of itself for one of the first level.
        admin2_id: GeoNames id of the second-level division; of itself for one.
        geonames_id: or None for own places.
        is_own_name: it was found by its main name, not by another one.
    """

    id: str
    name: str
    kind: str
    country: str | None
    lat: float | None
    lon: float | None
    population: int = 0
    admin1: str | None = None
    admin1_id: int = 0
    admin2_id: int = 0
    geonames_id: int | None = None
    is_own_name: bool = True


class Gazetteer:
    """The places of `gazetteer.parquet` and `places.csv`.

    Raises:
        FileNotFoundError: the package came without its gazetteer.
    """

    def __init__(self) -> None:
        path = files("dateline.knowledge").joinpath("gazetteer.parquet")
        table = pq.ParquetFile(str(path), memory_map=True).read(use_threads=False)
        self._size = table.num_rows
        self._keys, self._key_ends = _texts(table["key"])
        self._names, self._name_ends = _texts(table["name"])
        self._columns = {
            name: _numbers(table[name])
            for name in (
                "place",
                "geonames_id",
                "admin1_id",
                "admin2_id",
                "population",
                "lat",
                "lon",
            )
        }
        self._coded = {name: _coded(table[name]) for name in ("kind", "country", "code")}
        self._own = _own_places()
        codes, kinds = self._coded["kind"]
        first_level = np.flatnonzero(codes == kinds.index("admin1"))
        self._admin1_row = {int(self._columns["geonames_id"][row]): int(row) for row in first_level}
        countries = np.flatnonzero(codes == kinds.index("country"))
        self._country_row = {self._text("country", int(row)): int(row) for row in countries}
        self._by_code = {self._text("code", int(row)): int(row) for row in first_level}

    @lru_cache(maxsize=65536)  # noqa: B019 - one gazetteer per process
    def candidates(self, name: str) -> tuple[Place, ...]:
        """The places of a name, the largest first.

        Args:
            name: as printed. Words such as `Province`, `City of` are hints at the kind: if places
                of that kind have the name, only they are meant.
        """
        key = name_key(name)
        return self._named(key) or self._hinted(key)

    def _named(self, key: str) -> tuple[Place, ...]:
        """Own places first, then stored ones; towns of `places.csv` lend their names to these."""
        own = self._own.get(key, ())
        stored = self._stored(key)
        if own and not stored:
            return tuple(p for place in own for p in self._same_town(place)) or own
        towns = {place.country: place.name for place in own if place.kind in TOWNS}
        return (*(p for p in own if p.kind not in TOWNS), *(_in_english(p, towns) for p in stored))

    def _same_town(self, place: Place) -> Sequence[Place]:
        """The stored towns that a town of `places.csv` is; other own places are themselves."""
        if place.kind not in TOWNS:
            return (place,)
        found = [p for p in self._stored(name_key(place.name)) if p.country == place.country]
        of_kind = [p for p in found if p.kind == place.kind]
        return [_in_english(p, {place.country: place.name}) for p in of_kind or found]

    def country(self, code: str) -> Place | None:
        """The country of an alpha-3 code, with its point."""
        row = self._country_row.get(code)
        return None if row is None else self._place(row, is_own_name=True)

    def division(self, code: str) -> Place | None:
        """The first-level division of an ISO 3166-2 code."""
        row = self._by_code.get(code)
        return None if row is None else self._place(row, is_own_name=True)

    def _hinted(self, key: str) -> tuple[Place, ...]:
        """Places of the name without the words that hint at a kind, of that kind if there are."""
        for bare, kinds in without_hint(key):
            found = self._named(bare) or self._hinted(bare)
            for kind in (kinds[:1], kinds):
                of_kind = tuple(place for place in found if place.kind in kind)
                if of_kind:
                    return of_kind
            if found and not kinds:
                return found
            towns = tuple(p for p in found if p.kind in TOWNS and p.country not in COUNTIES)
            if towns:
                return towns
        return ()

    def certain_names(self) -> Iterator[str]:
        """Names of countries' first-level divisions with an English name, and of own places."""
        for row in read_table("divisions"):
            yield from (name for name in (row["name"], *split(row["aliases"])) if name)
            if division := self.division(row["code"]):
                yield division.name

    def _stored(self, key: str) -> tuple[Place, ...]:
        """The places of a key, the largest first, as they are sorted in the file."""
        wanted = key.encode()
        row = self._first(wanted)
        found: list[Place] = []
        while row < self._size and self._key(row) == wanted and len(found) < CANDIDATES:
            at = int(self._columns["place"][row])
            is_own_name = self._key(at).removesuffix(b" city") == wanted or at == row
            found.append(self._place(at, is_own_name=is_own_name))
            row += 1
        return tuple(found)

    def _first(self, key: bytes) -> int:
        """The first row whose key is not below the wanted one."""
        low, high = 0, self._size
        while low < high:
            middle = (low + high) // 2
            if self._key(middle) < key:
                low = middle + 1
            else:
                high = middle
        return low

    def _key(self, row: int) -> bytes:
        return self._keys[self._key_ends[row] : self._key_ends[row + 1]]

    @lru_cache(maxsize=65536)  # noqa: B019 - one gazetteer per process
    def _place(self, row: int, *, is_own_name: bool) -> Place:
        columns = self._columns
        number = int(columns["geonames_id"][row])
        kind = self._text("kind", row) or ""
        country = self._text("country", row)
        name = self._names[self._name_ends[row] : self._name_ends[row + 1]] or self._key(row)
        lat, lon = float(columns["lat"][row]), float(columns["lon"][row])
        admin1_id = number if kind == "admin1" else int(columns["admin1_id"][row])
        has_point = lat == lat  # noqa: PLR0124 - not a number where there is none
        return Place(
            f"country:{country}" if kind == "country" else f"place:{number}",
            name.decode(),
            kind,
            country,
            round(lat, 4) if has_point else None,
            round(lon, 4) if has_point else None,
            int(columns["population"][row]),
            self._division_name(admin1_id),
            admin1_id,
            number if kind == "admin2" else int(columns["admin2_id"][row]),
            number,
            is_own_name,
        )

    def _division_name(self, number: int) -> str | None:
        row = self._admin1_row.get(number)
        if row is None:
            return None
        name = self._names[self._name_ends[row] : self._name_ends[row + 1]] or self._key(row)
        return name.decode()

    def _text(self, column: str, row: int) -> str | None:
        codes, values = self._coded[column]
        return values[codes[row]] if codes[row] >= 0 else None


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of this installation, loaded once."""
    return Gazetteer()


def _in_english(place: Place, names: dict[str | None, str]) -> Place:
    """The place under the name that `places.csv` has for it, if its own has foreign letters."""
    name = names.get(place.country)
    return replace(place, name=name) if name and not place.name.isascii() else place


def without_hint(key: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The key without a word for its kind behind or in front, and the kinds hinted at."""
    bare, _, last = key.rpartition(" ")
    if bare and last in KIND_WORDS:
        yield bare, KIND_WORDS[last]
    for prefix, kinds in _PREFIXES:
        if key.startswith(prefix):
            yield key.removeprefix(prefix), kinds


def _texts(column: pa.ChunkedArray) -> tuple[bytes, Any]:
    """All texts of a column in one piece, and where each begins (a list of offsets)."""
    array = column.combine_chunks()
    _, offsets, data = array.buffers()
    return data.to_pybytes(), np.frombuffer(offsets, np.int32, len(array) + 1)


def _numbers(column: pa.ChunkedArray) -> Any:
    """The column as a numpy array; a missing number is 0, a missing coordinate not a number."""
    array = column.combine_chunks()
    if pa.types.is_floating(array.type):
        return array.to_numpy(zero_copy_only=False)
    return array.fill_null(0).to_numpy(zero_copy_only=False)


def _coded(column: pa.ChunkedArray) -> tuple[Any, list[str]]:
    """The column as numbers of its values (-1: none), and those values."""
    array = column.combine_chunks().dictionary_encode()
    codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return codes.astype(np.int16), array.dictionary.to_pylist()


def _own_places() -> dict[str, tuple[Place, ...]]:
    """The places of `places.csv` by key."""
    found: dict[str, list[Place]] = {}
    for place, names in _rows():
        for name in names:
            found.setdefault(name_key(name), []).append(place)
    return {key: tuple(dict.fromkeys(places)) for key, places in found.items()}


def _rows() -> Iterator[tuple[Place, Sequence[str]]]:
    for row in read_table("places"):
        slug = name_key(row["name"]).replace(" ", "-")
        country = row["country"] or None
        place = Place(
            f"place:{slug}:{country}" if country else f"place:{slug}",
            row["name"],
            row["kind"],
            country,
            float(row["lat"]) if row["lat"] else None,
            float(row["lon"]) if row["lon"] else None,
        )
        yield place, (row["name"], *split(row["aliases"]))
