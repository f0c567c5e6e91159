"""Addresses of files that mean the same in every checkout.

A location is a path relative to the folder of the list of sources, a path under the data root
(`{data}/inbox`), or any absolute path or fsspec address. Documents carry locations, not absolute
paths, so that their ids do not change when the project moves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from gzip import GzipFile
from typing import IO, cast

from upath import UPath

from dateline.remote import storage_options
from dateline.settings import Settings

_DATA = "{data}"


def resolve(location: str, settings: Settings) -> UPath:
    """The file or folder that a location names."""
    if location == _DATA or location.startswith(f"{_DATA}/"):
        return settings.root / location.removeprefix(_DATA).lstrip("/")
    if "://" in location or location.startswith("/"):
        path: UPath = UPath(location, **storage_options(location, settings))
        return path
    return UPath(settings.sources.parent) / location


def location_of(path: UPath, settings: Settings) -> str:
    """The location that names a path; the inverse of `resolve`."""
    for root, prefix in ((settings.root, f"{_DATA}/"), (UPath(settings.sources.parent), "")):
        if path.protocol == root.protocol and path.is_relative_to(root):
            return prefix + path.relative_to(root).as_posix()
    return str(path)


@contextmanager
def open_unpacked(path: UPath) -> Iterator[IO[bytes]]:
    """Open a file for reading, through gzip where its name ends in `.gz`."""
    with path.open("rb") as stream:
        if path.name.lower().endswith(".gz"):
            with GzipFile(fileobj=stream) as unpacked:
                yield cast("IO[bytes]", unpacked)
        else:
            yield stream
