"""The list of sources: a TOML file, checked when it is read."""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from dateline.cleaning import DEFAULT, Cleaning
from dateline.errors import TerminalError
from dateline.sources import values
from dateline.sources.complaints import complaints

_Item = TypeVar("_Item")
_Array = Annotated[tuple[_Item, ...], Field(strict=False)]
_Address = Annotated[str, AfterValidator(values.address)]
_Host = Annotated[str, AfterValidator(values.host)]
_Pattern = Annotated[str, AfterValidator(values.pattern)]


class _Source(BaseModel):
    """What sources of every kind have."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="Short name, used in paths.")
    name: str = Field(min_length=1, description="Name of the outlet or collection.")
    language: Annotated[str, AfterValidator(values.language)] | None = Field(
        default=None, description="Main language, ISO 639; informative."
    )
    country: Annotated[str, AfterValidator(values.country)] | None = Field(
        default=None, description="Country of the outlet, ISO 3166-1 alpha-3."
    )
    clean: Cleaning = Field(
        default=DEFAULT, description="How its pages are cleaned: a table `[source.clean]`."
    )
    enabled: bool = Field(default=True, description="Whether runs ask this source.")
    allow_hosts: Annotated[frozenset[_Host], Field(strict=False)] = Field(
        default=frozenset(),
        description="Hosts that may have private or loopback addresses; refused otherwise.",
    )
    delay_seconds: float | None = Field(
        default=None,
        ge=0,
        allow_inf_nan=False,
        description="Pause between two requests to one host.",
    )
    concurrency: int | None = Field(default=None, ge=1, description="Requests at once to one host.")


class _Filtered(_Source):
    """Collections of many outlets, of which some may be chosen."""

    hosts: _Array[_Host] = Field(
        default=(), description="Hosts to take, their subdomains included; empty for all."
    )
    languages: _Array[Annotated[str, AfterValidator(values.short_language)]] = Field(
        default=(), description="Languages to take, ISO 639-1; empty for all."
    )


class WarcSource(_Filtered):
    """WARC files. `path` may have glob wildcards, and strftime codes for files of one day."""

    kind: Literal["warc"]
    path: str = Field(min_length=1, description="Location of the files.")


class CcNewsSource(_Filtered):
    """Common Crawl's news archive, by day."""

    kind: Literal["ccnews"]
    base: Annotated[str, Field(min_length=1), AfterValidator(values.location)] = Field(
        default="https://data.commoncrawl.org/",
        description="Where crawl-data/CC-NEWS lies: any fsspec address, such as s3://commoncrawl/.",
    )


class GdeltSource(_Filtered):
    """Article addresses of GDELT 2.0's lists, one for each 15 minutes."""

    kind: Literal["gdelt"]
    base: Annotated[str, AfterValidator(values.folder_address)] = Field(
        default="http://data.gdeltproject.org/gdeltv2/", description="Where the lists lie."
    )
    tables: _Array[Literal["events", "mentions", "gkg"]] = Field(
        default=("mentions",), min_length=1, description="Lists to read."
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
    feeds: _Array[_Address] = Field(
        default=(), description="Addresses of RSS, Atom, RDF or JSON feeds."
    )
    sitemaps: _Array[_Address] = Field(
        default=(), description="Addresses of sitemaps or sitemap indexes, news sitemaps included."
    )
    home: _Address | None = Field(
        default=None, description="Address of a page whose links lead to new articles."
    )
    include: _Array[_Pattern] = Field(
        default=(), description="Regular expressions: an address must match one of them."
    )
    exclude: _Array[_Pattern] = Field(
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

    @model_validator(mode="after")
    def _lists_something_once(self) -> Self:
        if not self.listings:
            raise ValueError("feeds, sitemaps, home: a site needs one of them")
        counts = Counter(map(values.same_address, self.listings))
        if twice := [url for url, count in counts.items() if count > 1]:
            raise ValueError(f"feeds, sitemaps, home: listed twice: {', '.join(twice)}")
        return self


Source = Annotated[
    SiteSource | WarcSource | CcNewsSource | GdeltSource | FolderSource,
    Field(discriminator="kind"),
]

KINDS = ("site", "gdelt", "ccnews", "warc", "folder")
"""Kinds of source, all of them."""

_ADAPTER: TypeAdapter[Source] = TypeAdapter(Source)

_KEYS = {
    get_args(model.model_fields["kind"].annotation)[0]: list(model.model_fields)
    for model in (SiteSource, GdeltSource, CcNewsSource, WarcSource, FolderSource)
}

_TABLES = {"clean": list(Cleaning.model_fields)}


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


def make_source(entry: Any) -> Source:
    """The source that an entry describes.

    Args:
        entry: keys and values of the entry.

    Raises:
        TerminalError: the entry is wrong; a line for each fault, `key: what is wrong`.
    """
    try:
        return _ADAPTER.validate_python(entry)
    except ValidationError as error:
        raise TerminalError("\n".join(complaints(entry, error, _KEYS, _TABLES))) from error


def _validated(entries: list[Any]) -> tuple[list[Source], list[str]]:
    sources: list[Source] = []
    faults: list[str] = []
    for number, entry in enumerate(entries, 1):
        try:
            source = make_source(entry)
        except TerminalError as error:
            name = entry.get("id") if isinstance(entry, dict) else None
            title = f"source {name or f'number {number}'}"
            faults += [f"{title}: {fault}" for fault in str(error).split("\n")]
            continue
        if any(source.id == other.id for other in sources):
            faults.append(f"source {source.id}: id: used by two sources")
        sources.append(source)
    return sources, faults
