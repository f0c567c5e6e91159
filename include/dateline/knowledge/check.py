"""Finds broken rows of the knowledge files: `python -m dateline.knowledge.check`."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date
from itertools import pairwise

from dateline.knowledge import read_table, split

ENTITY_TYPES = frozenset({"person", "organization", "armed_group"})
TOWN_KINDS = frozenset({"capital", "city", "admin1"})
"""Kinds that the gazetteer has a point for."""
PLACE_KINDS = TOWN_KINDS | frozenset(
    {"border", "desert", "facility", "island", "lake", "mountain", "neighborhood"}
    | {"region", "river", "sea", "strait"}
)
SEAT_KINDS = frozenset({"facility", "region"})
"""Kinds of places whose names also stand for who sits there."""
PARAMILITARY = "PRM"
"""A sector without role words of its own."""
SHORTEST_LOWER = 5
"""Letters that a name of one word in lower case must have."""
BUILT_IN = frozenset({"personobj", "cvl", "returned", "hostile", "named"})
"""Classes that the matcher knows without a row."""
SUBJECTS = frozenset(
    {"", "actor", "armed", "civil", "country", "court", "giver", "hostile", "labor", "leader"}
    | {"multi", "official", "passive", "speaker", "state", "weapon"}
)
"""Kinds of acting party that a verb rule may ask for."""
SLOTS = frozenset({"obj", "obj.in", "iobj", "comp", "loc", "subj2"})
"""Places where a rule may look for the target, besides `prep:…`."""
DISCARD = "DISCARD"
LINE_RULES: dict[str, frozenset[str]] = {
    "profile": frozenset({"any", "news"}),
    "scope": frozenset({"any", "head", "tail", "run", "linked"}),
    "kinds": frozenset({"paragraph", "heading", "item", "quote", "code", "row"}),
    "action": frozenset({"drop", "credit", "cut"}),
}
"""What columns of line rules may hold."""
BYLINE_KINDS = frozenset({"by", "and", "desk", "role", "honour", "suffix", "particle", "outlet"})
CREDIT_ROLES = frozenset({"report", "origin", "picture", "copyright", "republished"})

CONTEXTS = frozenset(
    {"military", "intelligence", "executive", "legislative", "election", "political_institutions"}
    | {"pro_democracy", "pro_autocracy", "economic", "legal", "reparations", "human_rights"}
    | {"rights_freedoms", "repression", "human_security", "gender", "lgbt", "religion_ethnicity"}
    | {"inequality", "diplomatic", "territory", "peacekeeping", "health", "asylum", "migration"}
    | {"disasters", "natural_resources", "environment", "technology", "terrorism", "cbrn", "cyber"}
    | {"misinformation", "crime", "corruption", "illegal_drugs", "trafficking"}
)
"""PLOVER's contexts."""
CODEBOOK_MODES = frozenset(
    {"convict", "curfew", "third-party", "withhold", "unconventional", "cbrn"}
)
"""Modes of the manual that no rule may have yet."""
MODALITIES = frozenset(
    {"actual", "claimed", "reported", "future", "hypothetical", "negated", "denied"}
    | {"through", "occur", "pending"}
)
"""Modalities, and what stands for them in words that only pass one on."""
LINKS = frozenset(
    {"adverb", "adjective", "that", "to", "gerund", "prep", "object", "bare_object", "subject"}
    | {"noun_that", "noun_to", "noun_prep", "noun_evidence", "noun_statement", "preposition"}
    | {"noun_ing", "journey", "errand", "mark"}
)
"""How a word may be linked to an event that it makes more or less of a fact."""
NUMBER_KINDS = frozenset({"number", "multiple", "plural", "bound", "currency"})

Row = Mapping[str, str]


def problems() -> list[str]:
    """All problems of all files, in order; an empty list means that they are sound."""
    return [f"{name}.csv: {text}" for name, check in CHECKS.items() for text in check()]


def _rows(name: str) -> Iterator[tuple[int, Row]]:
    return enumerate(read_table(name), start=2)


