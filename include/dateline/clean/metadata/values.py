"""Values of metadata, whatever type they came in, as plain text."""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

MAX_TEXT = 1_000
"""Characters of one value that are read."""
_MAX_ITEMS = 200
_MAX_DEPTH = 6
_TAG = re.compile(r"<[^<>]{1,300}>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|\w{2,12});", re.IGNORECASE)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad\u200e\u200f\ufffd\x00"))
_LOOSE_JOINER = re.compile(r"(?:^|(?<=\s))[\u200c\u200d]+|[\u200c\u200d]+(?=\s|$)")
"""Joiners at the edge of a word: within words, Persian and the scripts of India need them."""
_SAME = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc`\u00b4", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"')
    | dict.fromkeys("\u200c\u200d", "")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)
_NAMES = ("@value", "name", "headline")


def tidy_text(text: str) -> str:
    """A text on one line, its entities resolved (twice, as some escape twice), without tags."""
    text = text[:MAX_TEXT]
    for _ in range(3):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = text.encode("utf-8", "ignore").decode("utf-8")
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return " ".join(_LOOSE_JOINER.sub("", text).split())


def texts_of(value: Any, keys: tuple[str, ...] = _NAMES, depth: int = 0) -> list[str]:
    """All texts that a value of JSON-LD stands for; of an object, the first of some keys."""
    if depth > _MAX_DEPTH:
        return []
    if isinstance(value, str):
        return [text] if (text := tidy_text(value)) else []
    if isinstance(value, list):
        return [text for item in value[:_MAX_ITEMS] for text in texts_of(item, keys, depth + 1)]
    if isinstance(value, dict):
        return next((found for k in keys if (found := texts_of(value.get(k), keys, depth + 1))), [])
    return []


def text_of(value: Any, keys: tuple[str, ...] = _NAMES) -> str | None:
    """The first text that a value stands for."""
    return next(iter(texts_of(value, keys)), None)


def objects_of(value: Any) -> Iterator[Any]:
    """A value's items, if it is a list; else itself, if it is anything."""
    if isinstance(value, list):
        for item in value[:_MAX_ITEMS]:
            yield from objects_of(item) if not isinstance(item, list) else ()
    elif value is not None:
        yield value


def comparable(text: str | None) -> str:
    """A text as it is compared: NFKC, one case, one kind of quotes and dashes."""
    plain = unicodedata.normalize("NFKC", text or "").translate(_SAME).casefold()
    return " ".join(plain.replace("''", '"').split())
