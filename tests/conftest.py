"""What all tests share: settings that point into a temporary folder, and nowhere else."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures.loopback import LoopbackSite

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.pop("DATELINE_HOME", None)  # the developer's own
# Airflow reads these when it is first imported, by whichever test comes first.
os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp(prefix="dateline-test-airflow-")
os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
os.environ["AIRFLOW__CORE__UNIT_TEST_MODE"] = "True"

from dateline.settings import PROJECT, Settings

os.environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(PROJECT / "dags")


def pytest_unconfigure() -> None:
    """Remove the home that was made for Airflow above."""
    shutil.rmtree(os.environ["AIRFLOW_HOME"], ignore_errors=True)


SHARED = Path(os.environ.get("DATELINE_SHARED", PROJECT.parent / "shared"))


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the HTTP client notes of hosts stays in the test that asked them."""
    if "DATELINE_HOME" not in os.environ:  # a module may have one for all its tests
        monkeypatch.setenv("DATELINE_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def site() -> Iterator[LoopbackSite]:
    """A site on the loopback interface that answers as it is told."""
    with LoopbackSite() as site:
        yield site


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose data root is empty and whose sources are the shipped ones."""
    return Settings(data=str(tmp_path / "data"), home=tmp_path / "home")


@pytest.fixture
def seed_text() -> str:
    """The document that the project began from; it is not part of the project."""
    path = SHARED / "seed" / "syria_attack_escalates.txt"
    if not path.exists():
        pytest.skip("the seed document is not on this machine")
    return path.read_text(encoding="utf-8")
