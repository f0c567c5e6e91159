"""A whole Airflow on one machine, as a context: PostgreSQL and the four components, healthy."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from packaging.version import Version

from dateline.errors import TerminalError
from dateline.orchestration import airflow_config, postgres, preload
from dateline.orchestration import home as homes
from dateline.orchestration.airflow_api import AirflowApi
from dateline.orchestration.components import Component, ComponentError, Supervisor
from dateline.orchestration.machine import LOOPBACK, PortWish
from dateline.orchestration.postgres import Postgres
from dateline.orchestration.stop import StopFlag
from dateline.settings import Settings

HEALTH_SECONDS = 180.0
PARSE_SECONDS = 120.0
POLL_SECONDS = 0.25
WORKERS_GRACE_SECONDS = 6.0
"""How long tasks get to end. They can be run again, and the next start does so."""
SERVER_GRACE_SECONDS = 2.0


@dataclass(frozen=True)
class Stack:
    """A running Airflow.

    Args:
        api: a logged-in client of its API.
        user: name to log in with.
        password: password to log in with.
        environment: the environment its components run in.
        home: its home folder.
        started: when it was started.
        pause: waits so many seconds while watching the components; raises `StopRequestedError`
            or `ComponentError`.
    """

    api: AirflowApi
    user: str
    password: str = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)
    home: Path
    started: datetime
    pause: Callable[[float], None]

    @property
    def url(self) -> str:
        """Address of the UI."""
        return self.api.url

    def await_dags(self, *dag_ids: str) -> None:
        """Wait until DAGs were parsed since the start.

        Raises:
            TerminalError: a DAG file has an error, or a DAG does not appear in time.
        """
        missing = set(dag_ids)
        for _ in range(int(PARSE_SECONDS / POLL_SECONDS)):
            errors = self.api.import_errors(self.started)
            if errors:
                listed = "\n\n".join(f"{name}:\n{trace}" for name, trace in errors.items())
                raise TerminalError(f"DAG files with errors\n{listed}")
            parsed = self.api.parsed_at()
            missing -= {name for name in missing if parsed.get(name, self.started) > self.started}
            if not missing:
                return
            self.pause(POLL_SECONDS)
        raise TerminalError(
            f"no such DAGs in {self.environment[airflow_config.DAGS_FOLDER]}: "
            + ", ".join(sorted(missing))
        )


@contextmanager
def running_stack(
    settings: Settings,
    *,
    port: PortWish | None = None,
    stop: StopFlag | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> Iterator[Stack]:
    """PostgreSQL and Airflow's components, healthy, while the block runs.

    Args:
        settings: where the home is, and which port is wanted.
        port: another wish than the port of the settings.
        stop: a flag that ends all waiting; by default nothing does.
        say: takes one line of news for the person who watches.

    Raises:
        TerminalError: another launcher uses the home, a port is taken, a component fails.
        StopRequestedError: an end was asked for before all was up.
    """
    home = homes.open_home(settings.home)
    with homes.locked(home), ExitStack() as stack:
        supervisor = Supervisor(home, stop or StopFlag(), say)
        _clear(supervisor, say)
        stack.enter_context(supervisor.guarded())
        number = _port(port or PortWish(settings.port), say)
        started = datetime.now(UTC)
        database = stack.enter_context(_database(supervisor, home, say))
        variables = airflow_config.environment(os.environ, settings, home, number, database.url)
        airflow_config.write_environment_file(home / "airflow.env", variables)
        password = homes.password_of(home)
        _migrate(supervisor, database, variables, say)
        server, *workers = _airflow(variables)
        say("starting Airflow")
        stack.enter_context(supervisor.running(server, grace=SERVER_GRACE_SECONDS))
        stack.enter_context(supervisor.running(*workers, grace=WORKERS_GRACE_SECONDS))
        api = AirflowApi(f"http://{LOOPBACK}:{number}")
        stack.callback(api.close)
        _await_health(api, started, supervisor.pause)
        api.log_in(homes.USER, password)
        yield Stack(api, homes.USER, password, variables, home, started, supervisor.pause)


@dataclass(frozen=True)
class _Database:
    """The metadata database.

    Args:
        url: its SQLAlchemy address.
        schema_note: file that names the Airflow version of its schema; None if it is not ours.
    """

    url: str = field(repr=False)
    schema_note: Path | None = None


@contextmanager
def _database(
    supervisor: Supervisor, home: Path, say: Callable[[str], None]
) -> Iterator[_Database]:
    """The metadata database: the one somebody set, or an embedded one while the block runs."""
    chosen = os.environ.get(airflow_config.DATABASE)
    if chosen:
        say(f"using the metadata database of {airflow_config.DATABASE}")
        yield _Database(chosen)
        return
    for gone in postgres.remove_abandoned():
        say(f"removed the metadata database of {gone}, which is no more")
    say("starting PostgreSQL")
    server = postgres.embedded(home, os.environ)
    server.prepare(supervisor)
    with supervisor.running(server.server(), grace=postgres.STOP_SECONDS):
        _await_postgres(server, supervisor)
        yield _Database(server.url, server.places.data / "airflow_version")


def _await_postgres(server: Postgres, supervisor: Supervisor) -> None:
    try:
        server.await_ready(supervisor.pause)
    except ComponentError as error:
        raise ComponentError(f"{error}\n{server.advice}") from None


def _migrate(
    supervisor: Supervisor,
    database: _Database,
    variables: Mapping[str, str],
    say: Callable[[str], None],
) -> None:
    """Bring the schema to the installed version of Airflow, unless a note says that it is.

    Raises:
        TerminalError: a newer version of Airflow made the database.
        ComponentError: the migration failed.
    """
    installed = version("apache-airflow-core")
    note = database.schema_note
    found = note.read_text().strip() if note and note.exists() else ""
    if found == installed:
        return
    if found and Version(found) > Version(installed):
        message = f"the metadata database was made by Airflow {found}, installed is {installed}"
        raise TerminalError(f"{message}; install that version, or choose another DATELINE_HOME")
    say(f"preparing the metadata database for Airflow {installed}")
    supervisor.run(_component("migrate", variables, "db", "migrate"))
    if note:
        note.write_text(installed)


def _airflow(variables: Mapping[str, str]) -> list[Component]:
    """Airflow's components, the API server first. None opens a port save that one."""
    preloading = {preload.VARIABLE: "1", **variables}
    return [
        _component("api-server", variables, "api-server"),
        _component("scheduler", preloading, "scheduler", "--skip-serve-logs"),
        _component("dag-processor", variables, "dag-processor"),
        _component("triggerer", variables, "triggerer", "--skip-serve-logs"),
    ]


