"""Mentions: known names first, then what the recogniser found besides."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from dateline.annotate.lexicon import Known, Lexicon
from dateline.annotate.names.introduced import introduced_names
from dateline.annotate.names.lines import Hit, Line, Piece
from dateline.annotate.names.recurring import find_again
from dateline.annotate.names.settling import is_place, settle
from dateline.annotate.names.spans import PERSONS, TYPES, pieces
from dateline.annotate.names.words import BUILDINGS, PORTFOLIOS, is_title
from dateline.annotate.parts import Mention, Paragraph
from dateline.knowledge import read_table, split

LONG_NAMES = frozenset({"ORG", "FAC", "EVENT", "LAW", "WORK_OF_ART", *PERSONS})
"""Labels of names that may contain the name of a country or an actor."""
PLACES = ("GPE", "LOC")
"""Labels of places."""
LOCATIVE = frozenset({"in", "to", "from", "at", "near", "outside"})
"""Words in front of a place."""
TITLES = frozenset({"the", "king", "queen", "prince", "princess", "pope", "president", "sheikh"})
"""What aliases may begin with and mentions do not."""
DATELINE_MARKS = frozenset({",", "(", "-", "--", "–", "—", ":"})  # noqa: RUF001
"""What follows the place of a dateline."""
MIN_CAPITALS = 3
"""Letters of an acronym; words in capitals beside one another, from which on a line shouts."""


def find_mentions(paragraphs: Sequence[Paragraph], lexicon: Lexicon) -> list[Mention]:
    """The mentions of an article in the order of the text, places and persons not yet resolved.

    Args:
        paragraphs: the parsed paragraphs, in order.
        lexicon: the known names.
    """
    lines = [Line(number, paragraph) for number, paragraph in enumerate(paragraphs)]
    mentions = settle([m for line in lines for m in _in_line(line, lexicon)], lines)
    mentions += find_again(mentions, lines, lexicon)
    mentions.sort(key=lambda mention: (mention.start, mention.end))
    return mentions


def _in_line(line: Line, lexicon: Lexicon) -> Iterator[Mention]:
    """Mentions of one paragraph: known names, then what the recogniser found besides."""
    if line.paragraph.is_headline:
        for hit in line.known:
            known = lexicon.names[hit.key]
            yield replace(line.mention(hit.first, hit.last, known.type, known), form="headline")
        return
    taken: set[int] = set()
    for span in introduced_names(line.paragraph.doc) if " (" in line.paragraph.text else ():
        taken.update(range(span.start, span.end))
        yield line.mention(span.start, span.end, "organization", lexicon.names.get(span.text))
    dateline = _dateline(line, lexicon)
    if dateline is not None:
        taken.update(range(dateline.first, dateline.last))
        yield dateline
    names = [_whole(line, piece, lexicon) for piece in pieces(line)]
    names = [name for name in names if not _is_no_name(line, name, lexicon)]
    yield from _known(line, names, lexicon, taken)
    demonyms = list(_demonyms(line, names, lexicon, taken))
    for piece in names:
        if taken.isdisjoint(range(piece.first, piece.last)):
            yield _found(line, piece, lexicon)
    yield from demonyms


def _dateline(line: Line, lexicon: Lexicon) -> Mention | None:
    """The place in capitals that a paragraph begins with: `BEIRUT, Lebanon -`, `DETROIT The`."""
    words, last = line.words, 0
    while last < len(words) and words[last].isupper() and words[last].isalpha():
        last += 1
    if not 0 < last < len(words) or len(words[0]) < MIN_CAPITALS:
        return None
    text = line.text(0, last)
    goes_on = words[last] in DATELINE_MARKS or words[last].istitle()
    if len(text) <= MIN_CAPITALS or not goes_on or text in lexicon.names or not is_place(text):
        return None
    return line.mention(0, last, "place", lexicon.names.get(text.title()))


def _known(
    line: Line, names: Sequence[Piece], lexicon: Lexicon, taken: set[int]
) -> Iterator[Mention]:
    """Known names that stand by themselves; their tokens are taken."""
    longer = {
        index: piece
        for piece in names
        if piece.label in LONG_NAMES and piece.last - piece.first > 1
        for index in range(piece.first, piece.last)
    }
    national = {hit.first for hit in line.known if _is_national(line, hit, lexicon)}
    for hit in line.known:
        around = longer.get(hit.first)
        if hit.first in taken or (around is not None and _is_inside(hit, around)):
            continue
        if hit.last in national and hit.last - hit.first == 1:
            continue
        known = lexicon.names[hit.key]
        first, last = _without_article(line.words, hit, known), hit.last
        if _is_shouted(line, hit):
            taken.update(range(first, last))
            continue
        end = _end_of_building(line, hit) if known.type == "person" else last
        if end > last:
            yield line.mention(first, end, "facility", None)
        elif _is_of_a_paper(line, hit, known.kind):
            yield line.mention(first, last, "organization", None)
        elif hit.first in national:
            first -= 1
            yield line.mention(first, last, known.type, None)
        else:
            yield line.mention(first, last, known.type, known)
        taken.update(range(first, end))


def _is_inside(hit: Hit, piece: Piece) -> bool:
    return hit.last <= piece.last and hit.last - hit.first < piece.last - piece.first


def _without_article(words: Sequence[str], hit: Hit, known: Known) -> int:
    """Where a known name begins behind `the`, or titles that an alias has: `King Abdullah II`.

    `The Hague` has its article.
    """
    first = hit.first
    if known.kind and known.name.startswith("The "):
        return first
    while first < hit.last - 1 and words[first].lower() in TITLES:
        first += 1
    return first


def _is_of_a_paper(line: Line, hit: Hit, kind: str) -> bool:
    """Whether a capital `The` in a sentence makes a paper's name of a place's: `The Atlantic`."""
    at = hit.first - 1
    if not kind or kind == "country" or hit.last - hit.first > 1 or at < 0:
        return False
    return line.words[at] == "The" and line.sentence_starts[at] != 1


def _is_shouted(line: Line, hit: Hit) -> bool:
    """Whether an acronym stands in a line in capitals: `WHO IS ANN LEE?`."""
    if hit.last - hit.first > 1 or not hit.key.isupper():
        return False
    around = line.words[max(hit.first - 2, 0) : hit.first + 3]
    return sum(word.isupper() and len(word) > 1 for word in around) >= MIN_CAPITALS


def _end_of_building(line: Line, hit: Hit) -> int:
    """Where the name of a building or a school ends that a person's name begins."""
    index = hit.last
    while index < len(line.words) and index < hit.last + 2 and line.words[index][:1].isupper():
        index += 1
        if line.words[index - 1].lower() in BUILDINGS:
            return index
    return hit.last


