"""Which place of that name is meant."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import exp, log10

from spacy.tokens import Doc, Span

from dateline.annotate.lexicon import Known, Lexicon
from dateline.annotate.names.forms import normalise
from dateline.annotate.parts import Context, Mention, Paragraph
from dateline.annotate.places.completing import PLACE_TYPES, complete
from dateline.annotate.places.gazetteer import (
    KIND_WORDS,
    TOWNS,
    Gazetteer,
    Place,
    load_gazetteer,
    without_hint,
)
from dateline.knowledge import read_table, split
from dateline.knowledge.place_keys import name_key

OWN_KINDS = frozenset({"capital", "city", "admin1", "country", "neighborhood"})
"""Kinds of known names that other places may share; other kinds mean what they say."""
CELL = 2.0
"""Degrees of a cell: places in one cell or in neighbouring ones are near each other."""
ROUNDS = 2
"""How often the senses of all names are weighed against each other."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the evidence, set on the development articles (`evaluate geo`)."""

    population: float = 1.1
    country: float = 2.6
    admin1: float = 2.4
    near: float = 1.4
    qualifier: float = 12.0
    alias: float = 1.9
    source: float = 1.5
    dateline: float = 3.0


WEIGHTS = Weights()
KIND_PRIOR = {
    "country": 9.0,
    "capital": 0.8,
    "admin1": 0.4,
    "admin2": -1.5,
    "city": 0.0,
}
"""Added to the population's weight: of equals, the first kind is meant."""
OWN_PRIOR = 7.0
"""Weight of a place of `places.csv`, as a large city has it."""
FACILITY_CONFIDENCE = 0.5
"""That a facility of no gazetteer lies in the town beside it."""
TOWN_DISTANCE = 60
"""Characters behind a facility's name within which its town is looked for."""
TOWN_FIRST = 2.0
"""Taken from a division that shares its name with a town in it, or with the capital."""
HINT = 5.0
"""Added for a word that tells the kind: `Idlib Province`, `the city of Idlib`."""
STATE_WORDS = frozenset({"gov", "gov.", "governor", "sen", "sen.", "lawmakers", "legislature"})
"""Words behind a state's name, not behind a town's."""
QUARTER_PRIOR = 6.0
"""Weight of a quarter of `places.csv`, as a town of 300,000 people has it."""
MAX_CONTAINER_WORDS = 3


@dataclass(slots=True)
class Name:
    """A name of an article, its mentions, and what it may mean."""

    mentions: list[Mention]
    places: tuple[Place, ...]
    base: list[float]
    shares: list[float] = field(default_factory=list)
    qualifier: Place | None = None

    @property
    def best(self) -> int:
        """Number of the most likely place."""
        return max(range(len(self.shares)), key=self.shares.__getitem__)

    def lean_to(self, kinds: Sequence[str]) -> None:
        """Count the hint at the first of these kinds that a place has."""
        for kind in kinds:
            if any(place.kind == kind for place in self.places):
                pairs = zip(self.places, self.base, strict=True)
                self.base = [base + HINT * (place.kind == kind) for place, base in pairs]
                self.shares = _shares(self.base)
                return


@dataclass(slots=True)
class Votes:
    """What the other names of an article speak for."""

    country: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    admin1: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    cells: dict[tuple[int, int], float] = field(default_factory=lambda: defaultdict(float))


def locate(
    mentions: list[Mention],
    paragraphs: Sequence[Paragraph],
    lexicon: Lexicon,
    context: Context,
) -> None:
    """Give mentions of places what the gazetteer knows of them (`Mention.known`).

    A name has one sense in an article, unless a mention says otherwise (`Paris, Texas`).

    Args:
        mentions: the mentions of an article, in the order of the text.
        paragraphs: the parsed paragraphs, in order.
        lexicon: the known names.
        context: date, headline, dateline and the source's country.
    """
    gazetteer = load_gazetteer()
    complete(mentions, paragraphs, lexicon, gazetteer)
    names = _names(mentions, paragraphs, lexicon, gazetteer)
    fixed = _fixed_votes(mentions, gazetteer, context)
    for _ in range(ROUNDS):
        _weigh(names, fixed)
    for name in names:
        _settle(name, lexicon)
    _locate_demonyms(mentions, gazetteer, lexicon)
    _locate_facilities(mentions, paragraphs)


