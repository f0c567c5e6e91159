"""Airflow's environment: what the launcher needs wins, what a person set stays."""

import os
import subprocess
import sys

import pytest

from dateline.orchestration import airflow_config, listener, preload
from dateline.settings import PROJECT, Settings

DATABASE = "postgresql+psycopg2://somebody@/postgres?host=%2Frun"


@pytest.fixture
def made(tmp_path):
    """The environment made over another one."""

    def make(**base):
        settings = Settings(data="s3://bucket/news", home=tmp_path)
        return airflow_config.environment(base, settings, tmp_path, 8123, DATABASE)

    return make


def test_everything_is_on_the_loopback_address(made):
    variables = made()
    assert variables["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert (
        variables["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:8123/execution/"
    )


def test_what_a_person_set_stays(made):
    variables = made(AIRFLOW__CORE__PARALLELISM="9", AIRFLOW__CORE__DAGS_FOLDER="/mine", PATH="/p")
    assert variables["AIRFLOW__CORE__PARALLELISM"] == "9"
    assert variables["AIRFLOW__CORE__DAGS_FOLDER"] == "/mine"
    assert variables["PATH"] == "/p"


def test_what_the_launcher_depends_on_wins(made):
    variables = made(AIRFLOW_HOME="/else", AIRFLOW__API__HOST="0.0.0.0", AIRFLOW__API__PORT="1")
    assert variables["AIRFLOW_HOME"] != "/else"
    assert variables["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert variables["AIRFLOW__API__PORT"] == "8123"


def test_the_checkout_is_where_dags_come_from(made):
    assert made()["AIRFLOW__CORE__DAGS_FOLDER"] == str(PROJECT / "dags")


def test_settings_are_handed_on(made, tmp_path):
    variables = made(DATELINE_DATA="/old")
    assert variables["DATELINE_DATA"] == "s3://bucket/news"
    assert variables["DATELINE_HOME"] == str(tmp_path)
    assert "DATELINE_CONTACT" not in variables


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ({}, "127.0.0.1,localhost"),
        ({"NO_PROXY": "intranet"}, "intranet,127.0.0.1,localhost"),
        ({"no_proxy": "a", "NO_PROXY": "b"}, "a,127.0.0.1,localhost"),
    ],
)
def test_a_proxy_never_sees_the_components(made, base, expected):
    variables = made(**base)
    assert variables["no_proxy"] == variables["NO_PROXY"] == expected


def test_the_environment_file_can_be_sourced(made, tmp_path):
    path = tmp_path / "airflow.env"
    variables = {**made(), "AIRFLOW__API__INSTANCE_NAME": "it's $HOME"}
    airflow_config.write_environment_file(path, variables)
    answer = subprocess.run(
        ["sh", "-c", f'. "{path}"; printf %s "$AIRFLOW__API__INSTANCE_NAME"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "it's $HOME"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_starting_task_makes_no_pool():
    listener.on_starting(component=object())


def test_what_tasks_need_is_imported_where_asked_for_and_no_thread_started(made):
    code = (
        "import sys, psutil\n"
        "from dateline.orchestration import preload\n"
        "assert preload.is_asked_for()\n"
        "names = preload.preload()\n"
        "assert {'spacy', 'pyarrow', 'trafilatura', *names} <= set(sys.modules)\n"
        "print(psutil.Process().num_threads())\n"
    )
    wanted = made(**os.environ, **{preload.VARIABLE: "1"})
    answer = subprocess.run(
        [sys.executable, "-c", code], env=wanted, capture_output=True, text=True, check=True
    )
    assert answer.stdout == "1\n"
