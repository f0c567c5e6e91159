"""What the parts of cleaning hand to one another, whatever was read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Profile = Literal["news", "generic"]
"""Which line rules apply to an article."""

MAX_DROPPED = 0.4
"""Share of an article's words that rules may drop before they are doubted."""

LineKind = Literal["paragraph", "heading", "item", "quote", "code", "row"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an article: a paragraph, a heading, an item of a list, a row of a table.

    Args:
        text: without outer blanks, not empty, no line break in it.
        kind: what it was in the page; text that came without markup is a paragraph.
        link_share: share of its characters that stand in links, 0 to 1.
    """

    text: str
    kind: LineKind = "paragraph"
    link_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a page states it.

    Args:
        at: in UTC.
        precision: `second`, or `day` where no time of day is given.
        zone: the zone that it was stated with, `+02:00` (`+00:00` for `Z`); None where none was.
    """

    at: datetime
    precision: Literal["second", "day"]
    zone: str | None = None


@dataclass(slots=True)
class Metadata:
    """What is known about an article, besides its text.

    Args:
        title: headline, without the site's name.
        authors: persons.
        author_organizations: desks, agencies and outlets that a byline names.
        published: when it was published.
        modified: when it was last changed, if that is stated.
        site_name: name of the outlet.
        section: section of the outlet.
        tags: keywords, in the page's order, none twice.
        language: what the page says of its language, ISO 639-1.
        image_url: absolute address of the lead image.
        is_paywalled: what the page says; None where it says nothing.
        is_news: whether the page says that it is an article of news; None where it says nothing.
        text: the text of the article, where the page states it beside what it shows.
        sources: name of a field to what it was taken from, such as `title` to `json-ld+h1`.
    """

    title: str | None = None
    authors: list[str] = field(default_factory=list)
    author_organizations: list[str] = field(default_factory=list)
    published: Moment | None = None
    modified: Moment | None = None
    site_name: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    language: str | None = None
    image_url: str | None = None
    is_paywalled: bool | None = None
    is_news: bool | None = None
    text: str | None = None
    sources: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Parts:
    """Parts of one article before the line rules.

    Args:
        lines: in reading order.
        canonical_url: the address it is known under.
        metadata: what is known about it.
        method: how the text was got: `precision`, `standard`, …; `given` where it came as text.
        agreement: share of words on which two extractors agree, 0 to 1; None where one was asked.
        profile: which line rules suit it.
    """

    lines: list[Line]
    canonical_url: str
    metadata: Metadata
    method: str = "given"
    agreement: float | None = None
    profile: Profile = "news"


@dataclass(slots=True)
class Tidied:
    """What the line rules make of an article's lines. Each line that came in stays or is dropped.

    Args:
        lines: lines that stay; of the first one, the dateline is cut off.
        places: the place of each of them among the lines that came in, from 0.
        dropped: `{"rule", "text", "line"}` of each line that a rule dropped, those that went to
            the credits included; `line` is its place.
        credits: who reported, edited, took pictures, or published first, as printed.
        dateline: as printed, without the dash: `ANKARA, Turkey (AP)`; None where there is none.
        dateline_place: its place: `ANKARA, Turkey`.
        agency: name of the news agency that the text is from, by dateline, credits or byline.
        overrun: whether the rules would have dropped more than they may (`MAX_DROPPED`).
    """

    lines: list[Line]
    places: list[int]
    dropped: list[dict[str, str | int]] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    dateline: str | None = None
    dateline_place: str | None = None
    agency: str | None = None
    overrun: bool = False


def count_words(lines: Iterable[Line]) -> int:
    """Blank-separated words of some lines."""
    return sum(len(line.text.split()) for line in lines)


def as_text(lines: Sequence[Line]) -> str:
    """The article's text: one line for each."""
    return "\n".join(line.text for line in lines)