def _sourceless(name: str) -> Iterator[str]:
    for line, row in _rows(name):
        if None in row or not row.get("source"):
            yield f"line {line}: no source, or a cell too many"


def _twice(name: str, column: str) -> Iterator[str]:
    counts = Counter(row[column] for row in read_table(name))
    yield from (f"{column} {value!r} stands {n} times" for value, n in counts.items() if n > 1)


def _countries_known() -> frozenset[str]:
    return frozenset(row["country"] for row in read_table("countries"))


def _countries() -> Iterator[str]:
    yield from _sourceless("countries")
    yield from _twice("countries", "country")
    yield from _twice("countries", "alpha2")
    names: dict[str, str] = {}
    for line, row in _rows("countries"):
        if not re.fullmatch(r"[A-Z]{3}", row["country"]):
            yield f"line {line}: {row['country']!r} is no alpha-3 code"
        if not re.fullmatch(r"[A-Z]{2}", row["alpha2"]):
            yield f"line {line}: {row['alpha2']!r} is no alpha-2 code"
        for name in (row["name"], *split(row["aliases"])):
            if names.setdefault(name, row["country"]) != row["country"]:
                yield f"line {line}: {name!r} names {names[name]} too"


def _actors() -> Iterator[str]:
    yield from _sourceless("actors")
    offices = {row["office"] for row in read_table("offices")} | {""}
    sectors = {row["sector"] for row in read_table("roles")} | {PARAMILITARY}
    for line, row in _rows("actors"):
        yield from _unknown(line, row, "type", ENTITY_TYPES)
        yield from _unknown(line, row, "sector", sectors)
        yield from _unknown(line, row, "office", offices)
        yield from _unknown(line, row, "country", _countries_known() | {""})
        if row["wikidata_id"] and not re.fullmatch(r"Q[1-9]\d*", row["wikidata_id"]):
            yield f"line {line}: {row['wikidata_id']!r} is no Wikidata id"
        yield from _identity(line, row)
        yield from _term(line, row)
    yield from _names_of_actors()
    yield from _constant("actor_id", ("name", "type", "wikidata_id"))
    yield from _constant("wikidata_id", ("actor_id",))
    yield from _overlaps()
    yield from _other_ids()


def _offices() -> Iterator[str]:
    yield from _sourceless("offices")
    sectors = {row["sector"] for row in read_table("roles")}
    for line, row in _rows("offices"):
        yield from _unknown(line, row, "sector", sectors)
        yield from _unknown(line, row, "holders", ("one", "several"))
        for country in split(row["countries"]):
            if country not in _countries_known():
                yield f"line {line}: unknown country {country!r}"


def _unknown(line: int, row: Row, column: str, known: Container[str]) -> Iterator[str]:
    if row[column] not in known:
        yield f"line {line}: unknown {column} {row[column]!r}"


def _identity(line: int, row: Row) -> Iterator[str]:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["actor_id"]):
        yield f"line {line}: {row['actor_id']!r} is no id: lower case, digits and hyphens"
    if row["office"] and row["type"] != "person":
        yield f"line {line}: only persons hold offices, not {row['name']!r}"


def _names(row: Row) -> tuple[str, ...]:
    return row["name"], *split(row["aliases"])


def _names_of_actors() -> Iterator[str]:
    """Names that are broken, too common to tell an actor by, or somebody else's."""
    owners, common = _names_taken(), _common_words()
    for line, row in _rows("actors"):
        if len(split(row["aliases"])) != (row["aliases"].count(";") + 1 if row["aliases"] else 0):
            yield f"line {line}: an empty alias"
        yield from _doubled(line, row)
        for name in _names(row):
            yield from _unfit(line, name, common)
            owner = owners.setdefault(name, row["actor_id"])
            if owner != row["actor_id"]:
                yield f"line {line}: {name!r} names {owner} too"


