"""The recipe: which of trafilatura's modes a page gets, and what follows from what they give.

Measured on public pages (`docs/cleaning.md`): where the page's JSON-LD says that it is an article,
precision mode with what it lost inside the text, or standard mode where that is much; elsewhere
recall mode, which on pages that are no news finds more at the same precision. Where next to nothing
is found, the library's own sequence tries its other extractors.
"""

import re
from dataclasses import dataclass

from lxml.etree import _Element
from lxml.html import HtmlElement

from dateline.clean.extraction.markup import as_lines
from dateline.clean.extraction.merging import merged
from dateline.clean.extraction.modes import Modes, whole
from dateline.clean.parts import Line, Profile, count_words
from dateline.errors import RecordError
from dateline.outcomes import Outcome

_ARTICLE = re.compile(
    r'"@type"\s*:\s*\[?\s*"(?:\w*NewsArticle|Article|BlogPosting|LiveBlogPosting|Report)"'
)
"""Types of schema.org that stand for articles."""
_ENOUGH = 0.9
"""Share of the page's text that leaves nothing worth asking another mode for."""
_LOST = 0.7
"""Share of standard mode's words below which precision mode has lost a part of the article."""
_LITTLE = 0.2
_LITTLE_TEXT = 3000
"""A shorter text that covers less of its page than `_LITTLE` is doubted (as `trafilatura.core`)."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was extracted; `method` and `agreement` as in `Parts`."""

    lines: list[Line]
    method: str
    agreement: float | None = None


def extract(tree: HtmlElement, url: str, profile: Profile) -> Extraction:
    """Extract the article's lines.

    Args:
        tree: the page; it is changed.
        url: where it was fetched.
        profile: what kind of page it is.

    Raises:
        RecordError: `no_text`: the page holds no article.
    """
    is_article = profile == "news" and _says_article(tree)
    try:
        page = Modes(tree, url)
        found = _of_article(page) if is_article else _of_page(page)
        if is_article and not found.lines:
            found = _of_page(page)
    except (AttributeError, TypeError, ImportError):  # the library's parts are not its contract
        found = Extraction(_lines(whole(tree, url)), "standard")
    if not found.lines:
        raise RecordError(Outcome.NO_TEXT, "no article found in the page")
    return found


def _says_article(tree: HtmlElement) -> bool:
    return any(
        "ld+json" in script.get("type", "") and _ARTICLE.search(script.text or "")
        for script in tree.iter("script")
    )


def _of_article(page: Modes) -> Extraction:
    precise = _lines(page.run("precision"))
    if _characters(precise) >= _ENOUGH * page.size:
        return Extraction(precise, "precision")
    standard = _lines(page.run("standard", compare=True))
    method = "standard"
    if _is_little(standard, page):
        standard, method = _lines(page.rescue()), "rescue"
    agreement = _share(count_words(precise), count_words(standard))
    if precise and count_words(precise) >= _LOST * count_words(standard):
        return Extraction(merged(precise, standard), "precision", agreement)
    return Extraction(standard, method, agreement)


def _of_page(page: Modes) -> Extraction:
    found = _lines(page.run("recall"))
    if not _is_little(found, page):
        return Extraction(found, "recall")
    rescued = _lines(page.rescue())
    agreement = _share(count_words(found), count_words(rescued))
    return Extraction(rescued or found, "rescue" if rescued else "recall", agreement)


def _is_little(lines: list[Line], page: Modes) -> bool:
    if not lines or page.is_large:
        return not lines
    return _characters(lines) < min(_LITTLE_TEXT, _LITTLE * page.size)


def _lines(body: _Element) -> list[Line]:
    return list(as_lines(body))


def _characters(lines: list[Line]) -> int:
    return sum(len(line.text) + 1 for line in lines)


def _share(one: int, other: int) -> float:
    """How much of the larger number of words the smaller one is."""
    return round(min(one, other) / max(one, other, 1), 4)
