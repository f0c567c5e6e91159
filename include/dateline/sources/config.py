"""The list of sources: a TOML file, checked when it is read."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator

from dateline.errors import RecordError, TerminalError
from dateline.http import http_url


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


class WarcSource(_Source):
    """WARC files. `path` may have glob wildcards, and strftime codes for files of one day."""

    kind: Literal["warc"]
    path: str = Field(min_length=1, description="Location of the files.")


class FolderSource(_Source):
    """A drop folder, searched with its subfolders."""

    kind: Literal["folder"]
    path: str = Field(default="{data}/inbox", min_length=1, description="Location of the folder.")


class FeedSource(_Source):
    """An RSS or Atom feed."""

    kind: Literal["feed"]
    url: str = Field(description="Address of the feed.")

    @field_validator("url")
    @classmethod
    def _absolute(cls, url: str) -> str:
        try:
            http_url(url)
        except RecordError as error:
            raise ValueError(error.reason) from error
        return url


Source = Annotated[WarcSource | FolderSource | FeedSource, Field(discriminator="kind")]

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
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise TerminalError(f"cannot read the list of sources {path}: {error}") from error
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
