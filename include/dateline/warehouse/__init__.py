"""The warehouse: DuckDB tables loaded from the lake by interval, checked, and published."""

from dateline.warehouse.checks import CheckResult, check
from dateline.warehouse.connect import open_published, open_warehouse
from dateline.warehouse.fingerprint import fingerprint
from dateline.warehouse.load import load
from dateline.warehouse.marts import build_marts
from dateline.warehouse.publish import publish
from dateline.warehouse.query import (
    query,
    render,
    run_saved,
    saved_queries,
    status,
    table_counts,
)
from dateline.warehouse.vacuum import vacuum

__all__ = [
    "CheckResult",
    "build_marts",
    "check",
    "fingerprint",
    "load",
    "open_published",
    "open_warehouse",
    "publish",
    "query",
    "render",
    "run_saved",
    "saved_queries",
    "status",
    "table_counts",
    "vacuum",
]
