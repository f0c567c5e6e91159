"""A small client of Airflow's REST API: what the launcher needs of it, and no more.

Paths and fields are those of the public API v2 of Airflow 3.3.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import stamina

from dateline.errors import TerminalError

TIMEOUT_SECONDS = 20.0
ATTEMPTS = 5
PAGE = 100
"""Rows of one answer; the server's default upper limit."""
FINISHED = ("success", "failed")
"""States of a run that change no more by themselves."""


class ApiError(TerminalError):
    """The API refused a request; the message says which and why."""


class ServerBusyError(Exception):
    """The server answered with a status of 500 or above, which may pass."""


@dataclass(frozen=True)
class Run:
    """A DAG run.

    Args:
        dag_id: its DAG.
        run_id: its id.
        logical_date: start of its data interval, or None.
        state: queued, running, success or failed.
    """

    dag_id: str
    run_id: str
    logical_date: datetime | None
    state: str

    @property
    def is_finished(self) -> bool:
        """Whether it has come to an end."""
        return self.state in FINISHED


@dataclass(frozen=True)
class TaskTry:
    """The last try of a task in a run."""

    task_id: str
    map_index: int
    try_number: int

    @property
    def label(self) -> str:
        """Its name, with the index where it is mapped."""
        return self.task_id if self.map_index < 0 else f"{self.task_id}[{self.map_index}]"


@dataclass(frozen=True)
class Backfill:
    """A backfill that was asked for. Dates are logical dates, both included."""

    backfill_id: int
    first: datetime
    last: datetime
    is_active: bool


