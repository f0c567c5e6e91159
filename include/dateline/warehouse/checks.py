"""Data checks: statements that select failing rows, each marked `fail` or `warn`."""

import json
import logging
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

import pyarrow as pa

from dateline.errors import TerminalError
from dateline.outcomes import NOT_REJECTS, Outcome, Stage
from dateline.partition import Interval
from dateline.schemas import Row
from dateline.settings import Settings
from dateline.warehouse.connect import open_warehouse, transaction
from dateline.warehouse.statements import Statements, bounds

log = logging.getLogger(__name__)

Severity = Literal["fail", "warn"]

_AT_ONCE = 10_000

SAMPLE_ROWS = 5
"""How many failing rows of a check are kept."""

_HEADER = re.compile(r"^-- (?P<key>severity|about): (?P<value>.+)$", re.MULTILINE)

_RESULTS = pa.schema(
    {
        "check_name": pa.string(),
        "severity": pa.string(),
        "about": pa.string(),
        "failing_rows": pa.int64(),
        "sample": pa.string(),
    }
)


@dataclass(frozen=True, slots=True)
class Check:
    """One file of `sql/checks`.

    Args:
        name: name of the file without suffix.
        severity: `fail` stops the pipeline before publishing, `warn` does not.
        about: what holds when the check selects nothing.
    """

    name: str
    severity: Severity
    about: str

    @classmethod
    def of(cls, path: Path) -> "Check":
        """Read the header of a check.

        Raises:
            TerminalError: it lacks `-- severity: fail|warn` or `-- about: ...`.
        """
        found = dict(_HEADER.findall(path.read_text(encoding="utf-8")))
        if found.get("severity") not in get_args(Severity) or "about" not in found:
            raise TerminalError(f"{path} lacks `-- severity: fail|warn` or `-- about: ...`")
        return cls(path.stem, cast("Severity", found["severity"]), found["about"])


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found.

    Args:
        check: the check.
        failing_rows: number of rows that it selected.
        sample: the first of them, at most `SAMPLE_ROWS`.
    """

    check: Check
    failing_rows: int
    sample: list[Row]


def checks(folder: Path) -> list[Check]:
    """The checks of `folder/checks`, by name."""
    return [Check.of(path) for path in sorted((folder / "checks").glob("*.sql"))]


def check(settings: Settings, interval: Interval | None = None) -> list[CheckResult]:
    """Run all checks and store what they found in `core_checks`.

    Args:
        settings: the settings.
        interval: look at what this interval brought; None looks at the whole warehouse.

    Returns:
        The results, by name of the check.

    Raises:
        TransientError: another process holds the warehouse.
        TerminalError: checks of severity `fail` selected rows; the message names them.
    """
    with open_warehouse(settings) as con, transaction(con):
        sql = Statements(con, settings.sql)
        sql.run("check/scope_all" if interval is None else "check/scope_interval", bounds(interval))
        sql.run("check/words")
        results = [_run(sql, each) for each in checks(settings.sql)]
        con.register("check_results", _as_arrow(results))
        sql.run("check/store", bounds(interval))
    _require_passed(results)
    return results


def _run(sql: Statements, each: Check) -> CheckResult:
    lists = {
        "outcomes": [str(outcome) for outcome in Outcome],
        "not_rejects": sorted(str(outcome) for outcome in NOT_REJECTS),
        "stages": [str(stage) for stage in Stage],
    }
    started = time.perf_counter()
    sql.run(f"checks/{each.name}", lists)
    columns = [column[0] for column in sql.con.description or ()]
    first = sql.con.fetchmany(SAMPLE_ROWS)
    sample = [dict(zip(columns, row, strict=True)) for row in first]
    failing = len(first)
    while rows := sql.con.fetchmany(_AT_ONCE):
        failing += len(rows)
    log.debug("%s: %d rows, %.2f s", each.name, failing, time.perf_counter() - started)
    return CheckResult(each, failing, sample)


def _as_arrow(results: list[CheckResult]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "check_name": result.check.name,
                "severity": result.check.severity,
                "about": result.check.about,
                "failing_rows": result.failing_rows,
                "sample": json.dumps(result.sample, default=str, ensure_ascii=False),
            }
            for result in results
        ],
        schema=_RESULTS,
    )


def _require_passed(results: list[CheckResult]) -> None:
    failed = [r for r in results if r.failing_rows and r.check.severity == "fail"]
    if failed:
        listed = "; ".join(
            f"{r.check.name} ({r.failing_rows} rows, first {r.sample[0]}; should hold: "
            f"{r.check.about})"
            for r in failed
        )
        raise TerminalError(f"{len(failed)} data checks failed: {listed}")