def _is_national(line: Line, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a body of no country has one in front, and is that country's: `Kenya Red Cross`."""
    known = lexicon.names[hit.key]
    if hit.first == 0 or hit.last - hit.first == 1:
        return False
    if known.type != "organization" or known.country:
        return False
    before = line.words[hit.first - 1]
    named = lexicon.names.get(before)
    return before in lexicon.demonyms or (named is not None and named.kind == "country")


def _demonyms(
    line: Line, names: Sequence[Piece], lexicon: Lexicon, taken: set[int]
) -> Iterator[Mention]:
    """Demonyms that stand by themselves or before a noun, not inside a longer name."""
    begun = {hit.first for hit in line.demonyms}
    inside = {
        index
        for piece in names
        if piece.last - piece.first > 1 and (piece.label != "NORP" or piece.first not in begun)
        for index in range(piece.first, piece.last)
    }
    languages = {
        index
        for span in line.paragraph.doc.ents
        if span.label_ == "LANGUAGE"
        for index in range(span.start, span.end)
    }
    for first, last, code in (*line.demonyms, *_compounds(line, lexicon)):
        country = lexicon.countries.get(code)
        if country is None or first in inside or first in taken or first in languages:
            continue
        mention = line.mention(first, last, "country", country, is_demonym=True)
        if last - first == 1 and "-" in mention.text and mention.text not in lexicon.demonyms:
            mention.text = _country_part(mention.text)
            mention.end = mention.start + len(mention.text)
        taken.update(range(first, last))
        yield mention


def _compounds(line: Line, lexicon: Lexicon) -> Iterator[Hit]:
    """Tokens that begin with a country or a demonym and a hyphen: `U.S.-led`."""
    for index, word in enumerate(line.words):
        if "-" in word and len(word) > 1 and index not in line.keys:
            head = _country_part(word)
            named = lexicon.names.get(head)
            code = named.country if named and named.kind == "country" else None
            code = code or lexicon.demonyms.get(head)
            if code:
                yield Hit(index, index + 1, code)


def _country_part(word: str) -> str:
    return word.partition("-")[0]


def _whole(line: Line, piece: Piece, lexicon: Lexicon) -> Piece:
    """The piece with what hyphens join to it: `Mazar-i-Sharif`, not `Kremlin-backed`."""
    last = piece.last
    while line.is_joined(last) and (end := _end_of_compound(line, last)):
        if line.words[end - 1] in lexicon.demonyms or end - 1 in line.keys:
            break
        if piece.label in PLACES and not is_place(line.text(piece.first, end)):
            break
        last = end
    return Piece(piece.first, last, piece.label)


def _end_of_compound(line: Line, hyphen: int) -> int:
    """The end of the first capitalised word behind a hyphen, or 0: `-i-Sharif`."""
    index = hyphen + 1
    if not line.words[index][:1].isupper():
        if not line.is_joined(index + 1) or len(line.words[index]) > MIN_CAPITALS:
            return 0
        index += 2
    return index + 1 if line.words[index][:1].isupper() else 0


def _found(line: Line, piece: Piece, lexicon: Lexicon) -> Mention:
    """The mention of a name that the recogniser found."""
    first, last = _abbreviated(line, piece) or (piece.first, piece.last)
    text = line.text(first, last)
    known = lexicon.names.get(text)
    is_place = text in state_abbreviations() or _is_town(line, piece)
    kind = "place" if is_place else TYPES[piece.label]
    return line.mention(first, last, known.type if known else kind, known)


def _is_no_name(line: Line, piece: Piece, lexicon: Lexicon) -> bool:
    """Whether it is only part of a title, a demonym or several, or an adjective of a group."""
    words = line.words[piece.first : piece.last]
    if all(word in lexicon.demonyms or word == "-" for word in words):
        return True
    if line.text(piece.first, piece.last) in lexicon.demonyms:
        return True
    if piece.label == "NORP" and not words[-1].endswith("s"):
        return not _is_town(line, piece)
    return _is_of_a_title(line, piece, lexicon)


def _is_town(line: Line, piece: Piece) -> bool:
    """Whether a single word that was taken for a group of people is a place: `in Mombasa`."""
    if piece.label != "NORP" or piece.last - piece.first > 1 or not piece.first:
        return False
    before = line.words[piece.first - 1].lower()
    return before in LOCATIVE and is_place(line.words[piece.first])


def _is_of_a_title(line: Line, piece: Piece, lexicon: Lexicon) -> bool:
    """Whether it only stands in a title in front of a name: `American Defense Secretary X`."""
    first, last, label = piece
    words = line.words
    if label in PERSONS or last >= len(words):
        return False
    if first < last and words[first] in lexicon.demonyms:
        first += 1
    if is_title(words[last]) and all(w.lower() in PORTFOLIOS for w in words[first:last]):
        return True
    is_first = last - piece.first == 1 and line.sentence_starts[piece.first] == 1
    token = line.paragraph.doc[piece.first]
    return is_first and label == "ORG" and line.is_noun(last) and token.dep_ == "compound"


def _abbreviated(line: Line, piece: Piece) -> tuple[int, int] | None:
    """A state's abbreviation behind a town, with its full stop: `Ont.` of `London, Ont.`."""
    words, (first, last, _) = line.words, piece
    if first == 0 or words[first - 1] != ",":
        return None
    if not words[last - 1].endswith(".") and words[last : last + 1] == ["."]:
        last += 1
    return (first, last) if line.text(first, last) in state_abbreviations() else None


@cache
def state_abbreviations() -> frozenset[str]:
    """Abbreviations with full stops of states and provinces: `Ont.`, `N.J.`."""
    return frozenset(
        short
        for row in read_table("divisions")
        for short in split(row["abbreviations"])
        if short.endswith(".")
    )