class AirflowApi:
    """Talks to one API server.

    Args:
        url: its address, such as `http://127.0.0.1:8080`.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=TIMEOUT_SECONDS, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def health(self) -> dict[str, Any]:
        """State and last heartbeat of each component; empty while the server does not answer."""
        try:
            answer = self._http.get("/api/v2/monitor/health")
            answer.raise_for_status()
        except httpx.HTTPError:
            return {}
        health: dict[str, Any] = answer.json()
        return health

    def log_in(self, user: str, password: str) -> None:
        """Get a token for all further requests.

        Raises:
            ApiError: user or password are wrong.
        """
        body = {"username": user, "password": password}
        token = self._ask("POST", "/auth/token", json=body)["access_token"]
        self._http.headers["Authorization"] = f"Bearer {token}"

    def parsed_at(self) -> dict[str, datetime]:
        """For each DAG without an error, when its file was last parsed."""
        dags = self._rows("/api/v2/dags", "dags", {"exclude_stale": "true"})
        return {
            dag["dag_id"]: _moment(dag["last_parsed_time"])
            for dag in dags
            if dag["last_parsed_time"]
        }

    def import_errors(self, since: datetime) -> dict[str, str]:
        """DAG files that could not be parsed, with the traceback, since a moment."""
        errors = self._rows("/api/v2/importErrors", "import_errors", {})
        return {
            error["filename"]: error["stack_trace"]
            for error in errors
            if _moment(error["timestamp"]) >= since
        }

    def pools(self) -> dict[str, int]:
        """Slots of each pool."""
        return {pool["name"]: pool["slots"] for pool in self._rows("/api/v2/pools", "pools", {})}

    def unpause(self, dag_id: str) -> None:
        """Let a DAG run."""
        self._ask("PATCH", f"/api/v2/dags/{dag_id}", json={"is_paused": False})

    def runs(self, dag_id: str, first: datetime, last: datetime) -> list[Run]:
        """Runs of a DAG whose logical date lies between two dates, both included."""
        span = {"logical_date_gte": first.isoformat(), "logical_date_lte": last.isoformat()}
        return self._runs(dag_id, {**span, "order_by": "logical_date"})

    def unfinished_runs(self, dag_id: str) -> list[Run]:
        """Runs of a DAG that are queued or running."""
        return self._runs(dag_id, {"state": ["queued", "running"]})

    def runs_since(self, dag_id: str, moment: datetime) -> list[Run]:
        """Runs of a DAG that became due since a moment, the earliest first."""
        return self._runs(dag_id, {"run_after_gte": moment.isoformat(), "order_by": "run_after"})

    def has_runs(self, dag_id: str) -> bool:
        """Whether a DAG ever had a run."""
        answer = self._ask("GET", f"/api/v2/dags/{dag_id}/dagRuns", params={"limit": 1})
        return bool(answer["total_entries"])

    def queued_asset_events(self, dag_id: str) -> int:
        """Asset events that wait to set off a run of a DAG."""
        answer = self._ask("GET", f"/api/v2/dags/{dag_id}/assets/queuedEvents")
        return int(answer["total_entries"])

    def failed_tasks(self, run: Run) -> list[TaskTry]:
        """The tasks of a run that failed."""
        path = f"/api/v2/dags/{run.dag_id}/dagRuns/{run.run_id}/taskInstances"
        rows = self._rows(path, "task_instances", {"state": "failed"})
        return [TaskTry(row["task_id"], row["map_index"], row["try_number"]) for row in rows]

    def task_log(self, run: Run, task: TaskTry) -> list[str]:
        """The lines of a task's log, errors spelt out."""
        path = (
            f"/api/v2/dags/{run.dag_id}/dagRuns/{run.run_id}/taskInstances/{task.task_id}"
            f"/logs/{task.try_number}"
        )
        answer = self._ask("GET", path, params={"map_index": task.map_index, "full_content": True})
        return [line for entry in answer["content"] for line in _log_lines(entry)]

    def active_backfills(self, dag_id: str) -> list[Backfill]:
        """The backfills of a DAG that are not over."""
        rows = self._rows("/api/v2/backfills", "backfills", {"dag_id": dag_id, "order_by": "-id"})
        return [found for found in map(_backfill, rows) if found.is_active]

    def create_backfill(
        self,
        dag_id: str,
        first: datetime,
        last: datetime,
        *,
        reprocess: str,
        at_once: int,
        params: Mapping[str, Any] | None = None,
    ) -> None:
        """Ask for a backfill.

        Args:
            dag_id: the DAG.
            first: first logical date.
            last: last logical date, included.
            reprocess: which runs that exist are run again: none, failed or completed.
            at_once: how many runs at the same time.
            params: parameters of the runs.

        Raises:
            ApiError: another backfill of this DAG is active, or the request makes no sense.
        """
        body = {
            "dag_id": dag_id,
            "from_date": first.isoformat(),
            "to_date": last.isoformat(),
            "reprocess_behavior": reprocess,
            "max_active_runs": at_once,
            "dag_run_conf": dict(params or {}),
        }
        self._ask("POST", "/api/v2/backfills", json=body)

    def resume_backfill(self, backfill: Backfill) -> None:
        """Let a backfill go on that somebody paused."""
        self._ask("PUT", f"/api/v2/backfills/{backfill.backfill_id}/unpause")

    def close_backfill(self, backfill: Backfill) -> None:
        """End a backfill: what is queued fails, what runs goes on."""
        self._ask("PUT", f"/api/v2/backfills/{backfill.backfill_id}/cancel")

    def _runs(self, dag_id: str, params: dict[str, Any]) -> list[Run]:
        path = f"/api/v2/dags/{dag_id}/dagRuns"
        return [_run(row) for row in self._rows(path, "dag_runs", params)]

    def _rows(self, path: str, name: str, params: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """All rows of a list, page by page."""
        offset = 0
        while True:
            answer = self._ask("GET", path, params={**params, "limit": PAGE, "offset": offset})
            yield from answer[name]
            offset += PAGE
            if offset >= answer["total_entries"]:
                return

    def _ask(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        """Send a request; try again when the server is busy.

        Raises:
            ApiError: it was refused, or the server stayed silent.
        """
        try:
            return self._try(method, path, **arguments)
        except (httpx.TransportError, ServerBusyError) as error:
            message = f"{method} {path}: {error or type(error).__name__}"
            raise ApiError(message) from error

    @stamina.retry(
        on=(httpx.TransportError, ServerBusyError),
        attempts=ATTEMPTS,
        wait_initial=0.5,
        wait_max=3.0,
    )
    def _try(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        answer = self._http.request(method, path, **arguments)
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise ServerBusyError(f"status {answer.status_code}: {answer.text[:500]}")
        if answer.is_error:
            raise ApiError(f"{method} {path}: status {answer.status_code}: {answer.text[:2000]}")
        result: dict[str, Any] = answer.json()
        return result


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _run(row: dict[str, Any]) -> Run:
    logical = row["logical_date"]
    date = _moment(logical) if logical else None
    return Run(row["dag_id"], row["dag_run_id"], date, row["state"])


def _backfill(row: dict[str, Any]) -> Backfill:
    first, last = _moment(row["from_date"]), _moment(row["to_date"])
    return Backfill(row["id"], first, last, is_active=row["completed_at"] is None)


def _log_lines(entry: dict[str, Any] | str) -> Iterator[str]:
    """One entry of a task's log as lines: the event, then the error it carries."""
    if isinstance(entry, str):
        yield entry
        return
    yield str(entry.get("event", ""))
    for error in entry.get("error_detail") or ():
        yield f"{error.get('exc_type')}: {error.get('exc_value')}"
        for frame in error.get("frames") or ():
            yield f"  {frame.get('filename')}:{frame.get('lineno')} in {frame.get('name')}"