def locate_dateline(context: Context, lexicon: Lexicon) -> Known | None:
    """The place that an article's dateline names, or None.

    Args:
        context: the dateline, and the source's country, which decides between namesakes.
        lexicon: the known names.
    """
    if not context.dateline_place:
        return None
    places = load_gazetteer().candidates(context.dateline_place)
    if not places:
        return None
    scores = [
        prior + WEIGHTS.source * (place.country == context.country)
        for place, prior in zip(places, _priors(places, None), strict=True)
    ]
    return as_known(places[scores.index(max(scores))], lexicon)


def _names(
    mentions: Sequence[Mention],
    paragraphs: Sequence[Paragraph],
    lexicon: Lexicon,
    gazetteer: Gazetteer,
) -> list[Name]:
    """The names of places, one for each key and qualifier."""
    groups: dict[tuple[str, str], Name] = {}
    explicit: dict[str, list[str]] = {}
    containers: dict[tuple[int, int], Place] = {}
    hints: dict[str, tuple[str, ...]] = {}
    for mention in mentions:
        if not _is_looked_up(mention, lexicon):
            continue
        doc = paragraphs[mention.paragraph].doc
        container = containers.get((mention.paragraph, mention.first))
        places = (container,) if container else _candidates(mention, gazetteer)
        if not places:
            continue
        qualifier = _qualifier(mention, doc, places, gazetteer)
        if qualifier is not None:
            containers[mention.paragraph, mention.last + 1] = qualifier
        key, mark = _group(mention, places, container, qualifier)
        if qualifier is not None and mark not in explicit.setdefault(key, []):
            explicit[key].append(mark)
        bare, kinds = _hint(doc, mention)
        if kinds:
            hints[bare] = kinds
        name = groups.get((key, mark))
        if name is None:
            base = _priors(places, qualifier)
            groups[key, mark] = Name([mention], places, base, _shares(base), qualifier)
        else:
            name.mentions.append(mention)
    for (key, _), name in groups.items():
        if key in hints:
            name.lean_to(hints[key])
    return list(_joined(groups, explicit))


def _is_looked_up(mention: Mention, lexicon: Lexicon) -> bool:
    if mention.type not in PLACE_TYPES or _is_demonym(mention, lexicon):
        return False
    return mention.known is None or mention.known.kind in OWN_KINDS


def _group(
    mention: Mention, places: Sequence[Place], container: Place | None, qualifier: Place | None
) -> tuple[str, str]:
    """Mentions with the same two have the same sense."""
    if container is not None:
        return container.id, container.id
    is_country = mention.known is not None and mention.known.kind == "country"
    key = places[0].id if is_country else name_key(mention.text)
    return key, qualifier.id if qualifier else ""


def _hint(doc: Doc, mention: Mention) -> tuple[str, tuple[str, ...]]:
    """The bare key of a name, and the kinds that a word in it, behind or in front hints at."""
    key = name_key(mention.text)
    for bare, kinds in without_hint(key):
        if kinds and key.startswith(bare):
            return bare, kinds
    after = doc[mention.last].lower_ if mention.last < len(doc) else ""
    if after in STATE_WORDS:
        return key, ("admin1",)
    if mention.first > 1 and doc[mention.first - 1].lower_ == "of":
        return key, KIND_WORDS.get(doc[mention.first - 2].lower_, ())
    return key, KIND_WORDS.get(after, ())


def _joined(groups: dict[tuple[str, str], Name], explicit: dict[str, list[str]]) -> Iterator[Name]:
    """Mentions without a qualifier have the sense of the first one with it."""
    for (key, mark), name in groups.items():
        marks = explicit.get(key)
        if mark or not marks:
            yield name
        else:
            groups[key, marks[0]].mentions.extend(name.mentions)


def _candidates(mention: Mention, gazetteer: Gazetteer) -> tuple[Place, ...]:
    known = mention.known
    state = _abbreviations().get(mention.text)
    if state and "." in mention.text:
        area = gazetteer.division(state)
        return (area,) if area else ()
    found = gazetteer.candidates(mention.text)
    if known is not None and known.kind == "country" and known.country:
        parts = tuple(p for p in found if p.kind == "admin1" and p.country == known.country)
        if parts and name_key(known.name) != name_key(mention.text):
            return parts
        country = gazetteer.country(known.country)
        if country is not None and country not in found:
            found = (country, *found)
        return tuple(sorted(found, key=lambda place: place.kind != "country"))
    if not found:
        if state and (place := gazetteer.division(state)):
            return (place,)
        if known is not None and known.name != mention.text:
            return gazetteer.candidates(known.name)
    return found


