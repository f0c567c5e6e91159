"""A metadata database for tests that run DAGs in this process, and the DAGs themselves."""

import os
import subprocess
import sys

import pytest

from dateline.settings import PROJECT

DAGS = PROJECT / "dags"


@pytest.fixture(scope="session")
def metadata_database():
    """SQLite is enough here: `dag.test()` runs one task after another."""
    subprocess.run(
        [sys.executable, "-m", "airflow", "db", "migrate"],
        check=True,
        capture_output=True,
        env=os.environ,
    )


@pytest.fixture(scope="session")
def dag_bag(metadata_database):
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(dag_folder=DAGS)
