"""Bylines: the names in them, persons apart from desks and organizations."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from dateline.clean.metadata.titles import site_keys
from dateline.clean.metadata.values import comparable, tidy_text
from dateline.knowledge import read_table, split

MAX_BYLINE = 400
MAX_NAMES = 20
_MAX_WORDS = 5
_MAX_LETTERS = 45
_MAX_CASELESS = 10
"""Letters of a name in one word, in a script without capitals; a longer one is a sentence."""
_MAX_ORGANIZATION = 80

_ADDRESS = re.compile(
    r"\(?(?:https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)\)?|(?<!\w)@\w+", re.IGNORECASE
)
_FEED = re.compile(r"^\s*[\w.+-]+@[\w.-]+\s*\(([^()]+)\)\s*$")
"""An author as RSS 2.0 writes one: `jane@paper.example (Jane Doe)`."""
_HOST = re.compile(
    r"[\w-]+\.(?:com|org|net|co|io|in|tv|news|info|edu|gov|uk|de|fr|ca|au|us|eu)\b", re.IGNORECASE
)
_GLUED = re.compile(r"By(?=[A-Z])")
_DATED = re.compile(
    r"\s*[|\u2022\u00b7,\-\u2013]?\s*\b(?:"
    r"(?:last )?(?:updated|published|posted|modified|aktualisiert|publié|mis à jour|publicado"
    r"|actualizado|yay\u0131nlanma|güncelleme|pubblicato|aggiornato)\b(?! by).*"
    r"|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*"
    r"|(?:on )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.? \d.*"
    r"|\d{1,4}[./ -](?:\d|[a-z]{3}).*)$",
    re.IGNORECASE,
)
_HELPERS = re.compile(
    r"(?<=\w)[\s|,;.\u2022\u00b7]+(?:(?:medically |expert )?(?:reviewed|edited|fact[- ]checked)"
    r"|translated|illustrat\w+|photo(?:s|graph\w*)?|video) by\b.*$",
    re.IGNORECASE,
)
"""Those who did other things, told after who wrote."""
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,80}[)\]]")
_OF = re.compile(r"\s+(?:for|of|at|from|in|fuer|für|pour|para|per)\s+(?=the\b|[A-Z]).*$")
_NO_NAME = re.compile(r"\d|[<>{}=#$%*_\\\"\u201c\u201d!?:]")
_WORD = re.compile(r"[^\W\d_][\w.'\u2019\-]*")
_EDGE = " \t,;:.|/&\u2013\u2014-\u2022\u00b7*"


@dataclass(slots=True)
class Byline:
    """Names in their order, none twice."""

    persons: list[str] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)

    def add(self, other: "Byline") -> None:
        """Take the names of another byline in."""
        for mine, others in (
            (self.persons, other.persons),
            (self.organizations, other.organizations),
        ):
            known = {comparable(name).rstrip(".") for name in mine}
            for name in others[: MAX_NAMES - len(mine)]:
                if (key := comparable(name).rstrip(".")) not in known:
                    mine.append(name)
                    known.add(key)


@lru_cache(maxsize=16)
def _words(kind: str) -> frozenset[str]:
    rows = (row for row in read_table("byline_words") if row["kind"] == kind)
    return frozenset(word for row in rows for word in split(row["words"]))


@lru_cache(maxsize=1)
def agencies() -> frozenset[str]:
    """Names of news agencies as they are compared."""
    rows = read_table("agencies")
    names = {
        name for row in rows for name in (row["name"], row["full_name"], *split(row["aliases"]))
    }
    return frozenset(site_keys(names))


@lru_cache(maxsize=1)
def _by() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _words("by")), key=len, reverse=True))
    return re.compile(rf"\s*(?:{words})(?:\s*[:\uff1a]\s*|\s+(?=\S))", re.IGNORECASE)


@lru_cache(maxsize=1)
def _between() -> re.Pattern[str]:
    words = [word for word in _words("and") if word[0].isalpha()]
    marks = [re.escape(word) for word in _words("and") if not word[0].isalpha()]
    return re.compile(rf"\s+(?:{'|'.join(words)})\s+|\s*(?:{'|'.join(marks)})\s*|\s*[,;\n]\s*")


def begins_as_byline(text: str) -> bool:
    """Whether a text begins with a word such as `By`, and a name may follow."""
    text = text.strip()
    return (rest := _without_by(text)) != text and (rest[:1].isupper() or is_caseless(rest[:1]))


def begins_with_role(text: str) -> bool:
    """Whether a text begins with a name and its role, as in `Jane Doe | Senior Writer`."""
    name, bar, rest = text.partition(" | ")
    role = rest.partition(" | ")[0]
    if not bar or not 2 <= len(name.split()) <= 3 or len(role.split()) > 3:  # noqa: PLR2004
        return False
    return _is_role(role) and _is_person(name) and not _is_role(name) and name.istitle()


def is_caseless(text: str) -> bool:
    """Whether a text begins in a script without capitals, such as Arabic or Chinese."""
    return text[:1].isalpha() and text[:1].lower() == text[:1].upper()


def _without_by(text: str) -> str:
    """A text without words such as `By` before it; in `Von Miller` there is none."""
    while match := _by().match(text) or _GLUED.match(text):
        rest = text[match.end() :].strip(_EDGE)
        word = match[0].strip().casefold()
        is_clear = word.endswith((":", "\uff1a")) or word.startswith("by")
        if rest.isalpha() and not is_clear and rest.casefold() not in _words("desk"):
            break
        text = rest
    return "" if text.casefold() in _words("by") else text


@lru_cache(maxsize=1)
def _from_agency() -> re.Pattern[str]:
    """A news agency after a name, nothing between them."""
    names = {row["full_name"] for row in read_table("agencies") if " " in row["full_name"]}
    names |= {name.removeprefix("The ") for name in names}
    told = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"(?<=\w)[\s,/|-]+((?:The )?(?:{told}))$", re.IGNORECASE)


def read_byline(text: str, sites: Mapping[str, bool], *, one: bool = False) -> Byline:
    """The names in a byline.

    Args:
        text: `By Jane Doe, Senior Reporter, and John Roe | Updated 4 May`.
        sites: names of the site as they are compared (`titles.site_keys`), and whether the page
            says that an organization has that name.
        one: whether it is known to be one name, such as that of an object in JSON-LD.
    """
    if ";" in text:
        return join(read_byline(part, sites) for part in text.split(";")[:MAX_NAMES])
    text = _FEED.sub(r"\1", tidy_text(text)[:MAX_BYLINE])
    text = _BRACKETS.sub(" ", _DATED.sub("", _ADDRESS.sub(" ", text))).strip(_EDGE)
    text = _without_by(_HELPERS.sub("", text))
    found = Byline()
    if is_organization(text, sites) and (one or not _between().search(text)):
        return Byline(organizations=[text]) if _is_named(text) else found
    pieces = [piece.strip(_EDGE) for piece in _between().split(text)]
    for piece in _turned([piece for piece in pieces if piece])[: 2 * MAX_NAMES]:
        found.add(_read_name(piece, sites))
    return found


def _turned(pieces: list[str]) -> list[str]:
    """`Doe`, `Jane` as `Jane Doe`; suffixes go to the name before them."""
    if len(pieces) == 2 and _is_turned(*pieces):  # noqa: PLR2004
        return [f"{pieces[1]} {pieces[0]}"]
    whole: list[str] = []
    for piece in pieces:
        if whole and piece.casefold() in _words("suffix"):
            whole[-1] += f" {piece}"
        else:
            whole.append(piece)
    return whole


def _is_turned(last: str, first: str) -> bool:
    """Whether a family name stands before a given name, as in `Doe, Jane` or `Doe, Jane T.`."""
    titles = _words("suffix") | _words("role") | {word.strip(".") for word in _words("role")}
    if " " in last or first.casefold().strip(".") in titles:
        return False
    return " " not in first or bool(re.fullmatch(r"\w+ [A-Z]\.?", first))


def _read_name(piece: str, sites: Mapping[str, bool]) -> Byline:
    """One name of a byline: a person, an organization, or none of both."""
    if begins_as_byline(piece):
        piece = _without_by(piece)
    if agency := _from_agency().search(piece):
        found = _read_name(piece[: agency.start()], sites)
        return Byline(found.persons, [*found.organizations, agency[1]])
    if is_organization(piece, sites):
        return Byline(organizations=[piece]) if _is_named(piece) else Byline()
    name = _cased(_without_honours(_OF.sub("", piece)))
    if _is_role(name) or not _is_person(name) or is_organization(name, sites):
        return Byline()
    return Byline(persons=[name])


def _without_honours(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[0].casefold() in _words("honour"):
        words.pop(0)
    while len(words) > 2 - is_caseless(name) and words[-1].casefold().strip(".") in _words("role"):
        words.pop()
    return " ".join(words)


def _is_role(name: str) -> bool:
    roles = _words("role") | {word.replace(".", "") for word in _words("role")}
    words = [word.casefold().replace(".", "") for word in name.split()]
    return not words or words[0] in roles or words[-1] in roles


def _is_person(name: str) -> bool:
    """Whether something may be a person's name: some words with capitals, no sentence."""
    if len(name) > _MAX_LETTERS or _NO_NAME.search(name) or _HOST.search(name):
        return False
    words = name.split()
    if not 1 <= len(words) <= _MAX_WORDS + 1 or not all(_WORD.match(word) for word in words):
        return False
    small = [word for word in words if word.islower() and word not in _words("particle")]
    if len(words) == 1:
        if is_caseless(name):
            return len(name) <= _MAX_CASELESS
        return name[0].isalpha() and not small and not (name.isascii() and name.isupper())
    return not small