def _names_taken() -> dict[str, str]:
    """Names of countries, of their people, and of places, with what they name.

    A building or region may share its name with those who sit there (the White House).
    """
    rows = [
        (row["country"], (*_names(row), *split(row["demonyms"]))) for row in read_table("countries")
    ]
    rows += [(r["name"], _names(r)) for r in read_table("places") if r["kind"] not in SEAT_KINDS]
    return {name: owner for owner, names in reversed(rows) for name in names}


def _common_words() -> frozenset[str]:
    """Words that the rules know: roles, events, days. No name is one of them."""
    columns = {"roles": "words", "verbs": "lemmas", "nouns": "lemmas", "time_words": "words"}
    return frozenset(
        word.casefold()
        for table, column in columns.items()
        for row in read_table(table)
        for word in split(row[column])
    )


def _doubled(line: int, row: Row) -> Iterator[str]:
    counts = Counter(_names(row))
    yield from (f"line {line}: {name!r} stands twice" for name, n in counts.items() if n > 1)


def _unfit(line: int, name: str, common: Container[str]) -> Iterator[str]:
    if name != " ".join(name.split()) or not any(character.isalnum() for character in name):
        yield f"line {line}: {name!r} is empty, or its spaces are not single ones"
    elif name.casefold() in common:
        yield f"line {line}: {name!r} is a common word"
    elif name.islower() and " " not in name and len(name) < SHORTEST_LOWER:
        yield f"line {line}: {name!r} is one short word in lower case"


def _constant(key: str, columns: tuple[str, ...]) -> Iterator[str]:
    """Rows of one key that differ in a column."""
    first: dict[tuple[str, str], str] = {}
    for line, row in _rows("actors"):
        for column in columns if row[key] else ():
            known = first.setdefault((row[key], column), row[column])
            if known != row[column]:
                yield f"line {line}: {key} {row[key]!r} has {column} {known!r} and {row[column]!r}"


def _overlaps() -> Iterator[str]:
    """Terms of one actor in one office and country that run at the same time."""
    terms: dict[tuple[str, str, str], list[tuple[str, str, int]]] = {}
    for line, row in _rows("actors"):
        key = row["actor_id"], row["country"], row["office"]
        term = row["valid_from"], row["valid_to"] or "9999-12-31", line
        terms.setdefault(key, []).append(term)
    for held in terms.values():
        for (_, last, line), (first, _, other) in pairwise(sorted(held)):
            if first < last:
                yield f"lines {line} and {other}: terms of one actor overlap"


def _other_ids() -> Iterator[str]:
    """Agencies that have one Wikidata id here and another one in `agencies.csv`."""
    agencies = {row["full_name"]: row["wikidata_id"] for row in read_table("agencies")}
    for line, row in _rows("actors"):
        for name in _names(row):
            other = agencies.get(name)
            if other and row["wikidata_id"] and other != row["wikidata_id"]:
                yield f"line {line}: agencies.csv has {other} for {name!r}"


def _term(line: int, row: Row) -> Iterator[str]:
    try:
        first, last = (
            date.fromisoformat(row[column]) if row[column] else None
            for column in ("valid_from", "valid_to")
        )
    except ValueError as error:
        yield f"line {line}: {error}"
        return
    if first and last and first > last:
        yield f"line {line}: ends before it begins"


def _places() -> Iterator[str]:
    yield from _sourceless("places")
    yield from _twice("places", "name")
    for line, row in _rows("places"):
        if row["kind"] not in PLACE_KINDS:
            yield f"line {line}: unknown kind {row['kind']!r}"
        if row["country"] and row["country"] not in _countries_known():
            yield f"line {line}: unknown country {row['country']!r}"
        yield from _point(line, row)
        if not row["lat"] and row["kind"] not in TOWN_KINDS:
            yield f"line {line}: no point"


def _point(line: int, row: Row) -> Iterator[str]:
    if bool(row["lat"]) != bool(row["lon"]):
        yield f"line {line}: half a coordinate"
    elif row["lat"] and not (abs(float(row["lat"])) <= 90 and abs(float(row["lon"])) <= 180):  # noqa: PLR2004
        yield f"line {line}: coordinates out of range"


