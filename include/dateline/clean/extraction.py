"""The article's lines, from the tree of its page."""

from dataclasses import dataclass

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document

from dateline.clean.parts import Line, Profile
from dateline.errors import RecordError
from dateline.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was extracted; `method` and `agreement` as in `Parts`."""

    lines: list[Line]
    method: str
    agreement: float | None = None


def extract(tree: HtmlElement, url: str, profile: Profile) -> Extraction:
    """Extract the article's lines.

    Args:
        tree: the page; it may be changed.
        url: where it was fetched.
        profile: what kind of page it is.

    Raises:
        RecordError: `no_text`: the page holds no article.
    """
    found = trafilatura.bare_extraction(tree, url=url, include_comments=False, with_metadata=False)
    if not isinstance(found, Document) or not found.text:
        raise RecordError(Outcome.NO_TEXT, "no article found in the page")
    lines = [Line(line) for raw in found.text.splitlines() if (line := raw.strip())]
    return Extraction(lines, "standard")
