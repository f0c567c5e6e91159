"""Persons across an article: full names, surnames, given names and titles of one person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from dateline.annotate.lexicon import Known
from dateline.annotate.names.forms import PARTICLES, normalise
from dateline.annotate.parts import Mention, Paragraph
from dateline.annotate.quotes.verbs import speech_words
from dateline.knowledge import read_table, split

FAMILY_FIRST = frozenset({"CHN", "TWN", "HKG", "KOR", "PRK", "KHM"})
"""Countries whose names have the family name in front."""
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
"""Words behind a surname that are no part of it."""
JOINED = frozenset(
    {"bin", "bint", "ibn", "abu", "de", "da", "di", "du", "del", "della", "la", "le", "van"}
    | {"von", "der", "den", "dos", "ter", "ten", "zu", "san", "st"}
)
"""Words that belong to the surname behind them."""
SURE, SINGLE, GENDERED, GIVEN = 1.0, 0.95, 0.8, 0.7
"""Confidence of a full name, of the only bearer of a surname, of the only one of that gender, and
of a given name."""
PLACES = ("country", "place")
FEMALE, MALE = speech_words("female"), speech_words("male")


@dataclass
class Person:
    """What the full names of one person amount to.

    Args:
        name: the fullest name, or the canonical one of a known person.
        given: normalised given name or initial.
        family: normalised surname.
        known: what the knowledge files say of the person.
        gender: `f`, `m`, or empty where nothing tells it.
    """

    name: str
    given: str
    family: str
    known: Known | None = None
    gender: str = ""
    mentions: list[Mention] = field(default_factory=list)


def split_name(name: str, country: str | None = None) -> tuple[str, str]:
    """Given and family name, normalised; a single word is a family name.

    `Ashton B. Carter` gives (`ashton`, `carter`), `Ursula von der Leyen` (`ursula`, `von der
    leyen`), `Bashar al-Assad` (`bashar`, `assad`), `Kim Jong-un` (`jong un`, `kim`).

    Args:
        name: the name, without titles.
        country: country of the person, where it is known.
    """
    words = [word for word in name.split() if normalise(word) not in SUFFIXES]
    if len(words) < 2:  # noqa: PLR2004
        return "", _family(words)
    if country in FAMILY_FIRST or _looks_family_first(words):
        return normalise(" ".join(words[1:])), normalise(words[0])
    start = len(words) - 1
    while start > 1 and normalise(words[start - 1]) in JOINED:
        start -= 1
    return normalise(words[0]), _family(words[start:])


def _looks_family_first(words: Sequence[str]) -> bool:
    """`Ban Ki-moon`: the second word is hyphenated and goes on in lower case."""
    head, hyphen, tail = words[1].partition("-")
    return len(words) == 2 and bool(hyphen) and head.istitle() and tail.islower()  # noqa: PLR2004


def _family(words: Sequence[str]) -> str:
    lower = " ".join(words).lower()
    for particle in PARTICLES:
        lower = lower.removeprefix(particle)
    return normalise(lower)


class People:
    """The persons of one article.

    Args:
        mentions: all mentions, in the order of the text.
        paragraphs: the parsed paragraphs.
    """

    def __init__(self, mentions: Sequence[Mention], paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._people: list[Person] = []
        self.of: dict[int, Person] = {}
        """Person of a mention, by the mention's identity."""
        single = []
        for mention in mentions:
            if mention.type != "person":
                continue
            if " " in mention.text:
                self._join(mention, self._full(mention))
            else:
                single.append(mention)
        single += self._surnames(mentions)
        for mention in sorted(single, key=lambda each: each.start):
            self._single(mention)

    def __iter__(self) -> Iterator[Person]:
        """The persons in the order of their first full names, then of single ones."""
        return iter(self._people)

    def gender(self, mention: Mention) -> str:
        """`f` or `m` where the title in front of a mention tells it."""
        doc = self._paragraphs[mention.paragraph].doc
        for index in range(mention.first - 1, max(mention.first - 3, -1), -1):
            word = doc[index].lower_
            if word in FEMALE:
                return "f"
            if word in MALE:
                return "m"
        return ""

    def _surnames(self, mentions: Sequence[Mention]) -> Iterator[Mention]:
        """Mentions that are surnames of persons named in full, though they look like more.

        `Ms. Le Pen` looks like a full name; `Ms. Jordan` like the country; a surname alone like
        an organization. The last two become persons.
        """
        families = {p.family: p for p in self._people if p.given}
        for mention in mentions:
            person = families.get(normalise(mention.text))
            if person is None or mention in person.mentions or " " in person.family:
                if person is not None and mention.type == "person" and " " in mention.text:
                    yield self._taken_back(mention)
                continue
            earlier = any(each.end <= mention.start for each in person.mentions)
            is_loose = mention.known is None and mention.type != "person" and earlier
            if is_loose or (mention.type in PLACES and self.gender(mention)):
                mention.type, mention.known, mention.contains = "person", None, None
                mention.is_demonym = False
                yield mention

    def _taken_back(self, mention: Mention) -> Mention:
        """Take a surname of several words from the person that it was taken for."""
        person = self.of.pop(id(mention))
        person.mentions.remove(mention)
        if not person.mentions:
            self._people.remove(person)
        return mention

    def _join(self, mention: Mention, person: Person) -> None:
        person.mentions.append(mention)
        person.gender = person.gender or self.gender(mention)
        self.of[id(mention)] = person

    def _full(self, mention: Mention) -> Person:
        """The person of a full name: the same name, or the same with an initial in its place."""
        known = mention.known
        given, family = split_name(*_full_form(mention))
        for person in self._people:
            if known is not None and person.known is not None:
                if known.id == person.known.id:
                    return person
                continue
            if person.family == family and _same_given(person.given, given):
                person.known = person.known or known
                if known is not None:
                    person.name = known.name
                return person
        name = known.name if known else mention.text
        gender = given_names().get(name.split(" ")[0], "")
        person = Person(name, given, family, known, gender)
        self._people.append(person)
        return person

    def _single(self, mention: Mention) -> None:
        """The person of a surname or a given name alone; a new one where several fit."""
        word = split_name(mention.text)[1]
        family = normalise(mention.text)
        found = [p for p in self._people if p.family in (word, family)]
        found = found or [p for p in self._people if p.family.rpartition(" ")[2] == word]
        gender = self.gender(mention)
        confidence = SINGLE
        if len(found) > 1:
            found, confidence = _one_of(found, mention, gender), GENDERED
        elif not found:
            found = [p for p in self._people if p.given == word and p.given != ""]
            confidence = GIVEN
        if len(found) == 1 and not _contradict(found[0].gender, gender):
            mention.form, mention.confidence = "surname", confidence
            self._join(mention, found[0])
            return
        self._alone(mention)

    def _alone(self, mention: Mention) -> None:
        known = mention.known
        name, country = _full_form(mention)
        given, family = split_name(name, country)
        for person in self._people:
            same = person.known.id == known.id if known and person.known else False
            if same or (known is None and not person.given and person.family == family):
                self._join(mention, person)
                return
        person = Person(name, given if known else "", family, known)
        self._people.append(person)
        self._join(mention, person)