def _divisions() -> Iterator[str]:
    yield from _sourceless("divisions")
    yield from _twice("divisions", "code")
    owners: dict[str, str] = {}
    for line, row in _rows("divisions"):
        if not re.fullmatch(r"[A-Z]{3}|[A-Z]{2}-[A-Z0-9]{1,3}", row["code"]):
            yield f"line {line}: {row['code']!r} is no code of ISO 3166"
        yield from _point(line, row)
        for short in split(row["abbreviations"]):
            if owners.setdefault(short, row["code"]) != row["code"]:
                yield f"line {line}: {short!r} stands for {owners[short]} too"


def _rules(name: str) -> Iterator[str]:
    yield from _sourceless(name)
    yield from _twice(name, "rule_id")
    types = {row["type"] for row in read_table("plover")}
    codes = {row["code"] for row in read_table("cameo")}
    for row in read_table(name):
        if row["type"] == DISCARD:
            continue
        if row["type"] not in types:
            yield f"{row['rule_id']}: unknown type {row['type']!r}"
        if row["cameo"] not in codes:
            yield f"{row['rule_id']}: unknown CAMEO code {row['cameo']!r}"


def _verbs() -> Iterator[str]:
    yield from _rules("verbs")
    classes = {row["class"] for row in read_table("classes")} | BUILT_IN
    for row in read_table("verbs"):
        for cell in (row["object"], row["complement"], row["subject"]):
            if cell.startswith("@") and cell[1:] not in classes:
                yield f"{row['rule_id']}: unknown class {cell!r}"
        if row["subject"] not in SUBJECTS and not row["subject"].startswith("@"):
            yield f"{row['rule_id']}: unknown kind of subject {row['subject']!r}"
        for slot in split(row["target"]):
            if slot not in SLOTS and not slot.startswith("prep:"):
                yield f"{row['rule_id']}: unknown slot {slot!r}"


def _light_verbs() -> Iterator[str]:
    yield from _sourceless("light_verbs")
    for line, row in _rows("light_verbs"):
        if row["role"] not in ("actor", "undergoer"):
            yield f"line {line}: unknown role {row['role']!r}"
        yield from _empty_words(line, row["lemmas"])


def _confidence() -> Iterator[str]:
    """Weights of features, one for each, and of all types and modalities."""
    yield from _sourceless("confidence")
    yield from _twice("confidence", "feature")
    for line, row in _rows("confidence"):
        if not re.fullmatch(r"-?\d+\.\d\d", row["weight"]):
            yield f"line {line}: {row['weight']!r} is no weight of two digits"


def _nouns() -> Iterator[str]:
    yield from _rules("nouns")
    classes = {row["class"] for row in read_table("classes")} | BUILT_IN
    for row in read_table("nouns"):
        if (of := row.get("of", "")).startswith("@") and of[1:] not in classes:
            yield f"{row['rule_id']}: unknown class {of!r}"
        if row["owner"] not in ("", "source", "target", "either"):
            yield f"{row['rule_id']}: unknown owner {row['owner']!r}"


def _plover() -> Iterator[str]:
    yield from _sourceless("plover")
    yield from _twice("plover", "type")
    for line, row in _rows("plover"):
        quad, score = int(row["quad_class"]), float(row["plover_score"])
        if quad not in (1, 2, 3, 4) or (score > 0) != (quad <= 2):  # noqa: PLR2004
            yield f"line {line}: quad class {quad} and score {score} disagree"


def _line_rules(name: str) -> Iterator[str]:
    yield from _sourceless(name)
    yield from _twice(name, "rule_id")
    for line, row in _rows(name):
        yield from _whole_line(line, row)
        for column, known in LINE_RULES.items():
            for value in split(row[column]):
                if value not in known:
                    yield f"line {line}: unknown {column} {value!r}"