def _component(name: str, variables: Mapping[str, str], *arguments: str) -> Component:
    return Component(name, (sys.executable, "-m", "airflow", *arguments), variables)


def _clear(supervisor: Supervisor, say: Callable[[str], None]) -> None:
    found = supervisor.clear_leftovers()
    if found:
        say(f"ended {found} processes that an earlier run, killed, had left")


def _port(wish: PortWish, say: Callable[[str], None]) -> int:
    number = wish.granted()
    if number != wish.number:
        say(f"port {wish.number} is taken: using {number}")
    return number


def _await_health(api: AirflowApi, started: datetime, pause: Callable[[float], None]) -> None:
    """Wait until each component has reported since the start.

    Raises:
        TerminalError: one has not, in time.
    """
    late: list[str] = ["api-server"]
    for _ in range(int(HEALTH_SECONDS / POLL_SECONDS)):
        health = api.health()
        late = _unhealthy(health, started) if health else ["api-server"]
        if not late:
            return
        pause(POLL_SECONDS)
    raise TerminalError(f"not healthy after {HEALTH_SECONDS:.0f} s: {', '.join(late)}")


def _unhealthy(health: Mapping[str, dict[str, str | None]], started: datetime) -> list[str]:
    """Components without a heartbeat since the start; an old one may be a killed run's."""
    late = []
    for name in ("scheduler", "dag_processor", "triggerer"):
        beat = health.get(name, {}).get(f"latest_{name}_heartbeat")
        if not beat or datetime.fromisoformat(beat) < started:
            late.append(name)
    return late
