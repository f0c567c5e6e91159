"""What finds copies of an article and lines that repeat, without keeping its text twice."""

import hashlib
from collections.abc import Sequence

from dateline.clean.article import Draft
from dateline.clean.copies.sketches import sketch
from dateline.clean.repeats.edges import edge_keys
from dateline.clean.repeats.marks import pitches
from dateline.schemas import FINGERPRINTS, Row

_SIMPLE = str.maketrans({"\u0130": "i", "\u03a3": "\u03c3"})
# The two letters where str.lower looks at more than the letter: dotted I, sigma.


def fingerprint(rows: Sequence[Row], drafts: Sequence[Draft]) -> list[Row]:
    """Fingerprints of articles.

    Args:
        rows: finished rows of `schemas.ARTICLES`.
        drafts: their drafts.

    Returns:
        Rows of `schemas.FINGERPRINTS`; `bands` is null where a text is too short to be sketched.
    """
    sketched = sketch([row["text"] for row in rows])
    return [
        {name: row[name] for name in FINGERPRINTS.schema.names if name in row}
        | {
            "site": drafted.site,
            "text_md5": text_key(row["text"]),
            "bands": bands,
            "edge_lines": edge_keys(drafted),
            "pitch_lines": [key for _, key in pitches(drafted)],
        }
        for row, drafted, bands in zip(rows, drafts, sketched, strict=True)
    ]


def text_key(text: str) -> str:
    """What equal texts have in common: MD5 of the text in lower case, lines joined by blanks.

    The same as `md5(lower(replace("text", chr(10), ' ')))` gives in DuckDB, whose `lower` goes
    character by character.
    """
    folded = text.replace("\n", " ").translate(_SIMPLE).lower()
    return hashlib.md5(folded.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
