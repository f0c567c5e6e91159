"""The list of sources: a TOML file, checked when it is read."""

import re
import tomllib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from dateline.errors import RecordError, TerminalError
from dateline.http import http_url

Words = Annotated[tuple[str, ...], Field(strict=False)]
"""A TOML array of strings."""


class _Source(BaseModel):
    """What sources of every kind have."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="Short name, used in paths.")
    name: str = Field(min_length=1, description="Name of the outlet or collection.")
    language: str | None = Field(
        default=None, pattern=r"^[a-z]{2,3}$", description="Main language, ISO 639; informative."
    )
    country: str | None = Field(
        default=None, pattern=r"^[A-Z]{3}$", description="Country of the outlet, ISO 3166 alpha-3."
    )
    enabled: bool = Field(default=True, description="Whether runs ask this source.")
    allow_hosts: Annotated[frozenset[str], Field(strict=False)] = Field(
        default=frozenset(),
        description="Hosts that may have private or loopback addresses; refused otherwise.",
    )
    delay_seconds: float | None = Field(
        default=None, ge=0, strict=False, description="Pause between two requests to one host."
    )
    concurrency: int | None = Field(default=None, ge=1, description="Requests at once to one host.")


class _Filtered(_Source):
    """Collections of many outlets, of which some may be chosen."""

    hosts: Words = Field(
        default=(), description="Hosts to take, their subdomains included; empty for all."
    )
    languages: Words = Field(default=(), description="Languages to take, ISO 639-1; empty for all.")


class WarcSource(_Filtered):
    """WARC files. `path` may have glob wildcards, and strftime codes for files of one day."""

    kind: Literal["warc"]
    path: str = Field(min_length=1, description="Location of the files.")


class CcNewsSource(_Filtered):
    """Common Crawl's news archive, by day."""

    kind: Literal["ccnews"]
    base: str = Field(
        default="https://data.commoncrawl.org/",
        min_length=1,
        description="Where crawl-data/CC-NEWS lies: any fsspec address, such as s3://commoncrawl/.",
    )


class GdeltSource(_Filtered):
    """Article addresses of GDELT 2.0's lists, one for each 15 minutes."""

    kind: Literal["gdelt"]
    base: str = Field(
        default="http://data.gdeltproject.org/gdeltv2/", description="Where the lists lie."
    )
    tables: Annotated[tuple[Literal["events", "mentions", "gkg"], ...], Field(strict=False)] = (
        Field(default=("mentions",), min_length=1, description="Lists to read.")
    )
    translated: bool = Field(
        default=False, description="Read the lists of articles in other languages, too."
    )


class FolderSource(_Source):
    """A drop folder, searched with its subfolders."""

    kind: Literal["folder"]
    path: str = Field(default="{data}/inbox", min_length=1, description="Location of the folder.")


class SiteSource(_Source):
    """An outlet on the web: feeds for what is new, sitemaps for history, a home page."""

    kind: Literal["site"]
    feeds: Words = Field(default=(), description="Addresses of RSS, Atom, RDF or JSON feeds.")
    sitemaps: Words = Field(
        default=(), description="Addresses of sitemaps or sitemap indexes, news sitemaps included."
    )
    home: str | None = Field(
        default=None, description="Address of a page whose links lead to new articles."
    )
    include: Words = Field(
        default=(), description="Regular expressions: an address must match one of them."
    )
    exclude: Words = Field(
        default=(), description="Regular expressions: an address must match none of them."
    )
    poll_minutes: int | None = Field(
        default=None,
        ge=1,
        description="Time between two polls of a feed; by its publishing rhythm if not given.",
    )

    @property
    def listings(self) -> tuple[str, ...]:
        """Addresses of all listings: feeds, sitemaps, home page."""
        return (*self.feeds, *self.sitemaps, *((self.home,) if self.home else ()))

    def wants(self, url: str) -> bool:
        """Whether the patterns leave an address in."""
        return (
            not self.include or any(re.search(pattern, url) for pattern in self.include)
        ) and not any(re.search(pattern, url) for pattern in self.exclude)

    @field_validator("feeds", "sitemaps")
    @classmethod
    def _absolute(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        for url in urls:
            _require_address(url)
        return urls

    @field_validator("home")
    @classmethod
    def _absolute_home(cls, url: str | None) -> str | None:
        if url is not None:
            _require_address(url)
        return url

    @field_validator("include", "exclude")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"not a regular expression: {pattern!r}: {error}") from error
        return patterns

    @model_validator(mode="after")
    def _lists_something(self) -> Self:
        if not (self.feeds or self.sitemaps or self.home):
            raise ValueError("a site needs one of feeds, sitemaps, home")
        return self


