"""What all DAGs share: retries by family of error, pools, timeouts."""

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, Param, RetryAction, RetryRule

WRITER_POOL = "duckdb_writer"
"""One slot: DuckDB has one writer."""

NLP_POOL = "nlp"
"""As many slots as cores: a slot is one process of trafilatura and spaCy."""

FETCH_POOL = "fetch"
"""Bounds memory and connections; politeness needs no pool, processes take turns at a host."""

POOLS = {
    WRITER_POOL: (1, "The single writer of the DuckDB warehouse"),
    FETCH_POOL: (4, "Fetching; one slot for each batch at once"),
    NLP_POOL: (0, "Cleaning and annotation; one slot for each core"),
}
"""Pool to slots and description; 0 slots stands for the number of cores."""

START = datetime(2015, 1, 1, tzinfo=UTC)
"""No DAG has an interval before this day. Backfills may start at any day from it."""

SOURCES_PARAM = Param(
    default=None,
    type=["null", "array"],
    items={"type": "string"},
    title="Sources",
    description="Ask only these sources of include/sources.toml, one id per line. Empty: all. "
    "In the backfill dialog it counts only with 'Override parameters on existing runs' ticked.",
)

_RETRIES = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception="dateline.errors.TerminalError",
            action=RetryAction.FAIL,
            reason="no retry mends it",
        ),
        RetryRule(
            exception="dateline.errors.TransientError",
            action=RetryAction.RETRY,
            retry_delay=timedelta(seconds=30),
            reason="may work when tried again",
        ),
    ],
)

DEFAULT_ARGS: dict[str, Any] = {
    "owner": "dateline",
    "retries": 2,
    "retry_delay": timedelta(seconds=10),
    "retry_policy": _RETRIES,
    "execution_timeout": timedelta(hours=1),
}
