"""What the mentions of one form are, by all of them: their type, and whether they are a name."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dateline.annotate.names.forms import CURLY
from dateline.annotate.names.lines import Line
from dateline.annotate.names.people import given_names
from dateline.annotate.names.words import (
    COMPANIES,
    agencies,
    is_short_title,
    is_title,
    type_by_first_word,
    type_by_words,
)
from dateline.annotate.parts import Mention
from dateline.annotate.places.gazetteer import load_gazetteer

SURE = 10
"""Votes of a title in front of a name, and of a word in it that tells what it is."""
OFTEN = 3
"""Mentions as a place from which on a word is one at the end of a name, too."""
NAME_WORDS = (2, 3)
"""Words of a person's name that a given name or the surname alone bears out."""
POSSESSIVE = (["'s"], [f"{CURLY}s"])
DOUBTFUL = ("organization", "other", "facility")
"""Types that surnames get."""
PLACES = ("place", "country")


@dataclass(slots=True)
class Form:
    """The unlinked mentions of one form, cases set aside."""

    mentions: list[Mention] = field(default_factory=list)
    votes: Counter[str] = field(default_factory=Counter)
    firsts: int = 0
    proper: int = 0
    owners: int = 0


def settle(mentions: list[Mention], lines: Sequence[Line]) -> list[Mention]:
    """Mentions of one form get one type; those of everyday words go; persons are cut out.

    Args:
        mentions: of an article; linked ones stay as they are.
        lines: its paragraphs.

    Returns:
        The mentions that are names.
    """
    mentions = list(_apart(mentions, lines))
    forms = _forms(mentions, lines)
    names = {word for m in mentions if m.type == "person" for word in m.text.split(" ")[1:]}
    towns = _towns(mentions)
    alone = {m.text for m in mentions if m.type == "person" and " " not in m.text}
    parts = _parts(mentions)
    companies = {m.text.rpartition(" ")[0] for m in mentions if _is_company(m)}
    lower = _in_lower_case(forms, lines)
    gone: set[int] = set()
    for text, form in forms.items():
        kind = _type(form, towns, alone, parts)
        if form.mentions[0].text in companies:
            kind = "organization"
        if _is_word(form, lower[text], names, kind):
            gone.update(map(id, form.mentions))
        for mention in form.mentions:
            mention.type = kind
            if kind != "organization":
                mention.contains = None
            elif mention.contains is None:
                line = lines[mention.paragraph]
                mention.contains = line.inner_key(mention.first, mention.last)
    return [mention for mention in mentions if id(mention) not in gone]


def _parts(mentions: Sequence[Mention]) -> set[str]:
    """Surnames of the persons named in full, and those of their given names that are known."""
    full = [m.text.split(" ") for m in mentions if m.type == "person" and " " in m.text]
    given = {words[0] for words in full}
    return {words[-1] for words in full} | given.intersection(given_names())


def _towns(mentions: Sequence[Mention]) -> set[str]:
    """Single words that are mostly taken for places, and are some."""
    votes: Counter[str] = Counter()
    for mention in mentions:
        if " " not in mention.text and not mention.is_demonym:
            votes[mention.text] += 1 if mention.type in PLACES else -1
    return {text for text, vote in votes.items() if vote >= OFTEN and is_place(text)}


def _apart(mentions: Sequence[Mention], lines: Sequence[Line]) -> Iterator[Mention]:
    """The mentions, and two of one that ends with a person who is named elsewhere, too."""
    full = {m.text for m in mentions if m.type == "person" and " " in m.text}
    for mention in mentions:
        size = mention.last - mention.first
        if mention.known is not None or size < 2 or mention.type in PLACES:  # noqa: PLR2004
            yield mention
            continue
        line = lines[mention.paragraph]
        at = _person_in(mention, line, full) if size > 2 else 0  # noqa: PLR2004
        at = at or _behind_agency(mention, line)
        if not at:
            yield mention
            continue
        before = _before(mention, line, at)
        if before is not None:
            yield before
        yield line.mention(at, mention.last, "person", None)


def _person_in(mention: Mention, line: Line, full: set[str]) -> int:
    """Where the name of a person that stands at the end of a longer one begins, or 0."""
    first, last = mention.first, mention.last
    if mention.type == "person" and line.words[first] in given_names():
        return 0
    for at in range(first + 1, last - 1):
        if line.text(at, last) in full:
            return at
    return 0


def _behind_agency(mention: Mention, line: Line) -> int:
    """Where a name goes on behind the credit of a photograph: `Getty Images Ann Lee`; or 0."""
    for at in range(mention.last - 1, mention.first, -1):
        if line.text(mention.first, at) in agencies() and mention.type == "person":
            return at
    return 0