def _require_address(url: str) -> None:
    try:
        http_url(url)
    except RecordError as error:
        raise ValueError(error.reason) from error


Source = Annotated[
    SiteSource | WarcSource | CcNewsSource | GdeltSource | FolderSource,
    Field(discriminator="kind"),
]

KINDS = ("site", "gdelt", "ccnews", "warc", "folder")
"""Kinds of source, all of them."""

_ADAPTER: TypeAdapter[Source] = TypeAdapter(Source)


def load_sources(path: Path) -> list[Source]:
    """Read the list of sources.

    Args:
        path: a TOML file of `[[source]]` tables.

    Raises:
        TerminalError: the file cannot be read, or an entry is wrong; the message names the file,
            the source and the field, for all that is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TerminalError(f"cannot read the list of sources {path}: {error}") from error
    return parse_sources(text, path)


def parse_sources(text: str, path: Path) -> list[Source]:
    """The sources that a TOML text lists; see `load_sources`.

    Args:
        text: the text.
        path: the file it is from, for messages.

    Raises:
        TerminalError: as `load_sources`.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TerminalError(f"{path} is not TOML: {error}") from error
    entries = content.pop("source", [])
    if content or not isinstance(entries, list):
        wrong = ", ".join(sorted(content)) or "source"
        raise TerminalError(f"{path}: {wrong}: the file holds [[source]] tables only")
    sources, faults = _validated(entries)
    if faults:
        raise TerminalError("\n".join(f"{path}: {fault}" for fault in faults))
    return sources


def select_sources(
    sources: Sequence[Source], kinds: Collection[str] = (), ids: Collection[str] = ()
) -> list[Source]:
    """The sources of some kinds and with some ids, enabled or not, in the order given.

    Args:
        sources: the sources.
        kinds: kinds of source; empty for all.
        ids: ids of sources; empty for all.

    Raises:
        TerminalError: a kind or a source is unknown.
    """
    if unknown := set(kinds) - set(KINDS):
        raise TerminalError(f"no such kind of source: {', '.join(sorted(unknown))}")
    if unknown := set(ids) - {source.id for source in sources}:
        raise TerminalError(f"no such source: {', '.join(sorted(unknown))}")
    return [s for s in sources if (not kinds or s.kind in kinds) and (not ids or s.id in ids)]


def _validated(entries: list[Any]) -> tuple[list[Source], list[str]]:
    sources: list[Source] = []
    faults: list[str] = []
    for number, entry in enumerate(entries, 1):
        try:
            source = _ADAPTER.validate_python(entry)
        except ValidationError as error:
            faults.extend(_messages(number, entry, error))
            continue
        if any(source.id == other.id for other in sources):
            faults.append(f"source {source.id}: id: used by two sources")
        sources.append(source)
    return sources, faults


def _messages(number: int, entry: Any, error: ValidationError) -> list[str]:
    name = entry.get("id") if isinstance(entry, dict) else None
    return [
        f"source {name or f'number {number}'}: {_field(fault['loc'])}: {fault['msg']}"
        for fault in error.errors(include_url=False)
    ]


def _field(location: tuple[int | str, ...]) -> str:
    """The field's name; pydantic puts the kind of the source before it."""
    return ".".join(str(part) for part in location[1:]) or "kind"
