"""`python -m dateline.guides [--check] [--data ROOT]`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dateline.errors import DatelineError
from dateline.guides.pages import DOCUMENTS, pages, run_sample
from dateline.settings import Settings
from dateline.warehouse.catalogue import differing


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or compare them.

    Returns:
        Exit status: 1 when `--check` finds a difference or something fails, otherwise 0.
    """
    parser = argparse.ArgumentParser(prog="python -m dateline.guides", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; 1 on a difference")
    parser.add_argument("--data", help="data root of a run of the sample; none runs it")
    parser.add_argument("--out", type=Path, default=DOCUMENTS, help="folder of the pages")
    options = parser.parse_args(arguments)
    try:
        made = _made(options.data)
    except DatelineError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return compare(made, options.out) if options.check else _write(made, options.out)


def _made(data: str | None) -> dict[str, str]:
    if data:
        return pages(Settings(data=data, warehouse=""))
    with tempfile.TemporaryDirectory(prefix="dateline-sample-") as name:
        folder = Path(name)
        settings = Settings(data=str(folder / "data"), warehouse="", home=folder / "home")
        run_sample(settings)
        return pages(settings)


def _write(made: dict[str, str], folder: Path) -> int:
    for name, text in made.items():
        part = folder / f"{name}.part"
        part.write_text(text, encoding="utf-8")
        part.replace(folder / name)
    return 0


def compare(made: dict[str, str], folder: Path) -> int:
    """Tell the first difference of each page to the standard error.

    Args:
        made: name of each page to its text.
        folder: where the pages are.

    Returns:
        1 if a page differs or is not there, otherwise 0.
    """
    differ = 0
    for name, text in made.items():
        path = folder / name
        there = path.read_text(encoding="utf-8") if path.exists() else ""
        if difference := differing(there, text):
            sys.stderr.write(f"{path} is not what the sample gives, {difference}\n")
            differ = 1
    return differ


if __name__ == "__main__":
    sys.exit(main())
