"""Knowledge: facts, word lists and rules as CSV files, each row with its source.

`README.md` beside this file says what the columns mean. Nothing here imports a stage.
"""

import csv
import hashlib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one knowledge file, in its order, or of all files of a folder, by their names.

    Args:
        name: name of the file without its ending, such as `countries`, or of the folder.

    Returns:
        Column name to text; an empty cell is an empty string.

    Raises:
        FileNotFoundError: there is neither.
    """
    return tuple(
        row
        for file in table_files(name)
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    )


def table_files(name: str) -> list[Traversable]:
    """The CSV files of a table: the file of this name, or those of the folder of this name."""
    folder = files(__name__).joinpath(name)
    if not folder.is_dir():
        return [files(__name__).joinpath(f"{name}.csv")]
    return sorted(folder.iterdir(), key=lambda file: file.name)


def split(cell: str, separator: str = ";") -> tuple[str, ...]:
    """The values of a cell that holds several."""
    return tuple(part.strip() for part in cell.split(separator) if part.strip())


def word_class(name: str) -> frozenset[str]:
    """The words of one row of `classes.csv`.

    Raises:
        KeyError: there is no such class.
    """
    return {row["class"]: frozenset(split(row["words"])) for row in read_table("classes")}[name]


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Twelve hexadecimal digits over all knowledge files: they change when a rule does."""
    digest = hashlib.sha256()
    for path, content in _contents(files(__name__)):
        if path.endswith((".csv", ".parquet")):
            digest.update(path.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:12]


def _contents(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the files below a folder, by path."""
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_file():
            yield prefix + entry.name, entry.read_bytes()
        elif not entry.name.startswith("__"):
            yield from _contents(entry, f"{prefix}{entry.name}/")
