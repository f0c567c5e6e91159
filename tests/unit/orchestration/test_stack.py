"""Parts of the stack that need no running Airflow."""

from datetime import UTC, datetime, timedelta

import pytest

from dateline.errors import TerminalError
from dateline.orchestration import stack
from dateline.orchestration.components import Supervisor
from dateline.orchestration.sample import Days
from dateline.orchestration.stop import StopFlag

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def supervisor(tmp_path):
    return Supervisor(tmp_path, StopFlag(), lambda _line: None)


def beats(moment):
    """An answer of the health page."""
    return {
        name: {"status": "healthy", f"latest_{name}_heartbeat": moment.isoformat()}
        for name in ("scheduler", "dag_processor", "triggerer")
    }


def test_a_heartbeat_of_an_earlier_run_does_not_count():
    assert stack._unhealthy(beats(NOW + timedelta(seconds=1)), NOW) == []
    old = beats(NOW - timedelta(seconds=1))
    assert stack._unhealthy(old, NOW) == ["scheduler", "dag_processor", "triggerer"]
    assert stack._unhealthy({**beats(NOW), "triggerer": {"status": None}}, NOW) == ["triggerer"]


def test_a_database_of_ones_own_is_used(supervisor, tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "postgresql://elsewhere/airflow")
    with stack._database(supervisor, tmp_path, lambda _line: None) as database:
        assert database.url == "postgresql://elsewhere/airflow"
        assert database.schema_note is None
    assert not (tmp_path / "postgres").exists()


def test_the_database_of_a_newer_airflow_is_refused(supervisor, tmp_path):
    note = tmp_path / "airflow_version"
    note.write_text("99.0")
    database = stack._Database("postgresql://", note)
    with pytest.raises(TerminalError, match=r"made by Airflow 99\.0"):
        stack._migrate(supervisor, database, {}, lambda _line: None)


def test_a_database_of_this_airflow_is_left_alone(supervisor, tmp_path):
    note = tmp_path / "airflow_version"
    note.write_text(stack.version("apache-airflow-core"))
    stack._migrate(supervisor, stack._Database("postgresql://", note), {}, lambda _line: None)
    assert not supervisor.log("migrate").exists()


def test_days_are_whole_and_the_end_is_not_among_them():
    days = Days.between(datetime(2015, 10, 1, tzinfo=UTC), datetime(2015, 10, 10, tzinfo=UTC))
    assert (days.count, days.last.day) == (9, 9)


@pytest.mark.parametrize("end", ["2015-10-01", "2015-10-02T05:00", "2014-01-01"])
def test_what_is_no_row_of_days_is_refused(end):
    with pytest.raises(TerminalError, match="not whole days"):
        Days.between(
            datetime(2015, 10, 1, tzinfo=UTC), datetime.fromisoformat(end).replace(tzinfo=UTC)
        )
