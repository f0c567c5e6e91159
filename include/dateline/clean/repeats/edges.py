"""Lines at the two ends of an article, and the keys that they are compared by."""

import unicodedata
from collections.abc import Sequence
from hashlib import blake2b

from dateline.clean.article import Draft

HEAD, TAIL = 3, 8
"""How many lines at either end may be boilerplate. What a site puts before its text is a label and
a line or two; after it come pitches, notes on the author and the outlet, and labels: more lines."""


def edge_keys(drafted: Draft) -> list[int]:
    """Keys of an article's first and last lines, before lines that its source repeats are dropped.

    Returns:
        In reading order: all lines of an article that has no more than `HEAD` + `TAIL`, else the
        first `HEAD` and the last `TAIL`. So the distance of each from its end can be told.
    """
    texts = [line.text for line in drafted.tidied.lines]
    if len(texts) > HEAD + TAIL:
        texts = texts[:HEAD] + texts[-TAIL:]
    return [line_key(text) for text in texts]


def ends(keys: Sequence[int]) -> tuple[list[int], list[int]]:
    """The keys of either end, from the outermost line inwards.

    Args:
        keys: as `edge_keys` gives them.
    """
    return list(keys[:HEAD]), list(reversed(keys[-TAIL:]))


def line_key(text: str) -> int:
    """A line's key: 64 bits, signed, the same on every machine.

    Lines that differ only in letter case, blanks or compatibility forms (NFKC) have the same key.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    digest = blake2b(plain.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
