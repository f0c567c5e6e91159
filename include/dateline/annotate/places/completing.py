"""Names of places that the recogniser took for something else, or passed over."""

from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Doc

from dateline.annotate.lexicon import Lexicon
from dateline.annotate.parts import Mention, Paragraph
from dateline.annotate.places.gazetteer import Gazetteer, Place
from dateline.knowledge import read_table, split
from dateline.knowledge.place_keys import name_key

PLACE_TYPES = frozenset({"place", "country", "facility"})
"""Types of mentions that are looked up."""
DOUBTFUL = frozenset({"organization", "person", "other", "event"})
"""Types that the recogniser gives to towns, too."""
LOCATIVE = frozenset(
    {"in", "near", "from", "at", "to", "outside", "around", "through", "across", "toward"}
    | {"towards", "into", "inside", "within", "throughout", "leaving", "reached"}
    | {"visiting", "downtown", "east", "west", "north", "south", "of"}
)
"""Words in front of a name that speak for a place."""
FIRM = LOCATIVE - {"of", "from", "to", "at"}
"""Those that do not stand in front of persons and organisations as well."""
TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "sir", "lady"})
"""Words that only a person's name follows."""
MIN_POPULATION = 15_000
"""A doubtful name counts as a town's without more evidence from this size on."""
NO_NAMES = frozenset(
    {"north", "south", "east", "west", "northern", "southern", "eastern", "western", "central"}
    | {"earth", "mars", "moon", "venus", "jupiter", "saturn", "sun"}
    | {"federal", "southwest", "northwest", "southeast", "northeast"}
)
"""Words that name no place by themselves."""
STREETS = frozenset(
    {"road", "street", "avenue", "boulevard", "highway", "lane", "drive", "crescent", "terrace"}
    | {"bridge", "airport", "museum", "theatre", "theater", "stadium", "cathedral", "hospital"}
    | {"cemetery", "park"}
)
"""Last words of names of streets and buildings."""
INSTITUTIONS = frozenset(
    {"police", "court", "council", "hospital", "university", "college", "airport", "fire"}
    | {"school", "schools", "sheriff", "clinic", "department", "district", "festival", "detention"}
    | {"jail", "prison", "mayor", "city", "health", "library", "museum", "magistrates", "county"}
)
"""Words of institutions that bear the name of the place that they serve in front."""
LARGE = 300_000
"""Towns from this size on are known by their name alone, inside a longer name, too."""
MAX_ACRONYM = 4
"""Letters of an acronym; longer names in capitals are datelines."""
MIN_LETTERS = 4
"""Shorter names are not looked for in plain text."""
MAX_WORDS = 4
"""Words of the longest name that is looked for in plain text."""


def complete(
    mentions: list[Mention],
    paragraphs: Sequence[Paragraph],
    lexicon: Lexicon,
    gazetteer: Gazetteer,
) -> None:
    """Retype mentions that are places or are none, and add those that nobody marked.

    A place inside a longer name (`Kentucky State Police`) is added beside it, marked like a
    demonym: it counts for the place, and what it stands in is not the place.

    Args:
        mentions: of one article, in the order of the text; changed in place.
        paragraphs: the parsed paragraphs, in order.
        lexicon: the known names.
        gazetteer: the places.
    """
    for mention in mentions:
        _cut_article(mention)
    _retype_others(mentions)
    _retype_persons(mentions, paragraphs, gazetteer)
    _retype_places(mentions, paragraphs, gazetteer)
    _retype_unknown(mentions, paragraphs, gazetteer)
    added = list(_added(mentions, paragraphs, lexicon, gazetteer))
    if added:
        mentions.extend(added)
        mentions.sort(key=lambda mention: (mention.start, -mention.end))


def _cut_article(mention: Mention) -> None:
    """`the United States` is named by `United States`; `The Hague` has its article."""
    if mention.type not in PLACE_TYPES or mention.last - mention.first < 2:  # noqa: PLR2004
        return
    if mention.text[:4] in ("the ", "The ") and mention.text[4:] != "Hague":
        mention.text = mention.text[4:]
        mention.start += 4
        mention.first += 1


def _retype_others(mentions: Sequence[Mention]) -> None:
    """Agencies and mere directions are no places; streets and buildings are facilities."""
    for mention in mentions:
        if mention.known is not None:
            continue
        if mention.type == "place" and mention.text in _agencies():
            mention.type = "organization"
        elif mention.type in PLACE_TYPES and mention.text.lower() in NO_NAMES:
            mention.type = "other"
        elif mention.type in DOUBTFUL and _is_street(mention.text):
            mention.type = "facility"


def _is_street(name: str) -> bool:
    first, _, last = name.rpartition(" ")
    return bool(first) and last.lower() in STREETS


@cache
def _agencies() -> frozenset[str]:
    return frozenset(
        name for row in read_table("agencies") for name in (row["name"], *split(row["aliases"]))
    )