def _credit_rules() -> Iterator[str]:
    yield from _sourceless("credit_rules")
    yield from _twice("credit_rules", "rule_id")
    for line, row in _rows("credit_rules"):
        if row["role"] not in CREDIT_ROLES:
            yield f"line {line}: unknown role {row['role']!r}"
        if row["scope"] not in LINE_RULES["scope"]:
            yield f"line {line}: unknown scope {row['scope']!r}"
        if not row["max_words"].isdigit():
            yield f"line {line}: max_words {row['max_words']!r} is no number"


def _whole_line(line: int, row: Row) -> Iterator[str]:
    if row["max_words"] and not row["max_words"].isdigit():
        yield f"line {line}: max_words {row['max_words']!r} is no number"
    for column in ("pattern", "unless"):
        try:
            if row[column] and re.fullmatch(row[column], ""):
                yield f"line {line}: {column} matches an empty line"
        except re.error as error:
            yield f"line {line}: {column} is no regular expression: {error}"


def _agencies() -> Iterator[str]:
    yield from _sourceless("agencies")
    yield from _twice("agencies", "agency_id")
    owners: dict[str, str] = {}
    for line, row in _rows("agencies"):
        if row["country"] not in _countries_known():
            yield f"line {line}: unknown country {row['country']!r}"
        if row["wikidata_id"] and not re.fullmatch(r"Q\d+", row["wikidata_id"]):
            yield f"line {line}: {row['wikidata_id']!r} is no Wikidata id"
        for alias in split(row["aliases"]):
            if owners.setdefault(alias, row["agency_id"]) != row["agency_id"]:
                yield f"line {line}: {alias!r} names {owners[alias]} too"


def _time_fields() -> Iterator[str]:
    yield from _sourceless("time_fields")
    yield from _twice("time_fields", "field")
    trusted: dict[str, str] = {}
    for line, row in _rows("time_fields"):
        if row["tells"] not in ("published", "modified") or row["trust"] not in ("1", "2"):
            yield f"line {line}: tells {row['tells']!r} with trust {row['trust']!r}"
        if row["trust"] < trusted.get(row["tells"], ""):
            yield f"line {line}: stands below a field that is trusted less"
        trusted[row["tells"]] = row["trust"]


def _dateline_words() -> Iterator[str]:
    yield from _sourceless("dateline_words")
    counts = Counter((row["kind"], row["word"]) for row in read_table("dateline_words"))
    yield from (f"{kind} {word!r} stands {n} times" for (kind, word), n in counts.items() if n > 1)


def _byline_words() -> Iterator[str]:
    yield from _sourceless("byline_words")
    yield from _twice("byline_words", "word_id")
    for line, row in _rows("byline_words"):
        if row["kind"] not in BYLINE_KINDS:
            yield f"line {line}: unknown kind {row['kind']!r}"
        words = split(row["words"])
        if not words:
            yield f"line {line}: no words"
        if row["kind"] in ("desk", "role") and any(" " in word for word in words):
            yield f"line {line}: two words, where names are compared word by word"


def _given_names() -> Iterator[str]:
    yield from _sourceless("given_names")
    yield from _twice("given_names", "gender")
    owners: dict[str, str] = {}
    for line, row in _rows("given_names"):
        yield from _unknown(line, row, "gender", ("f", "m"))
        yield from _empty_words(line, row["names"])
        for name in split(row["names"]):
            if owners.setdefault(name, row["gender"]) != row["gender"]:
                yield f"line {line}: {name!r} stands under {owners[name]}, too"


def _words_of_classes(name: str) -> Callable[[], Iterator[str]]:
    def check() -> Iterator[str]:
        yield from _sourceless(name)
        for line, row in _rows(name):
            if not row["class"]:
                yield f"line {line}: no class"
            yield from _empty_words(line, row["words"])

    return check


def _speech_verbs() -> Iterator[str]:
    yield from _sourceless("speech_verbs")
    counts = Counter((row["lemma"], row["particle"]) for row in read_table("speech_verbs"))
    for (lemma, particle), times in counts.items():
        if times > 1:
            yield f"lemma {f'{lemma} {particle}'.strip()!r} stands {times} times"
    for line, row in _rows("speech_verbs"):
        yield from _empty_words(line, row["forms"])


