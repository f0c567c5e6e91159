"""Loading the bundled sample archive by an Airflow backfill, and waiting for all it sets off."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from dateline.errors import TerminalError
from dateline.orchestration.airflow_api import Run, TaskTry
from dateline.orchestration.stack import Stack

BACKFILL_DAG = "backfill_archive"
MARTS_DAG = "build_marts"
SAMPLE_SOURCE = "sample"
LOG_TAIL_LINES = 30
POLL_SECONDS = 1.0
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """Whole days in UTC.

    Args:
        start: midnight of the first day.
        end: midnight after the last day.
    """

    start: datetime
    end: datetime

    @classmethod
    def between(cls, start: datetime, end: datetime) -> "Days":
        """The days from `start` up to, not including, `end`.

        Raises:
            TerminalError: they are not midnights, or no day lies between them.
        """
        start, end = (moment.replace(tzinfo=moment.tzinfo or UTC) for moment in (start, end))
        if (end - start) < DAY or (end - start) % DAY or start.hour or start.minute:
            raise TerminalError(f"not whole days: {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}")
        return cls(start, end)

    @property
    def first(self) -> datetime:
        """Logical date of the first daily run."""
        return self.start

    @property
    def last(self) -> datetime:
        """Logical date of the last daily run."""
        return self.end - DAY

    @property
    def count(self) -> int:
        """How many days."""
        return (self.end - self.start) // DAY


class RunFailedError(TerminalError):
    """A run failed. The message names it, its task, the end of the log, and where to look."""


class SampleLoader:
    """Makes sure that each day of the sample has been loaded.

    Args:
        stack: a running Airflow.
        say: takes one line of news for the person who watches.
    """

    def __init__(self, stack: Stack, say: Callable[[str], None]) -> None:
        self._stack = stack
        self._api = stack.api
        self._say = say

    def load(self, days: Days, *, at_once: int, again: bool = False) -> bool:
        """Run the days that were not run or failed, and the marts behind them.

        Args:
            days: the sample's days.
            at_once: how many days at the same time.
            again: run all days, also those that were run.

        Returns:
            Whether all days were run now, none of them by an earlier launcher.

        Raises:
            RunFailedError: a run failed.
            ApiError: Airflow refused a request.
        """
        for dag_id in (MARTS_DAG, BACKFILL_DAG):
            self._api.unpause(dag_id)
        self._finish_active()
        before = 0 if again else sum(run.state == "success" for run in self._runs(days))
        if before == days.count:
            self._say(f"all {days.count} days of the sample were run before")
        else:
            self._backfill(days, "completed" if again else "failed", at_once)
        self._await_marts()
        return before == 0

    def _backfill(self, days: Days, reprocess: str, at_once: int) -> None:
        self._say(f"backfill of {days.first:%Y-%m-%d} to {days.last:%Y-%m-%d}")
        self._api.create_backfill(
            BACKFILL_DAG,
            days.first,
            days.last,
            reprocess=reprocess,
            at_once=at_once,
            params={"sources": [SAMPLE_SOURCE]},
        )
        runs = self._watch(lambda: self._runs(days))
        self._close_backfills()
        self._raise_failed(runs)
        if len(runs) != days.count:
            message = f"Airflow made {len(runs)} runs for {days.count} days"
            raise TerminalError(f"{message}; is the timetable of {BACKFILL_DAG} daily?")

    def _finish_active(self) -> None:
        """Let backfills end that an earlier launcher, or a person, left behind."""
        for backfill in self._api.active_backfills(BACKFILL_DAG):
            span = f"{backfill.first:%Y-%m-%d} to {backfill.last:%Y-%m-%d}"
            self._say(f"an earlier backfill ({span}) is not over: finishing it first")
            self._api.resume_backfill(backfill)
            self._watch(partial(self._api.runs, BACKFILL_DAG, backfill.first, backfill.last))
        self._close_backfills()

    def _close_backfills(self) -> None:
        """Tell Airflow that a backfill whose runs have ended is over.

        Its scheduler looks every 30 seconds only, and refuses another backfill until then.
        """
        for backfill in self._api.active_backfills(BACKFILL_DAG):
            self._api.close_backfill(backfill)

    def _await_marts(self) -> None:
        """Wait for the runs that the loaded days have set off; the last one has to succeed."""

        def runs() -> list[Run]:
            unfinished = self._api.unfinished_runs(MARTS_DAG)
            recent = self._api.runs_since(MARTS_DAG, self._stack.started)
            return list({run.run_id: run for run in [*unfinished, *recent]}.values())

        ended = self._watch(runs, more=lambda: self._api.queued_asset_events(MARTS_DAG) > 0)
        self._raise_failed(ended[-1:])

    def _runs(self, days: Days) -> list[Run]:
        return self._api.runs(BACKFILL_DAG, days.first, days.last)

    def _watch(
        self, look: Callable[[], list[Run]], more: Callable[[], bool] = lambda: False
    ) -> list[Run]:
        """Wait until all runs have ended, with a line for each change of state seen.

        Args:
            look: the runs as they are now.
            more: whether further runs are to come; asked first, so that none slips through.
        """
        known: dict[str, str] = {}
        while True:
            is_complete, runs = not more(), look()
            for run in runs:
                before = known.setdefault(run.run_id, run.state if run.is_finished else "")
                if before != run.state:
                    known[run.run_id] = run.state
                    self._tell(run, runs)
            if is_complete and all(run.is_finished for run in runs):
                return runs
            self._stack.pause(POLL_SECONDS)

    def _tell(self, run: Run, runs: list[Run]) -> None:
        day = f" {run.logical_date:%Y-%m-%d}" if run.logical_date else ""
        ended = sum(1 for other in runs if other.is_finished)
        self._say(f"{run.dag_id}{day}: {run.state} ({ended} of {len(runs)} ended)")

    def _raise_failed(self, runs: list[Run]) -> None:
        failed = [run for run in runs if run.state == "failed"]
        if not failed:
            return
        run = failed[0]
        tasks = self._api.failed_tasks(run)
        parts = [f"{len(failed)} of {len(runs)} runs of {run.dag_id} failed; first {run.run_id}"]
        parts += [self._story(run, task) for task in tasks[:1]]
        raise RunFailedError("\n".join(parts))

    def _story(self, run: Run, task: TaskTry) -> str:
        tail = "\n".join(self._api.task_log(run, task)[-LOG_TAIL_LINES:])
        folder = f"dag_id={run.dag_id}/run_id={run.run_id}/task_id={task.task_id}"
        return f"task {task.label}, log in {self._stack.home / 'logs' / folder}, its end:\n{tail}"