def is_organization(name: str, sites: Mapping[str, bool]) -> bool:
    """Whether a name is that of the site, an agency, a desk or another organization."""
    keys = site_keys([name])
    of_site = keys & sites.keys()
    if of_site and (any(sites[key] for key in of_site) or not _may_own_a_site(name)):
        return True
    if keys & agencies() or _HOST.search(name):
        return True
    first = name.partition(" ")[0]
    if first.isupper() and len(first) > 2 and site_keys([first]) & sites.keys():  # noqa: PLR2004
        return True
    words = {word.strip(".,").casefold() for word in re.split(r"[\s/_-]+", name)}
    return bool(words & _words("desk"))


def _may_own_a_site(name: str) -> bool:
    """Whether a site's name may be a person's: two or three words that no outlet is called."""
    words = name.split()
    if not 2 <= len(words) <= 3 or name.isupper() or not _is_person(name):  # noqa: PLR2004
        return False
    if not all(word[0].isupper() for word in words):
        return False
    known = _words("outlet") | _words("desk") | _words("role")
    return not known & {word.casefold() for word in words}


def _is_named(name: str) -> bool:
    """Whether it is worth telling: no account such as `admin`, no address, no sentence."""
    return 1 < len(name) <= _MAX_ORGANIZATION and not name.islower() and not _NO_NAME.search(name)


def _cased(name: str) -> str:
    """A name in usual case, where all of it is in capitals or in small letters."""
    words = name.split()
    if len(words) < 2 or not (name.isupper() or name.islower()):  # noqa: PLR2004
        return name
    small = _words("particle")
    return " ".join(
        w.lower() if w.lower() in small and i else _titled(w) for i, w in enumerate(words)
    )


def _titled(word: str) -> str:
    if word.isupper() and len(word.replace(".", "")) <= 2 and (len(word) == 2 or "." in word):  # noqa: PLR2004
        return word
    titled = re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), word)
    titled = re.sub(r"(?<=['\u2019])[A-Z]$", lambda match: match[0].lower(), titled)
    return re.sub(r"^Mc(\w)", lambda match: "Mc" + match[1].upper(), titled)


def join(bylines: Iterable[Byline]) -> Byline:
    """The names of several bylines."""
    found = Byline()
    for byline in bylines:
        found.add(byline)
    return found
