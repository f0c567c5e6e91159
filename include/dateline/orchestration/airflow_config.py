"""Airflow's configuration on one machine, as environment variables of its components.

Names and defaults are those of Airflow 3.3's configuration reference. What a person set in the
environment beforehand is kept, save for what the launcher itself depends on.
"""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from dateline.orchestration import home as homes
from dateline.orchestration.home import Secrets
from dateline.orchestration.machine import LOOPBACK, cores
from dateline.settings import PROJECT, Settings

DATABASE = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
DAGS_FOLDER = "AIRFLOW__CORE__DAGS_FOLDER"


def environment(
    base: Mapping[str, str], settings: Settings, home: Path, port: int, database: str
) -> dict[str, str]:
    """The whole environment of Airflow's components.

    Args:
        base: the environment of the launcher.
        settings: those of its fields that were set are handed on.
        home: absolute path of the launcher's home.
        port: port of the API server.
        database: SQLAlchemy address of the metadata database.
    """
    required = {**_required(home, port, database), **_secrets(homes.secrets_of(home))}
    handed_on = {
        f"DATELINE_{name.upper()}": str(getattr(settings, name))
        for name in settings.model_fields_set
    }
    return {**_preferred(cores()), **base, **handed_on, **required, **_no_proxy(base)}


def write_environment_file(path: Path, variables: Mapping[str, str]) -> None:
    """Write what differs from this process's environment, to be sourced by a shell.

    With it, the `airflow` command talks to the running installation.
    """
    added = {name: value for name, value in variables.items() if os.environ.get(name) != value}
    lines = [f"export {name}={shlex.quote(value)}" for name, value in sorted(added.items())]
    homes.write_private(path, "\n".join(lines) + "\n")


def _required(home: Path, port: int, database: str) -> dict[str, str]:
    """What the launcher depends on: places, addresses, users."""
    return {
        "AIRFLOW_HOME": str(home),
        "DATELINE_HOME": str(home),
        DATABASE: database,
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://{LOOPBACK}:{port}/execution/",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{homes.USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(homes.passwords_path(home)),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(
            home / "logs" / "dag_processor"
        ),
    }


def _secrets(keys: Secrets) -> dict[str, str]:
    return {
        "AIRFLOW__CORE__FERNET_KEY": keys.fernet_key,
        "AIRFLOW__API_AUTH__JWT_SECRET": keys.jwt_secret,
        "AIRFLOW__API__SECRET_KEY": keys.session_key,
    }


def _preferred(slots: int) -> dict[str, str]:
    """What suits one machine, and anybody may set otherwise.

    Two slots more than cores: the heavy tasks are held back by the `nlp` pool, light ones pass.
    No name look-up, for a machine without a network. Fast answers to a worker that died: its
    task is tried again after a minute, not after five, and tasks of a killed scheduler are taken
    over within seconds. One thread for linear algebra: the processes are the parallelism. None for
    Arrow's allocator: the scheduler imports Arrow and is forked, see `preload`.
    """
    return {
        DAGS_FOLDER: str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": str(slots + 2),
        "AIRFLOW__CORE__HOSTNAME_CALLABLE": "socket.gethostname",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
        "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "15",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "15",
        "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG": "False",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
    }


def _no_proxy(base: Mapping[str, str]) -> dict[str, str]:
    """Keep a configured proxy out of the traffic between the components."""
    listed = [base[name] for name in ("no_proxy", "NO_PROXY") if base.get(name)]
    value = ",".join([*listed[:1], LOOPBACK, "localhost"])
    return {"no_proxy": value, "NO_PROXY": value}
