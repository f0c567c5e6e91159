"""The page of the data checks: `docs/checks.md`, made from the headers of `sql/checks`.

`python -m dateline.warehouse.check_docs` writes it; with `--check` it only compares.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from dateline.settings import PROJECT
from dateline.warehouse.checks import SAMPLE_ROWS, Check, checks

DOCUMENT = PROJECT / "docs" / "checks.md"

_HEAD = f"""\
# Data checks

Made from the headers of `sql/checks` by `python -m dateline.warehouse.check_docs`. Do not edit this
page.

A check is a statement that selects failing rows: nothing when all is well. All run when an interval
was loaded, before anything is published, on what the interval brought: tables `checked_*`, which
`sql/check/scope_interval.sql` makes of the rows of `core_*`. Marts are built after that, so a check
of marts looks at the days of the interval and the week before it. Without an interval,
`dateline.warehouse.check(settings)` looks at the whole warehouse.

- A check of severity `fail` stops the run and keeps the warehouse from being published, until the
  interval was run again and the check selects nothing. Readers keep the copy that they have.
- One of severity `warn` is told only.

What each found is in `core_checks`, one row per check and interval with the first {SAMPLE_ROWS}
failing rows as JSON; it is replaced when the interval is checked again. What the checks mean is in
`dim_checks`. Where each stands:

```sh
dateline sql --query check_results                    # failing ones first
dateline sql --query check_results --param severity=fail
```

## A source against its own history

Two checks compare an interval with those before it, and warn: `volume_anomalies` counts articles,
`quality_anomalies` looks at the share of documents that were rejected and of articles without a
date, at events per article and at the median length. Both take, for each source and for all
together, the median of at least 14 earlier intervals of the same kind, give or take four times
1.4826 times their median absolute deviation, or four times the standard deviation that counting
itself has, if that is more; counts and shares are compared on scales on which that deviation does
not depend on the size (Anscombe 1948). A failing row tells the range that was expected. So

- a source that usually has three articles a day cannot be missed on one day: none is no surprise.
  From seven on, it is;
- weekends are compared with weekends, hours with the same hour; from the fourteenth week on, a
  weekday with itself;
- nothing is said of a source that was not asked, is switched off, could not show the interval, or
  never gave anything;
- after a lasting change both warn until half of the intervals that they look back to are of the
  new kind. `volume_anomalies` looks back 120 days, `quality_anomalies` 30.

## Another check

Put a file into `sql/checks`: `-- severity: fail` or `warn`, `-- about:` what holds when it selects
nothing, and a statement on `checked_*` tables with a total order. Add a case in
`tests/sql/cases/checks`, and make this page again.

## All checks
"""


def page(folder: Path) -> str:
    """The page, in Markdown.

    Args:
        folder: folder of the SQL files.
    """
    known = sorted(checks(folder), key=lambda check: (check.severity, check.name))
    lines = ["| Check | Severity | What holds |", "| --- | --- | --- |"]
    return "\n".join([_HEAD, *lines, *(_line(check) for check in known), ""])


def _line(check: Check) -> str:
    about = check.about.replace("|", "\\|")
    return f"| [`{check.name}`](../sql/checks/{check.name}.sql) | {check.severity} | {about} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or compare it.

    Returns:
        Exit status: 1 when `--check` finds a difference, otherwise 0.
    """
    parser = argparse.ArgumentParser(description="Make the page of the data checks.")
    parser.add_argument("--check", action="store_true", help="compare only; 1 on a difference")
    parser.add_argument("--sql", type=Path, default=PROJECT / "sql", help="folder of SQL files")
    parser.add_argument("--out", type=Path, default=DOCUMENT, help="the page")
    options = parser.parse_args(arguments)
    text = page(options.sql)
    if not options.check:
        options.out.write_text(text, encoding="utf-8")
        return 0
    there = options.out.read_text(encoding="utf-8") if options.out.exists() else ""
    if there == text:
        return 0
    sys.stderr.write(f"{options.out} is not what the checks say: run this without --check\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