def _retype_unknown(
    mentions: Sequence[Mention], paragraphs: Sequence[Paragraph], gazetteer: Gazetteer
) -> None:
    """A single word that no gazetteer has and no word around it calls a place is none."""
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.type == "place" and mention.known is None and " " not in mention.text:
            groups.setdefault(mention.text, []).append(mention)
    for text, group in groups.items():
        if gazetteer.candidates(text) or text in _areas():
            continue
        if not any(_mark(paragraphs[m.paragraph].doc, m) for m in group):
            for mention in group:
                mention.type = "other"


def _retype_persons(
    mentions: Sequence[Mention], paragraphs: Sequence[Paragraph], gazetteer: Gazetteer
) -> None:
    """Surnames of the article's people, and names behind a title, are no places."""
    surnames = {
        mention.text.rsplit(" ", 1)[1]
        for mention in mentions
        if mention.type == "person" and " " in mention.text
    }
    _retype_given_names(mentions, paragraphs)
    for mention in mentions:
        if mention.type != "place" or mention.known is not None:
            continue
        doc = paragraphs[mention.paragraph].doc
        before = doc[mention.first - 1].lower_.rstrip(".") if mention.first else ""
        titled = before in TITLES or doc[mention.first].lower_.rstrip(".") in TITLES
        named = mention.text in surnames and before not in LOCATIVE
        if titled or (
            named and not _is_qualified(doc, mention.last) and not _is_large(mention, gazetteer)
        ):
            mention.type = "person"


def _retype_given_names(mentions: Sequence[Mention], paragraphs: Sequence[Paragraph]) -> None:
    """`Georgia` is a person where a Georgia Miller is, and nothing is in or from Georgia."""
    given = {m.text.split(" ", 1)[0] for m in mentions if m.type == "person" and " " in m.text}
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.text in given and mention.type in PLACE_TYPES and not mention.is_demonym:
            groups.setdefault(mention.text, []).append(mention)
    for group in groups.values():
        marks = [_mark(paragraphs[m.paragraph].doc, m) for m in group]
        if not {"firm", "qualified"} & set(marks):
            for mention in group:
                mention.type, mention.known = "person", None


def _is_large(mention: Mention, gazetteer: Gazetteer) -> bool:
    """Whether the name is a state's, a country's, or a large town's."""
    return any(
        place.kind in ("country", "admin1") or place.population >= LARGE
        for place in gazetteer.candidates(mention.text)
    )


def _retype_places(
    mentions: Sequence[Mention], paragraphs: Sequence[Paragraph], gazetteer: Gazetteer
) -> None:
    """Mentions of other types whose whole text names a town, where the article bears it out."""
    places = {name_key(m.text) for m in mentions if m.type in PLACE_TYPES}
    people = {
        name_key(word)
        for m in mentions
        if m.type == "person" and " " in m.text
        for word in m.text.split()
    }
    doubtful: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.type in DOUBTFUL and mention.known is None and not mention.is_demonym:
            doubtful.setdefault(name_key(mention.text), []).append(mention)
    for key, group in doubtful.items():
        if key in people or key in NO_NAMES or _is_acronym(group[0].text):
            continue
        found = gazetteer.candidates(group[0].text)
        if found and _is_place(key, group, found, places, paragraphs):
            for mention in group:
                mention.type = "place"


def _is_acronym(text: str) -> bool:
    return text.isupper() and (len(text) <= MAX_ACRONYM or "." in text)


def _is_place(
    key: str,
    group: Sequence[Mention],
    found: Sequence[Place],
    places: set[str],
    paragraphs: Sequence[Paragraph],
) -> bool:
    if key in places:
        return True
    marks = [_mark(paragraphs[m.paragraph].doc, m) for m in group]
    if "qualified" in marks:
        return True
    firm, loose = marks.count("firm"), marks.count("loose")
    if group[0].type == "person":
        enough = 2 * (firm + loose) >= len(group)
        return enough and (firm > 0 or (loose > 0 and found[0].population >= 2 * LARGE / 3))
    if firm or (loose and any(p.population >= MIN_POPULATION for p in found)):
        return True
    return any(p.kind in ("country", "admin1") for p in found)


def _mark(doc: Doc, mention: Mention) -> str:
    """What the words around a mention say of it: qualified, firm, loose, or nothing."""
    if _is_qualified(doc, mention.last):
        return "qualified"
    before = doc[mention.first - 1].lower_ if mention.first else ""
    if before in FIRM:
        return "firm"
    return "loose" if before in LOCATIVE or doc[mention.last - 1].dep_ == "compound" else ""


def _is_qualified(doc: Doc, at: int) -> bool:
    """Whether a comma and the name of a state or country follow."""
    if at + 1 >= len(doc) or doc[at].text != ",":
        return False
    names = _areas()
    return any(doc[at + 1 : at + 1 + n].text in names for n in (1, 2) if at + n < len(doc))


@cache
def _areas() -> frozenset[str]:
    """Names of countries, and of the states that English news names behind a town."""
    names = {
        name for row in read_table("countries") for name in (row["name"], *split(row["aliases"]))
    }
    for row in read_table("divisions"):
        names |= {row["name"], *split(row["aliases"]), *split(row["abbreviations"])}
    return frozenset(names - {""})