@cache
def _abbreviations() -> dict[str, str]:
    """Abbreviation of a state as printed to its ISO 3166-2 code."""
    return {
        short: row["code"]
        for row in read_table("divisions")
        for short in split(row["abbreviations"])
    }


def _qualifier(
    mention: Mention, doc: Doc, places: Sequence[Place], gazetteer: Gazetteer
) -> Place | None:
    """The larger place that is named right behind: `Paris, Texas`; only if it has such a place."""
    at = mention.last
    if at + 1 >= len(doc) or doc[at].orth_ not in (",", "("):
        return None
    for length in range(min(MAX_CONTAINER_WORDS, len(doc) - at - 1), 0, -1):
        text = doc[at + 1 : at + 1 + length].text
        if not text[:1].isupper():
            return None
        for container in _containers(text, gazetteer):
            if any(_is_inside(place, container) for place in places):
                return container
    return None


def _containers(text: str, gazetteer: Gazetteer) -> Iterator[Place]:
    code = _abbreviations().get(text)
    if code and (division := gazetteer.division(code)):
        yield division
    for place in gazetteer.candidates(text):
        if place.kind in ("country", "admin1", "admin2"):
            yield place


def _is_inside(place: Place, container: Place) -> bool:
    if place.id == container.id or place.country != container.country:
        return False
    if container.kind == "country":
        return place.kind != "country"
    if container.kind == "admin1":
        return place.admin1_id == container.admin1_id and place.kind != "admin1"
    return place.admin2_id == container.admin2_id


def _priors(places: Sequence[Place], qualifier: Place | None) -> list[float]:
    """What speaks for each place before the article is read.

    A town is meant before the division that is named after it, a capital before a state.
    """
    towns = [place for place in places if place.kind in ("capital", "city")]
    return [_prior(place, qualifier) - TOWN_FIRST * _gives_way(place, towns) for place in places]


def _gives_way(place: Place, towns: Sequence[Place]) -> bool:
    if not place.kind.startswith("admin") or place.country == "CAN":  # Quebec is the province
        return False
    return any(
        town.country == place.country
        and (town.kind == "capital" or place.geonames_id in (town.admin1_id, town.admin2_id))
        for town in towns
    )


def _prior(place: Place, qualifier: Place | None) -> float:
    if place.geonames_id is None:
        prior = QUARTER_PRIOR if place.kind == "neighborhood" else OWN_PRIOR
    else:
        prior = WEIGHTS.population * log10(place.population + 100) + KIND_PRIOR[place.kind]
    if not place.is_own_name:
        prior -= WEIGHTS.alias
    if qualifier is not None and _is_inside(place, qualifier):
        prior += WEIGHTS.qualifier
    return prior


