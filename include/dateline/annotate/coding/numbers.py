"""Number phrases: `at least 12`, `between 20 and 30`, `two dozen`, `hundreds`, `$50 million`."""

import re
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Token

from dateline.annotate.syntax import QUANTITY, conjuncts, prepositions
from dateline.knowledge import read_table, split

WINDOW = 9
"""Tokens in front of the last word of a number that may belong to its phrase."""
NOBODY = frozenset({"nobody", "none", "no-one"})
GROUPS = frozenset({"family", "crew", "team", "gang", "party", "delegation", "convoy", "fleet"})
"""Nouns that count the number behind `of`: `a family of five`."""
COUNTABLE = frozenset({"NOUN", "PROPN", "NUM", "PRON", "ADJ"})
BOUND_ORDER = (None, "about", "at_most", "at_least")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as the text tells it.

    Args:
        value: the number, lower of a range; of `dozens` the least it can be (24).
        high: upper end of a range, or None.
        bound: at_least, at_most, about, or None.
        start: offset into the document, code points.
        end: end of the words, what is counted included.
        currency: of a sum of money, as a lemma; else empty.
        explicit: told by a numeral, not by an article.
    """

    value: float
    high: float | None
    bound: str | None
    start: int
    end: int
    currency: str = ""
    explicit: bool = True


@cache
def _kind(kind: str) -> dict[str, str]:
    """Words of one kind to their value."""
    return {
        word: row["value"]
        for row in read_table("number_words")
        if row["kind"] == kind
        for word in split(row["words"])
    }


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    """A number phrase at the end of a text."""
    small, multiple = _either(list(_kind("number"))), _either(list(_kind("multiple")))
    plural = _either(list(_kind("plural")))
    symbol = _either([s for s in _kind("currency") if not s.isalpha() or len(s) < 4])  # noqa: PLR2004
    digits = rf"\d[\d,]*(?:\.\d+)?(?:\s?(?:{multiple})\b)*"
    word = rf"(?:{small}|{multiple})\b"
    spelled = (
        rf"(?:half\s+)?(?:an?\s+(?:few\s+)?(?=(?:{multiple}|couple|pair)\b))?{word}"
        rf"(?:(?:\s|-|(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+)+{word})*"
    )
    several = rf"(?:{plural})(?:\s+of\s+(?:{plural}))?"
    number = rf"(?:(?:{symbol})\s?)?(?:{digits}|\b{several}|\b{spelled})"
    bound = _either(list(_kind("bound")))
    return re.compile(
        rf"(?:\b(?P<bound>{bound})\s+|~)?(?P<pair>\b(?:between|from)\s+)?"
        rf"(?P<low>{number})(?:\s*(?P<sep>-|\u2013|\bto\b|\bor\b|\band\b)\s*(?P<high>{number}))?\Z",
        re.IGNORECASE,
    )


def read_number(text: str) -> float | None:
    """The value of a number in words or digits, or None.

    Args:
        text: a number without bounds, such as `two hundred and fifty` or `2.5 million`.
    """
    words = re.findall(r"\d[\d,]*(?:\.\d+)?|[a-z]+", text.lower())
    small, multiple, plural = _kind("number"), _kind("multiple"), _kind("plural")
    total, current, seen = 0.0, 0.0, False
    for word in words:
        if word[0].isdigit():
            current, seen = current + float(word.replace(",", "")), True
        elif word in small:
            current, seen = current + float(small[word]), True
        elif word in plural:
            current, seen = (current or 1) * _several(word, current), True
        elif word in multiple:
            factor = float(multiple[word])
            current = (current or 1) * factor
            if factor >= 1000:  # noqa: PLR2004
                total, current = total + current, 0.0
            seen = True
        elif word == "half":
            current = 0.5
    return total + current if seen else None


def _several(word: str, current: float) -> float:
    """Of `tens of thousands`, the second word counts once: 20 times 1,000."""
    value = float(_kind("plural")[word])
    return value / 2 if current else value


def _last_of_number(noun: Token) -> Token | None:
    """The last token of the number at a noun, or of a noun that is one."""
    if noun.tag_ == "CD" or noun.lower_ in _kind("plural") or _is_dozen(noun):
        return _last_of_run(noun)
    found: Token | None = None
    for child in noun.lefts:
        counted = child.dep_ == "nummod" or (child.tag_ == "CD" and child.dep_ in ("nmod", "det"))
        if counted or child.lower_ in ("dozen", "both", "million", "billion"):
            edge = child.right_edge
            found = edge if edge.i < noun.i else child
    return found


def _last_of_run(first: Token) -> Token:
    """The last of numbers in a row, those of a range included: `20 to 30`."""
    doc, last = first.doc, first
    joins = {"-", "\u2013", "to", "or"}
    if first.i and doc[first.i - 1].lower_ == "between":
        joins.add("and")
    while last.i + 1 < len(doc):
        step = 2 if doc[last.i + 1].lower_ in joins and last.i + 2 < len(doc) else 1
        if doc[last.i + step].tag_ != "CD":
            break
        last = doc[last.i + step]
    return last


def _is_dozen(noun: Token) -> bool:
    return noun.lower_ in ("dozen", "couple", "pair") or noun.lower_ in _kind("multiple")


def _read(last: Token, end: int) -> Figure | None:
    """The number phrase that ends with a token."""
    doc, sent_start = last.doc, last.sent.start
    first = doc[max(sent_start, last.i - WINDOW)]
    text = doc.text[first.idx : last.idx + len(last)]
    match = _pattern().search(text)
    if match is None:
        return None
    low, high = read_number(match["low"]), read_number(match["high"] or "")
    if low is None:
        return None
    start = first.idx + match.start()
    pair = (match["pair"] or "").strip().lower()
    if high is not None and (pair == "from" or (match["sep"] == "and" and pair != "between")):
        start, low, high = first.idx + match.start("high"), high, None
    elif high is not None and high <= low:
        high = None
    bound = _kind("bound").get((match["bound"] or "").lower())
    several = any(word in _kind("plural") for word in match["low"].lower().split())
    money = re.match(r"\W+|us\$|a\$|c\$", match["low"].lower())
    currency = _kind("currency").get(money[0].strip(), "") if money else ""
    return Figure(low, high, bound or ("at_least" if several else None), start, end, currency)


def figure(noun: Token) -> Figure | None:
    """The number of one noun: its numeral, `no`, or an article.

    Args:
        noun: what is counted, or a number that stands alone (`killing 12`).
    """
    end = noun.idx + len(noun)
    if noun.lower_ in NOBODY or any(c.lower_ == "no" and c.dep_ == "det" for c in noun.lefts):
        first = next((c for c in noun.lefts if c.lower_ == "no"), noun)
        return Figure(0, None, None, first.idx, end)
    last = _last_of_number(noun)
    if last is not None:
        behind = _behind_of(noun) if last.i >= noun.i else None
        end = (behind or noun).idx + len(behind or noun)
        return _read(last, max(end, last.idx + len(last)))
    if noun.lemma_.lower() in QUANTITY | GROUPS:
        inner = _behind_of(noun)
        found = figure(inner) if inner is not None else None
        return found if found is not None and found.explicit else None
    article = next((c for c in noun.lefts if c.lower_ in ("a", "an")), None)
    if article is not None and noun.tag_ in ("NN", "NNP"):
        return Figure(1, None, None, article.idx, end, explicit=False)
    return None


def _behind_of(noun: Token) -> Token | None:
    return next((n for prep, n in prepositions(noun) if prep == "of"), None)


def amount(noun: Token) -> Figure | None:
    """The number of people or things of a phrase, its coordinated nouns added up.

    `A woman and her two children` are three; of a noun without a number, one.
    """
    own = figure(noun)
    within = range(own.start, own.end) if own is not None else range(0)
    parts = [noun, *(p for p in conjuncts(noun) if p != noun and p.idx not in within)]
    parts = [part for part in parts if part.pos_ in COUNTABLE]
    figures = [own if part == noun else figure(part) for part in parts]
    told = [found for found in figures if found is not None]
    if not told:
        return None
    if len(parts) == 1:
        return told[0]
    total = sum(f.value if f else float(_is_one(p)) for p, f in zip(parts, figures, strict=True))
    high = sum((f.high or f.value) for f in told) if any(f.high for f in told) else None
    bound = max((f.bound for f in told), key=BOUND_ORDER.index)
    start = min([parts[0].left_edge.idx, *(f.start for f in told)])
    end = max([parts[-1].idx + len(parts[-1]), *(f.end for f in told)])
    explicit = any(f.explicit for f in told)
    return replace(
        told[0], value=total, high=high, bound=bound, start=start, end=end, explicit=explicit
    )


def _is_one(noun: Token) -> bool:
    return noun.tag_ in ("NN", "NNP")
