"""Roles that stand for a person or a body: `the defense secretary`, `the ministry`.

An article tells who has which role by a title in front of a name or an apposition; a country's
adjective or possessive with an office (`the Russian foreign minister`) is looked up in
`offices.csv` and `actors.csv` by the day of publication.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from spacy.tokens import Token

from dateline.annotate.lexicon import Known, Lexicon
from dateline.annotate.parts import Mention, Paragraph
from dateline.knowledge import read_table, split, word_class

TITLE_WORDS = 4
"""Words in front of a name, at most, that are its title."""
PHRASE, HEAD, BODY, OFFICE = 0.9, 0.75, 0.8, 0.85
"""Confidence: the whole phrase was used of the person, its last word was, the last word of a
body's name, an office of a country on a day."""
BODIES = ("organization", "armed_group")
BODY_WORDS = word_class("body")
"""Words of names of groups that stand for them later: `the ministry`."""
ENDED = word_class("ended")
"""Words before an office, or before its country, of those who do not hold it."""
_DEFINITE = re.compile(r"\b[Tt]he ((?:[a-z]+[ -]){0,3}[a-z]+)\b")
_OF_COUNTRY = re.compile(r"(?:[’']s?)? ((?:[a-z]+ ){0,3}[a-z]+)")  # noqa: RUF001
STANDING = {"alliance": "actor:nato", "bloc": "actor:european-union"}
"""Words that stand for one body wherever it has been named."""
NOT_ROLES = frozenset(
    {"man", "woman", "people", "one", "two", "other", "others", "person", "state"}
)


@dataclass(frozen=True, slots=True)
class Found:
    """A role that stands for somebody: where, and for which mention or known actor."""

    paragraph: int
    start: int
    end: int
    confidence: float
    mention: Mention | None = None
    known: Known | None = None


def find_roles(
    mentions: Sequence[Mention],
    paragraphs: Sequence[Paragraph],
    lexicon: Lexicon,
    day: date | None,
) -> Iterator[Found]:
    """Roles that stand for somebody, by paragraph; offsets are within the paragraph's text.

    Args:
        mentions: the names, in the order of the text.
        paragraphs: the parsed paragraphs.
        lexicon: the known names.
        day: date of publication; without one, offices of countries are not looked up.
    """
    told = _told(mentions, paragraphs)
    bodies = _bodies(mentions)
    by_paragraph: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_paragraph[mention.paragraph].append(mention)
    for number, paragraph in enumerate(paragraphs):
        if paragraph.is_headline:
            continue
        text = paragraph.text
        for match in _DEFINITE.finditer(text):
            found = _definite(match, number, paragraph, told, bodies)
            if found is not None:
                yield found
        if day is not None:
            yield from _offices(by_paragraph[number], number, paragraph, lexicon, day)


def _told(mentions: Sequence[Mention], paragraphs: Sequence[Paragraph]) -> dict[str, list[Mention]]:
    """Role phrases and their last words to the persons that have them, one mention each."""
    told: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.type != "person":
            continue
        for phrase in _roles_of(mention, paragraphs[mention.paragraph]):
            for key in {phrase, phrase.rsplit(" ", 1)[-1]}:
                if key not in NOT_ROLES:
                    told[key].append(mention)
    return told


def _roles_of(mention: Mention, paragraph: Paragraph) -> Iterator[str]:
    """Title in front of the name, and nouns in apposition to it."""
    doc = paragraph.doc
    start = mention.first
    while start > 0 and mention.first - start < TITLE_WORDS and _is_title(doc[start - 1]):
        start -= 1
    words = [t.lower_ for t in doc[start : mention.first] if t.is_alpha]
    if words:
        yield " ".join(words)
    head = doc[mention.first : mention.last].root
    beside = [child for child in head.rights if child.dep_ == "appos"]
    if head.dep_ == "appos":
        beside.append(head.head)
    for noun in beside:
        if noun.pos_ == "NOUN" and noun.is_lower:
            yield _phrase(noun)


def _is_title(token: Token) -> bool:
    return token.is_alpha and token.is_title and token.pos_ in ("NOUN", "PROPN", "ADJ")


def _phrase(noun: Token) -> str:
    """A noun with the lower-case words that are compounded with it."""
    words = [noun.lower_]
    for index in range(noun.i - 1, max(noun.i - 3, -1), -1):
        token = noun.doc[index]
        if token.dep_ not in ("compound", "amod") or not token.is_lower:
            break
        words.insert(0, token.lower_)
    return " ".join(words)