def _before(mention: Mention, line: Line, at: int) -> Mention | None:
    """What stands in front of the person, if it is a name of its own: `Red Bull of Ann Lee`."""
    first = mention.first
    while at > first and (is_title(line.words[at - 1]) or line.words[at - 1].islower()):
        at -= 1
    text = line.text(first, at) if at > first else ""
    if text in agencies():
        return line.mention(first, at, "organization", None)
    if not text or mention.type == "person":
        return None
    return line.mention(first, at, mention.type, None)


def _forms(mentions: Sequence[Mention], lines: Sequence[Line]) -> dict[str, Form]:
    """Unlinked mentions by form, with votes for their types."""
    forms: dict[str, Form] = {}
    for mention in mentions:
        if mention.known is not None:
            continue
        line, first = lines[mention.paragraph], mention.first
        form = forms.setdefault(mention.text.lower(), Form())
        form.mentions.append(mention)
        form.votes[mention.type] += 1
        form.firsts += line.sentence_starts[first] == 1
        form.proper += line.is_proper(first)
        form.owners += line.words[mention.last : mention.last + 1] in POSSESSIVE
        before = line.words[first - 1] if first else ""
        if before == "." and first > 1:
            before = line.words[first - 2]
        if is_short_title(before):
            form.votes["person"] += SURE
        elif before == "the" and mention.type == "person":
            form.votes["other"] += 2
    return forms


def _is_company(mention: Mention) -> bool:
    before, _, last = mention.text.rpartition(" ")
    return bool(before) and last.lower().rstrip(".") in COMPANIES


def _type(form: Form, towns: set[str], alone: set[str], parts: set[str]) -> str:
    """The type that most mentions of a form have, its words and titles counted."""
    text, votes = form.mentions[0].text, form.votes
    if text in agencies():
        return "organization"
    voted = votes.most_common(1)[0][0]
    if " " not in text:
        return "person" if voted in DOUBTFUL and text in parts else voted
    is_titled = votes["person"] >= SURE
    by_words = None if is_titled else _type_by_words(text.split(" "), voted)
    return by_words or _person_or_not(text, voted, alone, set() if is_titled else towns)


def _type_by_words(words: Sequence[str], voted: str) -> str | None:
    """What a word of the name says it is, unless it is a person's with a given name in front."""
    if voted == "person" and words[0] in given_names():
        return None
    found = type_by_words(words)
    if found is None and voted != "organization":
        found = type_by_first_word(words)
    return found


def _person_or_not(text: str, voted: str, alone: set[str], towns: set[str]) -> str:
    """The type of a name of several words of which no word says what it is."""
    if voted not in (*PLACES, "event") and is_person(text, alone):
        return "person"
    words = text.split(" ")
    is_named_after = words[-1] in towns and words[0] not in given_names()
    return "organization" if voted == "person" and is_named_after else voted


def is_person(name: str, alone: set[str]) -> bool:
    """Whether what looks like a body is a person: a given name in front, or the surname alone.

    Args:
        name: the words.
        alone: single words of the article that are persons.
    """
    words = name.split(" ")
    if len(words) not in NAME_WORDS or words[0] in alone or type_by_words(words):
        return False
    if not all(word[0].isalpha() and (word.istitle() or word[1:2] == ".") for word in words):
        return False
    return words[-1] in alone or (words[0] in given_names() and not words[-1].endswith("s"))


def _in_lower_case(forms: dict[str, Form], lines: Sequence[Line]) -> Counter[str]:
    """How often single words that were taken for names stand in lower case in the article."""
    single = {text for text in forms if " " not in text and text.isalpha()}
    return Counter(word for line in lines for word in line.words if word in single)


def _is_word(form: Form, lower: int, names: set[str], kind: str) -> bool:
    """Whether a single word is none: mostly no proper noun, or as often in lower case."""
    mention, count = form.mentions[0], len(form.mentions)
    text = mention.text
    if mention.last - mention.first > 1 or text in names or form.votes["person"] >= SURE:
        return False
    if not text.isalpha() or not (text.istitle() or text.isupper()):
        return False
    if kind == "place" and is_place(text):
        return False
    if lower >= count and not form.owners:
        return True
    if kind == "person" or form.proper * 2 >= count:
        return False
    return text.istitle() and (form.firsts > 0 or not text.endswith("s"))


def is_place(name: str) -> bool:
    """Whether the gazetteer of places has the name."""
    return bool(load_gazetteer().candidates(name))