@cache
def _plain(gazetteer: Gazetteer) -> dict[str, frozenset[str]]:
    """Names that stand for a place wherever they stand: first word to the whole names."""
    names = {name for name in gazetteer.certain_names() if len(name) >= MIN_LETTERS}
    names |= {short for short in _areas() if "." in short and len(short) >= MIN_LETTERS}
    return _by_first_word(names)


def _by_first_word(names: set[str]) -> dict[str, frozenset[str]]:
    index: dict[str, set[str]] = {}
    for name in names:
        index.setdefault(name.split()[0], set()).add(name)
    return {word: frozenset(group) for word, group in index.items()}


def _added(
    mentions: Sequence[Mention],
    paragraphs: Sequence[Paragraph],
    lexicon: Lexicon,
    gazetteer: Gazetteer,
) -> Iterator[Mention]:
    """Mentions of the article's places, and of certain names, that nobody marked."""
    plain = _plain(gazetteer)
    own = _by_first_word(
        {
            m.text
            for m in mentions
            if m.type in ("place", "country") and not m.is_demonym and len(m.text) >= MIN_LETTERS
        }
        | {m.text.upper() for m in mentions if m.type == "place" and len(m.text) >= MIN_LETTERS}
    )
    covered: dict[int, dict[int, Mention]] = {}
    for mention in mentions:
        tokens = covered.setdefault(mention.paragraph, {})
        for index in range(mention.first, mention.last):
            tokens[index] = mention
    for mention in mentions:
        if mention.type in ("organization", "event") and mention.last - mention.first > 1:
            yield from _inside(mention, paragraphs[mention.paragraph], gazetteer)
    for number, paragraph in enumerate(paragraphs):
        if not paragraph.is_headline:
            found = _in_paragraph(number, paragraph, covered.get(number, {}), (own, plain))
            for mention in found:
                known = lexicon.names.get(mention.text)
                if known is not None and known.type in ("country", "place"):
                    mention.known, mention.type = known, known.type
                yield mention


def _inside(mention: Mention, paragraph: Paragraph, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Places that an institution is named after: `Barren County Jail`, `Enfield Council`."""
    doc, first = paragraph.doc, mention.first
    words = [token.text for token in doc[first : mention.last]]
    rest = {word.lower() for word in words[1:]}
    if not rest & INSTITUTIONS or words[0].lower() in NO_NAMES:
        return
    for length in range(min(MAX_WORDS, len(words) - 1), 0, -1):
        text = doc[first : first + length].text
        found = gazetteer.candidates(text) if words[length - 1].lower() not in STREETS else ()
        if found and (words[length - 1] == "County" or _serves(found)):
            yield _new(mention.paragraph, paragraph, first, first + length, is_inside=True)
            return


def _serves(found: Sequence[Place]) -> bool:
    return any(
        place.is_own_name and (place.population >= MIN_POPULATION or place.geonames_id is None)
        for place in found
    )


def _new(number: int, paragraph: Paragraph, first: int, last: int, *, is_inside: bool) -> Mention:
    span = paragraph.doc[first:last]
    return Mention(
        span.text,
        paragraph.start + span.start_char,
        paragraph.start + span.end_char,
        number,
        first,
        last,
        "place",
        None,
        is_demonym=is_inside,
    )


def _in_paragraph(
    number: int,
    paragraph: Paragraph,
    covered: dict[int, Mention],
    indexes: Sequence[dict[str, frozenset[str]]],
) -> Iterator[Mention]:
    doc = paragraph.doc
    words = [token.text for token in doc]
    end = 0
    for at, word in enumerate(words):
        if at < end or not word[:1].isupper():
            continue
        holder = covered.get(at)
        if holder is not None and (holder.type in PLACE_TYPES or holder.is_demonym):
            continue
        for names in indexes:
            length = _match(doc, at, names.get(word))
            if length and _may_stand(doc, words, at, at + length, holder):
                end = at + length
                yield _new(number, paragraph, at, end, is_inside=holder is not None)
                break


def _match(doc: Doc, at: int, names: frozenset[str] | None) -> int:
    """Length in tokens of the longest name that begins here; 0 for none."""
    if not names:
        return 0
    for length in range(min(MAX_WORDS, len(doc) - at), 0, -1):
        if doc[at : at + length].text in names:
            return length
    return 0


def _may_stand(
    doc: Doc, words: Sequence[str], first: int, last: int, holder: Mention | None
) -> bool:
    """Whether a name by itself, or inside another mention, is the place, not part of a person."""
    if holder is not None:
        inside = holder.first <= first and last <= holder.last
        return (
            inside and holder.type == "organization" and last - first < holder.last - holder.first
        )
    after = words[last] if last < len(words) else ""
    before = words[first - 1] if first else ""
    if before[:1].isupper() and before.lower() not in LOCATIVE and first > 1:
        return False
    return not after[:1].isupper() or doc[last].pos_ != "PROPN"