def _bodies(mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    """Last words of the names of groups, and words that stand for them, to their mentions."""
    bodies: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.type not in BODIES:
            continue
        name = mention.known.name if mention.known else mention.text
        word = _head(name)
        if word in BODY_WORDS:
            bodies[word].append(mention)
        for word, actor in STANDING.items():
            if mention.known is not None and mention.known.id == actor:
                bodies[word].append(mention)
    return bodies


def _head(name: str) -> str:
    """The word of a name that tells what it is: `bank` of `World Bank` and `Bank of Japan`."""
    before = re.split(r" (?:of|for|on|in|against) ", name, maxsplit=1)[0]
    return before.rsplit(" ", 1)[-1].lower() if " " in name else ""


def _definite(
    match: re.Match[str],
    number: int,
    paragraph: Paragraph,
    told: dict[str, list[Mention]],
    bodies: dict[str, list[Mention]],
) -> Found | None:
    """What `the …` stands for, if one thing that was named before has that role or name."""
    words = match.group(1).replace("-", " ").split(" ")
    for size in range(len(words), 0, -1):
        phrase = " ".join(words[:size])
        start = match.start(1)
        end = start + len(match.group(1)) if size == len(words) else start + len(phrase)
        here = paragraph.start + start
        if phrase in told and not _goes_on(paragraph, end):
            mention = _only(told[phrase], here)
            sure = PHRASE if " " in phrase else HEAD
            return Found(number, start, end, sure, mention) if mention else None
        if size == 1 and phrase in bodies and not _goes_on(paragraph, end):
            mention = _only(bodies[phrase], here)
            return Found(number, start, end, BODY, mention) if mention else None
    return None


def _goes_on(paragraph: Paragraph, end: int) -> bool:
    """Whether the noun goes on to another: `the secretary of the club`, `the ministry building`."""
    span = paragraph.doc.char_span(end - 1, end, alignment_mode="expand")
    if span is None or span.end >= len(paragraph.doc):
        return False
    token = paragraph.doc[span.end]
    return token.lower_ in ("of", "for", "who", "-") or token.pos_ in ("NOUN", "PROPN")


def _only(mentions: Sequence[Mention], before: int) -> Mention | None:
    """The mention, if all that stand before an offset are of one thing."""
    earlier = [m for m in mentions if m.end <= before]
    names = {m.known.id if m.known else m.text.rsplit(" ", 1)[-1] for m in earlier}
    return earlier[0] if len(names) == 1 else None


def _offices(
    mentions: Sequence[Mention],
    number: int,
    paragraph: Paragraph,
    lexicon: Lexicon,
    day: date,
) -> Iterator[Found]:
    """Offices behind a country's adjective or possessive, without the holder's name."""
    text = paragraph.text
    names = {mention.start for mention in mentions if mention.type == "person"}
    for mention in mentions:
        if mention.type != "country" or mention.known is None or not mention.known.country:
            continue
        match = _OF_COUNTRY.match(text, mention.end - paragraph.start)
        if match is None or (not mention.is_demonym and match.start(1) - match.start() < 2):  # noqa: PLR2004
            continue
        if mention.first and paragraph.doc[mention.first - 1].lower_ in ENDED:
            continue
        words = match.group(1).split(" ")
        for size in range(len(words), 0, -1):
            office = offices().get((mention.known.country, " ".join(words[:size])))
            office = office or offices().get(("", " ".join(words[:size])))
            end = match.start(1) + len(" ".join(words[:size]))
            if office is None:
                continue
            if _is_named(paragraph, names, end):
                break
            known = _holder(lexicon, office, mention.known.country, day)
            if known is not None:
                yield Found(number, match.start(1), end, OFFICE, known=known)
            break


def _is_named(paragraph: Paragraph, names: set[int], end: int) -> bool:
    """Whether the holder's name stands behind the office, or the word before it is `former`."""
    text = paragraph.text
    behind = re.compile(r"[, ]{1,2}").match(text, end)
    at = paragraph.start + (behind.end() if behind else end)
    return at in names or text[end : end + 2] in ("s ", "s,", "s.")


@lru_cache(maxsize=1)
def offices() -> dict[tuple[str, str], str]:
    """(alpha-3 or empty, role phrase) to the office, of those that one holds at a time."""
    found: dict[tuple[str, str], str] = {}
    for row in read_table("offices"):
        if row["holders"] == "one":
            for country in split(row["countries"]) or ("",):
                for role in split(row["roles"]):
                    found.setdefault((country, role), row["office"])
    return found


@lru_cache(maxsize=1)
def _terms() -> dict[tuple[str, str], list[tuple[date, date, str]]]:
    """(office, alpha-3) to (first day, last day, name) of those who held it."""
    terms: dict[tuple[str, str], list[tuple[date, date, str]]] = defaultdict(list)
    for row in read_table("actors"):
        if row["office"] and row["valid_from"]:
            last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
            first = date.fromisoformat(row["valid_from"])
            terms[row["office"], row["country"]].append((first, last, row["name"]))
    return terms


def _holder(lexicon: Lexicon, office: str, country: str, day: date) -> Known | None:
    """Who held the office on a day, if it is one person."""
    names = {name for first, last, name in _terms()[office, country] if first <= day <= last}
    return lexicon.names.get(names.pop()) if len(names) == 1 else None