def _shares(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    weights = [exp(score - top) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]


def _fixed_votes(mentions: Sequence[Mention], gazetteer: Gazetteer, context: Context) -> Votes:
    """Votes of what is not weighed: demonyms, the dateline, the source's country."""
    votes = Votes()
    for mention in mentions:
        if mention.is_demonym and mention.known and mention.known.country:
            votes.country[mention.known.country] += 0.5
    if context.country:
        votes.country[context.country] += WEIGHTS.source
    if context.dateline_place:
        places = gazetteer.candidates(context.dateline_place)
        shares = _shares(_priors(places, None)) if places else []
        for place, share in zip(places, shares, strict=True):
            _vote(votes, place, share * WEIGHTS.dateline)
    return votes


def _vote(votes: Votes, place: Place, weight: float) -> None:
    if place.country:
        votes.country[place.country] += weight
    if place.kind == "country":
        return
    if place.admin1_id:
        votes.admin1[place.admin1_id] += weight
    if place.kind != "admin1" and (cell := _cell(place)):
        votes.cells[cell] += weight


def _cell(place: Place) -> tuple[int, int] | None:
    if place.lat is None or place.lon is None:
        return None
    return int(place.lat // CELL), int(place.lon // CELL)


def _weigh(names: Sequence[Name], fixed: Votes) -> None:
    """One round: every name votes with its present senses, then is weighed by the others' votes."""
    votes = Votes()
    votes.country.update(fixed.country)
    votes.admin1.update(fixed.admin1)
    votes.cells.update(fixed.cells)
    for name in names:
        for place, share in _voters(name):
            _vote(votes, place, share)
    fresh = []
    for name in names:
        own = Votes()
        for place, share in _voters(name):
            _vote(own, place, share)
        fresh.append(
            _shares(
                [
                    base + _support(place, votes, own)
                    for place, base in zip(name.places, name.base, strict=True)
                ]
            )
        )
    for name, shares in zip(names, fresh, strict=True):
        name.shares = shares


def _voters(name: Name) -> Iterator[tuple[Place, float]]:
    weight = min(len(name.mentions), 4) ** 0.5
    for place, share in zip(name.places, name.shares, strict=True):
        if share > 0.05:  # noqa: PLR2004
            yield place, share * weight


def _support(place: Place, votes: Votes, own: Votes) -> float:
    """How much the others speak for a place."""
    score = 0.0
    if place.country:
        others = votes.country[place.country] - own.country.get(place.country, 0.0)
        score += WEIGHTS.country * _part(others)
    if place.kind == "country":
        return score
    if place.admin1_id:
        others = votes.admin1.get(place.admin1_id, 0.0) - own.admin1.get(place.admin1_id, 0.0)
        score += WEIGHTS.admin1 * _part(others)
    cell = _cell(place)
    if cell is not None:
        near = sum(votes.cells.get(c, 0.0) - own.cells.get(c, 0.0) for c in _around(cell))
        score += WEIGHTS.near * _part(near)
    return score


def _part(others: float) -> float:
    """0 without votes, growing to 2 with many."""
    return 2 * others / (others + 1.0) if others > 0 else 0.0


def _around(cell: tuple[int, int]) -> Iterable[tuple[int, int]]:
    row, column = cell
    return [(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]


def _locate_demonyms(mentions: Sequence[Mention], gazetteer: Gazetteer, lexicon: Lexicon) -> None:
    for mention in mentions:
        known = mention.known
        if known is None or known.lat is not None or known.kind != "country":
            continue
        if _is_demonym(mention, lexicon) and (country := gazetteer.country(known.country or "")):
            mention.known = as_known(country, lexicon)


def _locate_facilities(mentions: Sequence[Mention], paragraphs: Sequence[Paragraph]) -> None:
    """A facility of no gazetteer lies where its name says, or in the next town that is named."""
    towns = {
        name_key(m.text): m.known for m in mentions if m.known is not None and m.known.kind in TOWNS
    }
    for number, mention in enumerate(mentions):
        known = mention.known
        if known is not None and known.kind == "facility" and known.type == "place":
            mention.known, mention.type = replace(known, type="facility"), "facility"
        if mention.type != "facility" or known is not None:
            continue
        span = paragraphs[mention.paragraph].doc[mention.first : mention.last]
        town = _named_in(span, towns) or _next_town(mentions[number + 1 :], mention, TOWN_DISTANCE)
        if town is not None:
            mention.known = _facility(mention, town)
            mention.confidence = FACILITY_CONFIDENCE


def _named_in(span: Span, towns: dict[str, Known]) -> Known | None:
    """The town of the article that a name begins with."""
    for length in range(len(span) - 1, 0, -1):
        town = towns.get(name_key(span[:length].text))
        if town is not None:
            return town
    return None


def _next_town(later: Sequence[Mention], mention: Mention, distance: int) -> Known | None:
    for other in later:
        if other.paragraph != mention.paragraph or other.start > mention.end + distance:
            return None
        if other.known is not None and other.known.kind in TOWNS and not other.is_demonym:
            return other.known
    return None


def _facility(mention: Mention, town: Known) -> Known:
    name = mention.text.removeprefix("the ").removeprefix("The ")
    return replace(
        town,
        id=":".join(filter(None, ("facility", normalise(name), town.country))),
        name=name,
        type="facility",
        kind="facility",
        geonames_id=None,
    )


def _is_demonym(mention: Mention, lexicon: Lexicon) -> bool:
    return mention.is_demonym and mention.text in lexicon.demonyms


def _settle(name: Name, lexicon: Lexicon) -> None:
    number = name.best
    place, share = name.places[number], round(name.shares[number], 3)
    known = as_known(place, lexicon)
    for mention in name.mentions:
        mention.known = known
        mention.type = known.type
        mention.confidence = share


def as_known(place: Place, lexicon: Lexicon) -> Known:
    """What the annotator's other parts see of a place."""
    if place.geonames_id is None and place.name in lexicon.names:
        return lexicon.names[place.name]
    if place.kind == "country" and place.country in lexicon.countries:
        country = lexicon.countries[place.country]
        return replace(country, lat=place.lat, lon=place.lon, geonames_id=place.geonames_id)
    return Known(
        place.id,
        place.name,
        "country" if place.kind == "country" else "place",
        place.country,
        kind=place.kind,
        lat=place.lat,
        lon=place.lon,
        admin1=place.admin1,
        geonames_id=place.geonames_id,
    )
