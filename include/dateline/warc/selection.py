"""Choosing records before they are parsed: by interval, host and language."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Self

from dateline.outcomes import Outcome
from dateline.partition import Interval

OPENING = 16 << 10
"""Bytes of a page that are searched for its language: its head, as a rule."""

_AUTHORITY = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:]*)")
_HTML = re.compile(rb"<html\b[^>]{0,500}?\s(?:xml:)?lang\s*=\s*[\"']?\s*([a-z]{2,12})")
_TOP = 2 << 10  # bytes in which <html> stands
_NAMES = (b"og:locale", b"Content-Language", b"content-language")
_TAG = 500  # bytes of a tag, on either side
_TELLS = re.compile(rb"og:locale[\"'\s]|content-language")
_CONTENT = re.compile(rb"\bcontent\s*=\s*[\"']?\s*([a-z]{2,12})")
_CODE = re.compile(r"[a-z]{2}(?![a-z])")

# Deprecated codes and their preferred values, and the macrolanguage of two written standards:
# IANA language subtag registry, https://www.iana.org/assignments/language-subtag-registry
_SAME = {"iw": "he", "in": "id", "ji": "yi", "mo": "ro", "nb": "no", "nn": "no"}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records are wanted; as made without arguments, all.

    Args:
        interval: of the WARC-Date.
        hosts: in lower case; their subdomains are wanted, too. Empty for all.
        languages: ISO 639-1. Empty for all; a page that does not tell its language is wanted.
    """

    interval: Interval | None = None
    hosts: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        interval: Interval | None = None,
        hosts: Iterable[str] = (),
        languages: Iterable[str] = (),
    ) -> Self:
        """A selection of hosts and languages as people write them."""
        return cls(
            interval,
            frozenset(host.strip().strip(".").lower() for host in hosts),
            frozenset(filter(None, map(_code, languages))),
        )

    def judge_head(self, url: str, captured_at: datetime | None) -> Outcome:
        """`ok`, or why a record is left out, by its address and date.

        A record without a date is not left out for that.
        """
        if captured_at and self.interval and captured_at not in self.interval:
            return Outcome.OUTSIDE_INTERVAL
        if self.hosts and not self._has_host(url):
            return Outcome.FILTERED
        return Outcome.OK

    def judge_page(self, content_language: str, opening: bytes) -> Outcome:
        """`ok`, or `filtered` when all that a page says of its language speaks against it.

        Args:
            content_language: the HTTP header, empty if there is none.
            opening: the first bytes of the page, decoded; as many as `OPENING` serve.
        """
        unwanted = False
        for language in _languages(content_language, opening):
            if language in self.languages:
                return Outcome.OK
            unwanted = True
        return Outcome.FILTERED if unwanted else Outcome.OK

    def _has_host(self, url: str) -> bool:
        found = _AUTHORITY.match(url)
        host = found[1].rstrip(".").lower() if found else ""
        while host:
            if host in self.hosts:
                return True
            host = host.partition(".")[2]
        return False


EVERYTHING = Selection()


def _languages(content_language: str, opening: bytes) -> Iterator[str]:
    """ISO 639-1 codes of what a page says of its language, what is cheap to find first."""
    if content_language:
        yield from filter(None, map(_code, content_language[:100].split(",")))
    if (found := _HTML.search(opening[:_TOP].lower())) and (code := _code(found[1].decode())):
        yield code
    for name in _NAMES:
        if (at := opening.find(name)) >= 0 and (code := _code(_content_of_tag(opening, at))):
            yield code


def _content_of_tag(page: bytes, at: int) -> str:
    """The language that the `content` of a meta element begins with, whose name stands at `at`."""
    start = page.rfind(b"<", max(0, at - _TAG), at)
    tag = page[start : page.find(b">", at, at + _TAG)].lower()
    found = _TELLS.search(tag) and _CONTENT.search(tag)
    return found[1].decode() if found else ""


@lru_cache(maxsize=1024)
def _code(tag: str) -> str | None:
    """The two-letter code that a language tag or locale begins with; None for any other."""
    found = _CODE.match(tag.strip().lower())
    return _SAME.get(found[0], found[0]) if found else None