def _one_of(people: Sequence[Person], mention: Mention, gender: str) -> list[Person]:
    """Which of several bearers of a surname is meant: one person, or none.

    The only one of the gender of the title; the only one named before; the one that the knowledge
    files mean by the surname.
    """
    fitting = [p for p in people if gender and p.gender in (gender, "")]
    sure = [p for p in fitting if p.gender == gender]
    before = [p for p in fitting or people if any(m.end <= mention.start for m in p.mentions)]
    known = [p for p in people if mention.known and p.known and p.known.id == mention.known.id]
    return next((group for group in (sure, fitting, before, known) if len(group) == 1), [])


@lru_cache(maxsize=1)
def given_names() -> dict[str, str]:
    """Given name to `f` or `m`, for names that are nearly always of one."""
    return {
        name: row["gender"] for row in read_table("given_names") for name in split(row["names"])
    }


def _full_form(mention: Mention) -> tuple[str, str | None]:
    """Canonical name and country of a known person, else the words of the mention."""
    known = mention.known
    return (known.name, known.country) if known else (mention.text, None)


def _contradict(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _same_given(one: str, other: str) -> bool:
    """Equal, or one is the initial of the other; initials may be several (`J. K.`)."""
    if not one or not other:
        return False
    first, second = one.partition(" ")[0], other.partition(" ")[0]
    return first == second or (first[0] == second[0] and min(len(first), len(second)) == 1)
