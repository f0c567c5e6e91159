"""Trafilatura's modes over one page: what they have in common is done once.

The stages are those of `trafilatura.core.trafilatura_sequence` (2.3.1, Apache-2.0). Three things
differ: the tree is cleaned and converted once for all modes; the comparison with readability is
left out where it could not change anything, as its text would have to be twice as long; and the
retries for pages with little text are left to the library, as is all if its parts do not fit.
"""

from copy import copy
from functools import lru_cache
from typing import Literal

import trafilatura
from lxml.etree import _Element
from lxml.html import HtmlElement
from trafilatura import core, external, htmlprocessing, main_extractor, xpaths
from trafilatura.settings import Document, Extractor

from dateline.clean.extraction.markup import mark_links
from dateline.clean.extraction.trees import (
    drop_furniture,
    keep_first_lines,
    unfold_layout_tables,
)

Mode = Literal["precision", "standard", "recall"]

_SHORT = 250
"""Characters below which trafilatura tries its other extractors (`MIN_EXTRACTED_SIZE`)."""
_LARGE = 6_000
"""Elements of a page above which no extractor of another kind is asked: justext takes time by the
square of the paragraphs, and pages of that size have text enough."""
_READABILITY_GAIN = 2
"""How many times longer readability's text must be to be preferred (`_prefer_readability`)."""


class Modes:
    """One page, and what the modes make of it."""

    def __init__(self, tree: HtmlElement, url: str) -> None:
        """Prepare a page.

        Args:
            tree: the page; it is changed.
            url: where it was fetched.
        """
        self._url = url or None
        self.is_forum = core._forum_thread_page(tree)  # noqa: SLF001 -- pinned by a test
        drop_furniture(tree, comments=self.is_forum)
        unfold_layout_tables(tree)
        keep_first_lines(tree)
        self._tree = tree
        self.is_large = sum(1 for _ in tree.iter()) > _LARGE
        self._converted = self._prepared(_options("standard", self._url))
        self._is_bare = self._converted.find(".//p") is None  # recall mode then cleans less
        self.size = _size(self._converted)

    def run(self, mode: Mode, *, compare: bool = False) -> _Element:
        """The body that a mode extracts, in TEI elements; empty if it finds nothing.

        Args:
            mode: the mode.
            compare: whether extractors of other kinds are asked where they could do better.
        """
        options = _options(mode, self._url)
        tree = (
            self._prepared(options) if mode == "recall" and self._is_bare else copy(self._converted)
        )
        if mode == "precision" and not self.is_forum:
            tree = htmlprocessing.prune_unwanted_nodes(tree, xpaths.REMOVE_COMMENTS_XPATH)
        body, text = main_extractor.extract_content(tree, options)
        if compare and not self.is_large and self._may_be_bettered(body, text):
            cleaned = htmlprocessing.tree_cleaning(copy(self._tree), options)
            raw = copy(self._tree)
            body, text = external.compare_extraction(cleaned, raw, body, text, options)
        return body

    def rescue(self) -> _Element:
        """The body that the library's own sequence extracts, with its retries for short texts."""
        mark_links(self._tree)
        return whole(self._tree, self._url, fast=self.is_large)

    def _prepared(self, options: Extractor) -> HtmlElement:
        cleaned = htmlprocessing.tree_cleaning(copy(self._tree), options)
        mark_links(cleaned)
        return htmlprocessing.convert_tags(cleaned, options, self._url)

    def _may_be_bettered(self, body: _Element, text: str) -> bool:
        """Whether an extractor of another kind could give a text that is preferred."""
        if len(text) < _SHORT or _READABILITY_GAIN * len(text) < self.size:
            return True
        tables = sum(1 for _ in body.iter("table"))
        paragraphs = [part for part in body.iter("p") if any(part.itertext())]
        return not paragraphs or tables > len(paragraphs)


def whole(tree: HtmlElement, url: str | None, *, fast: bool = False) -> _Element:
    """The body that the library's own sequence extracts in its standard mode.

    Args:
        tree: the page; it is changed.
        url: where it was fetched.
        fast: whether the extractors of other kinds are left out.
    """
    options = _options("standard", url)
    options.fast = fast
    found = trafilatura.bare_extraction(tree, options=options)
    return (found if isinstance(found, Document) else Document()).body


@lru_cache(maxsize=8)
def _defaults(mode: Mode) -> Extractor:
    return Extractor(
        output_format="python",
        comments=False,
        precision=mode == "precision",
        recall=mode == "recall",
    )


def _options(mode: Mode, url: str | None) -> Extractor:
    options = copy(_defaults(mode))
    options.url = options.source = url
    return options


def _size(tree: HtmlElement) -> int:
    return len(" ".join(tree.text_content().split()))
