"""What `make run` does, in order: start, load the sample, check it, report, stay."""

import time
from collections.abc import Callable
from datetime import datetime

import stamina
from rich.console import Console
from rich.table import Table

from dateline.errors import TerminalError
from dateline.orchestration.machine import PortWish, cores
from dateline.orchestration.sample import BACKFILL_DAG, MARTS_DAG, Days, SampleLoader
from dateline.orchestration.stack import Stack, running_stack
from dateline.orchestration.stop import StopFlag, StopRequestedError
from dateline.settings import Settings, get_settings

SCHEDULED_DAGS = ("ingest_news", "maintain_lake")
DAGS = (BACKFILL_DAG, MARTS_DAG, *SCHEDULED_DAGS)


def load_sample(
    stack: Stack, settings: Settings, days: Days, say: Callable[[str], None]
) -> list[tuple[str, int]]:
    """Load the sample and check it.

    Returns:
        Rows of each table.

    Raises:
        TerminalError: a run failed, or the warehouse does not hold what it should.
    """
    loader = SampleLoader(stack, say)
    was_all_run = loader.load(days, at_once=cores())
    try:
        return _loaded(settings)
    except TerminalError as error:
        if was_all_run:
            raise
        say(f"{error}: running all days again")
    loader.load(days, at_once=cores(), again=True)
    return _loaded(settings)


def _loaded(settings: Settings) -> list[tuple[str, int]]:
    """Check the loaded sample and count its rows."""
    from dateline import pipeline

    return pipeline.loaded(settings)


def start_schedules(stack: Stack) -> None:
    """Unpause the scheduled DAGs that never ran: what somebody pauses later stays paused."""
    for dag_id in SCHEDULED_DAGS:
        if not stack.api.has_runs(dag_id):
            stack.api.unpause(dag_id)


def report(
    console: Console, stack: Stack, settings: Settings, rows: list[tuple[str, int]], seconds: float
) -> None:
    """Print what was loaded and where to look at it."""
    table = Table("table", "rows", title="Loaded and checked")
    table.columns[1].justify = "right"
    for name, count in rows:
        table.add_row(name, f"{count:,}")
    console.print(table)
    lines = {
        "Airflow": f"{stack.url}  (user {stack.user}, password {stack.password})",
        "warehouse": str(settings.warehouse_dir),
        "logs": str(stack.home / "logs"),
        "query": '.venv/bin/dateline sql "select count(*) from core_articles"',
    }
    for name, value in lines.items():
        console.print(f"{name:<10} {value}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"ready after {seconds:.0f} s", highlight=False)


def run(stop: StopFlag, *, once: bool, port: int | None, start: datetime, end: datetime) -> None:
    """Start everything, load the sample, print what there is, stay.

    Args:
        stop: the flag that ends it.
        once: end when the sample is loaded.
        port: port of the UI, no other will do; None for that of the settings.
        start: midnight of the first day to load.
        end: midnight after the last one.

    Raises:
        TerminalError: something is in the way; the message says what to do.
        StopRequestedError: an end was asked for before all was loaded.
    """
    stamina.instrumentation.set_on_retry_hooks([])  # no log lines between the lines of news
    settings, console, days = get_settings(), Console(), Days.between(start, end)
    begun = time.monotonic()
    (settings.root / "inbox").mkdir(parents=True, exist_ok=True)

    def say(line: str) -> None:
        passed = time.monotonic() - begun
        console.print(f"{passed:5.1f} s  {line}", markup=False, highlight=False, soft_wrap=True)

    wish = PortWish(
        port or settings.port, is_explicit=port is not None or "port" in settings.model_fields_set
    )
    with running_stack(settings, port=wish, stop=stop, say=say) as stack:
        say(f"Airflow is up: {stack.url}")
        stack.await_dags(*DAGS)
        rows = load_sample(stack, settings, days, say)
        if not once:
            start_schedules(stack)
        report(console, stack, settings, rows, time.monotonic() - begun)
        if not once:
            _stay(stack, console)
        say("stopping")
    say("stopped")


def _stay(stack: Stack, console: Console) -> None:
    """Wait until somebody asks for the end."""
    console.print("Ctrl-C ends it.")
    try:
        while True:
            stack.pause(3600.0)
    except StopRequestedError:
        return