def _empty_words(line: int, cell: str) -> Iterator[str]:
    """Nothing in a cell, nothing between two separators, or a word twice."""
    words = [word.strip() for word in cell.split(";")]
    if not all(words):
        yield f"line {line}: an empty word"
    doubled = sorted(word for word, times in Counter(words).items() if word and times > 1)
    yield from (f"line {line}: {word!r} stands twice" for word in doubled)


def _contexts() -> Iterator[str]:
    yield from _sourceless("contexts")
    yield from _twice("contexts", "context")
    sectors = {row["sector"] for row in read_table("roles")} | {PARAMILITARY}
    modes = {row["mode"] for name in ("verbs", "nouns") for row in read_table(name)}
    modes |= {row["type"] for row in read_table("plover")} | CODEBOOK_MODES
    for line, row in _rows("contexts"):
        if row["context"] not in CONTEXTS:
            yield f"line {line}: unknown context {row['context']!r}"
        yield from _empty_words(line, row["words"])
        for column, known in (("sectors", sectors), ("modes", modes)):
            for value in split(row[column]):
                if value not in known:
                    yield f"line {line}: unknown {column} {value!r}"
        if row["words"] != row["words"].lower():
            yield f"line {line}: words are compared in lower case"


def _modality_words() -> Iterator[str]:
    yield from _sourceless("modality_words")
    first: dict[tuple[str, str], str] = {}
    for line, row in _rows("modality_words"):
        yield from _unknown(line, row, "link", LINKS)
        yield from _unknown(line, row, "modality", MODALITIES)
        yield from _empty_words(line, row["words"])
        for word in split(row["words"]):
            known = first.setdefault((row["link"], word), row["modality"])
            if known != row["modality"]:
                yield f"line {line}: {row['link']} {word!r} is {known}, too"


def _number_words() -> Iterator[str]:
    yield from _sourceless("number_words")
    for line, row in _rows("number_words"):
        yield from _unknown(line, row, "kind", NUMBER_KINDS)
        yield from _empty_words(line, row["words"])
        if row["kind"] in ("number", "multiple", "plural") and not row["value"].isdigit():
            yield f"line {line}: value {row['value']!r} is no number"
        if row["kind"] == "bound" and row["value"] not in ("at_least", "at_most", "about"):
            yield f"line {line}: unknown bound {row['value']!r}"


def _plain(name: str, key: str) -> Callable[[], Iterator[str]]:
    def check() -> Iterator[str]:
        yield from _sourceless(name)
        yield from _twice(name, key)

    return check


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "countries": _countries,
    "actors": _actors,
    "offices": _offices,
    "places": _places,
    "divisions": _divisions,
    "plover": _plover,
    "cameo": _plain("cameo", "code"),
    "roles": _plain("roles", "sector"),
    "classes": _plain("classes", "class"),
    "verbs": _verbs,
    "nouns": _nouns,
    "light_verbs": _light_verbs,
    "confidence": _confidence,
    "constructions": lambda: _rules("constructions"),
    "line_rules": lambda: _line_rules("line_rules"),
    "notice_rules": lambda: _line_rules("notice_rules"),
    "credit_rules": _credit_rules,
    "agencies": _agencies,
    "dateline_words": _dateline_words,
    "time_fields": _time_fields,
    "byline_words": _byline_words,
    "given_names": _given_names,
    "speech_verbs": _speech_verbs,
    "speech_words": _words_of_classes("speech_words"),
    "time_words": _words_of_classes("time_words"),
    "contexts": _contexts,
    "modality_words": _modality_words,
    "number_words": _number_words,
}
"""What to check, file by file."""


def main() -> int:
    """Print the problems; 1 if there are any."""
    found = problems()
    for problem in found:
        sys.stderr.write(f"{problem}\n")
    sys.stdout.write(f"{len(CHECKS)} files, {len(found)} problems\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
