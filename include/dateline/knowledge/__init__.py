"""Knowledge: facts, word lists and rules as CSV files, each row with its source.

`README.md` beside this file says what the columns mean. Nothing here imports a stage.
"""

import csv
import hashlib
from functools import cache, lru_cache
from importlib.resources import files


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one knowledge file, in its order.

    Args:
        name: name of the file without its ending, such as `countries`.

    Returns:
        Column name to text; an empty cell is an empty string.

    Raises:
        FileNotFoundError: there is no such file.
    """
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


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
    for entry in sorted(files(__name__).iterdir(), key=lambda e: e.name):
        if entry.name.endswith((".csv", ".parquet")):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
