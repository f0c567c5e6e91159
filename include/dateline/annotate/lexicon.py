"""The knowledge files as the annotator uses them: typed, indexed, loaded once per process."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dateline.knowledge import read_table, split

HOSTILE = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"})
"""Types of material conflict."""
FRIENDLY = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
"""Types of cooperation."""
DISCARD = "DISCARD"
"""Type of a rule that says: looks like an event and is none. It goes before all others."""


@dataclass(frozen=True, slots=True)
class Known:
    """Something the gazetteer knows by name.

    Args:
        id: the entity id that articles share, such as `country:SYR` or `actor:nato`.
        name: canonical name.
        type: entity type of the contract (country, place, person, organization, armed_group).
        country: ISO 3166 alpha-3, or None.
        sector: sector code of PLOVER, or None.
        kind: what sort of place: country, capital, city, admin1, admin2, region, sea, mountain,
            river, facility, …; empty for actors.
        lat: degrees north, WGS 84, or None.
        lon: degrees east, WGS 84, or None.
        wikidata_id: where certain.
        admin1: name of the province or state that a place lies in.
        geonames_id: of a place of GeoNames.
        terms: (sector, country, first day, last day) of each term of office; empty for places.
    """

    id: str
    name: str
    type: str
    country: str | None = None
    sector: str | None = None
    kind: str = ""
    lat: float | None = None
    lon: float | None = None
    wikidata_id: str | None = None
    admin1: str | None = None
    geonames_id: int | None = None
    terms: tuple[tuple[str | None, str | None, date, date], ...] = ()

    def on(self, day: date | None) -> tuple[str | None, str | None]:
        """Sector and country of the actor on a day; `ELI` (former) outside all its terms."""
        if day is None or not self.terms:
            return self.sector, self.country
        for sector, country, first, last in self.terms:
            if first <= day <= last:
                return sector, country
        return ("ELI" if self.type == "person" else self.sector), self.country


@dataclass(frozen=True, slots=True)
class VerbRule:
    """One row of `verbs/`: which clause is which event, and where its target stands."""

    id: str
    type: str
    mode: str | None
    cameo: str
    particle: str
    object: str
    preps: tuple[tuple[str, frozenset[str]], ...]
    complement: str
    target: tuple[str, ...]
    subject: str

    @property
    def weight(self) -> float:
        """How specific the rule is: the most specific match wins, then the earlier row."""
        weight = 3.0 * bool(self.particle) + 2.0 * bool(self.preps) + 3.0 * bool(self.complement)
        weight += {"": 0.0, "!": 1.0, "-": 0.5}.get(self.object, 3.0)
        return weight + 0.5 * bool(self.subject) + 100.0 * (self.type == DISCARD)


@dataclass(frozen=True, slots=True)
class NounRule:
    """One row of `nouns/`: an event named by a noun.

    Args:
        id: the rule's id.
        type: PLOVER type, or `DISCARD`.
        mode: mode of the type.
        cameo: CAMEO code.
        modifiers: words one of which must stand before the noun; none: any may.
        not_modifiers: words none of which may stand before it.
        target_preps: prepositions that lead to the target.
        source_preps: prepositions that lead to the source, `by` besides.
        owner: what a possessor or adjective of nation is: `source`, `target`, or `either`.
        of: what its `of` phrase must name, `@class` or words; empty for anything or nothing.
    """

    id: str
    type: str
    mode: str | None
    cameo: str
    modifiers: frozenset[str]
    not_modifiers: frozenset[str]
    target_preps: frozenset[str]
    source_preps: frozenset[str]
    owner: str
    of: str


@dataclass(frozen=True, slots=True)
class LightVerb:
    """One row of `light_verbs.csv`: a verb that only says that its noun takes place.

    Args:
        particle: `out` of `carry out`, or empty.
        prep: preposition that leads to the noun (`come under attack`), or empty: its object.
        role: `actor` where the subject does it, `undergoer` where it is done to the subject.
    """

    particle: str
    prep: str
    role: str


@dataclass(frozen=True, slots=True)
class EventType:
    """One row of `plover.csv`."""

    type: str
    quad_class: int
    score: float


@dataclass(frozen=True)
class Lexicon:
    """All that the coder looks up."""

    names: dict[str, Known]
    countries: dict[str, Known]
    demonyms: dict[str, str]
    verbs: dict[str, tuple[VerbRule, ...]]
    nouns: dict[str, tuple[NounRule, ...]]
    light: dict[str, tuple[LightVerb, ...]]
    classes: dict[str, frozenset[str]]
    sectors: dict[str, str]
    types: dict[str, EventType]
    goldstein: dict[str, float | None]
    constructions: dict[str, tuple[str, str]]
    hostile: frozenset[str]


def _day(text: str, default: date) -> date:
    return date.fromisoformat(text) if text else default


def _countries(names: dict[str, Known], demonyms: dict[str, str]) -> None:
    for row in read_table("countries"):
        known = Known(
            f"country:{row['country']}", row["name"], "country", row["country"], kind="country"
        )
        for name in (row["name"], *split(row["aliases"])):
            names.setdefault(name, known)
        for demonym in split(row["demonyms"]):
            demonyms.setdefault(demonym, row["country"])


def _places(names: dict[str, Known]) -> None:
    for row in read_table("places"):
        place_id = f"place:{row['name'].lower().replace(' ', '-')}"
        known = Known(
            f"{place_id}:{row['country']}" if row["country"] else place_id,
            row["name"],
            "place",
            row["country"] or None,
            kind=row["kind"],
            lat=float(row["lat"]) if row["lat"] else None,
            lon=float(row["lon"]) if row["lon"] else None,
        )
        for name in (row["name"], *split(row["aliases"])):
            names.setdefault(name, known)


def _actors(names: dict[str, Known]) -> None:
    by_id: dict[str, list[dict[str, str]]] = {}
    for row in read_table("actors"):
        by_id.setdefault(row["actor_id"], []).append(row)
    for actor_id, rows in by_id.items():
        first = rows[0]
        terms = tuple(
            (
                row["sector"] or None,
                row["country"] or None,
                _day(row["valid_from"], date.min),
                _day(row["valid_to"], date.max),
            )
            for row in rows
        )
        known = Known(
            f"actor:{actor_id}",
            first["name"],
            first["type"],
            first["country"] or None,
            first["sector"] or None,
            wikidata_id=first["wikidata_id"] or None,
            terms=terms,
        )
        for row in rows:
            for name in (row["name"], *split(row["aliases"])):
                names.setdefault(name, known)


def _preps(cell: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """`on:strike,at` as ((`on`, {strike}), (`at`, any object))."""
    pairs = (part.partition(":") for part in split(cell, ","))
    return tuple((prep, frozenset(split(objects, "+"))) for prep, _, objects in pairs)


def _verbs() -> dict[str, tuple[VerbRule, ...]]:
    verbs: dict[str, list[VerbRule]] = {}
    for row in read_table("verbs"):
        rule = VerbRule(
            row["rule_id"],
            row["type"],
            row["mode"] or None,
            row["cameo"],
            row["particle"],
            row["object"],
            _preps(row["preps"]),
            row["complement"],
            split(row["target"]),
            row["subject"],
        )
        for lemma in split(row["lemmas"]):
            verbs.setdefault(lemma, []).append(rule)
    return {lemma: tuple(rules) for lemma, rules in verbs.items()}


def _nouns() -> dict[str, tuple[NounRule, ...]]:
    nouns: dict[str, list[NounRule]] = {}
    for row in read_table("nouns"):
        rule = NounRule(
            row["rule_id"],
            row["type"],
            row["mode"] or None,
            row["cameo"],
            frozenset(split(row["modifiers"])),
            frozenset(split(row["not_modifiers"])),
            frozenset(split(row["target_preps"], ",")),
            frozenset(split(row["source_preps"], ",")),
            row["owner"] or "source",
            row.get("of", ""),
        )
        for lemma in split(row["lemmas"]):
            nouns.setdefault(lemma, []).append(rule)
    return {lemma: tuple(sorted(rules, key=_generality)) for lemma, rules in nouns.items()}


def _generality(rule: NounRule) -> tuple[bool, bool]:
    """Discards first, then rules that ask for a modifier or for what an `of` phrase names."""
    return rule.type != DISCARD, not (rule.modifiers or rule.of)


def _light() -> dict[str, tuple[LightVerb, ...]]:
    verbs: dict[str, list[LightVerb]] = {}
    for row in read_table("light_verbs"):
        for lemma in split(row["lemmas"]):
            light = LightVerb(row["particle"], row["prep"], row["role"])
            verbs.setdefault(lemma, []).append(light)
    return {lemma: tuple(rows) for lemma, rows in verbs.items()}


def _hostile() -> frozenset[str]:
    """Verbs that have hostile senses and no friendly ones."""
    types: dict[str, set[str]] = {}
    for row in read_table("verbs"):
        for lemma in split(row["lemmas"]):
            types.setdefault(lemma, set()).add(row["type"])
    return frozenset(
        lemma for lemma, found in types.items() if found & HOSTILE and not found & FRIENDLY
    )


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The lexicon of this installation.

    Raises:
        KeyError: a knowledge file lacks a column.
        ValueError: a number or a date in one cannot be read.
    """
    names: dict[str, Known] = {}
    demonyms: dict[str, str] = {}
    _actors(names)
    _countries(names, demonyms)
    _places(names)
    sectors: dict[str, str] = {}
    for row in read_table("roles"):
        for word in split(row["words"]):
            sectors.setdefault(word, row["sector"])
    return Lexicon(
        names,
        {
            known.country: known
            for known in names.values()
            if known.kind == "country" and known.country
        },
        demonyms,
        _verbs(),
        _nouns(),
        _light(),
        {row["class"]: frozenset(split(row["words"])) for row in read_table("classes")},
        sectors,
        {
            row["type"]: EventType(row["type"], int(row["quad_class"]), float(row["plover_score"]))
            for row in read_table("plover")
        },
        {
            row["code"]: float(row["goldstein"]) if row["goldstein"] else None
            for row in read_table("cameo")
        },
        {row["rule_id"]: (row["type"], row["cameo"]) for row in read_table("constructions")},
        _hostile(),
    )
