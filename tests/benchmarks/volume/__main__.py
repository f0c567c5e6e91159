"""`python -m benchmarks.volume FOLDER --articles 1000000 --days 365` (with `tests` on the path)."""

import argparse
import logging
from pathlib import Path

from benchmarks.volume import Volume, build


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the data root to make")
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--lake-days", type=int, default=0, help="days also written to the lake")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    build(Volume(options.folder, options.articles, options.days), options.lake_days)


if __name__ == "__main__":
    main()
