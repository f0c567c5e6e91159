"""The embedded PostgreSQL, for real: made, started, asked, stopped, cleared up after a kill."""

import os
import signal
import socket
import stat
import subprocess
import tempfile
from pathlib import Path

import psycopg2
import pytest

from dateline.errors import TerminalError
from dateline.orchestration import places, postgres
from dateline.orchestration.components import ComponentError, Supervisor
from dateline.orchestration.places import SOCKET, SOCKET_PATH_BYTES, Account
from dateline.orchestration.processes import ProcessRecord
from dateline.orchestration.stop import StopFlag


@pytest.fixture
def supervisor(tmp_path):
    return Supervisor(tmp_path, StopFlag(), lambda _line: None)


@pytest.fixture(autouse=True)
def state(monkeypatch):
    """A folder for state outside the home that everybody may enter, as /var/lib is."""
    with tempfile.TemporaryDirectory(prefix="dateline-state-") as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setattr(places, "STATE", Path(folder) / "dateline")
        yield places.STATE


@pytest.fixture
def server(tmp_path):
    return postgres.embedded(tmp_path, os.environ)


def ask(server, question):
    address = server.url.replace("+psycopg2", "")
    connection = psycopg2.connect(address)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def run_once(server, supervisor, question="select 1"):
    server.prepare(supervisor)
    with supervisor.running(server.server(), grace=5.0):
        server.await_ready(supervisor.pause)
        return ask(server, question)


def test_it_starts_on_nothing_and_again_on_what_is_there(server, supervisor):
    assert run_once(server, supervisor, "create table t as select 7 n; select n from t") == 7
    assert run_once(server, supervisor, "select n from t") == 7


def test_it_listens_on_no_network(server, supervisor):
    assert run_once(server, supervisor, "show listen_addresses") == ""
    sockets = server.places.sockets.stat()
    assert stat.S_IMODE(sockets.st_mode) == 0o700


def test_nobody_else_gets_in(server, supervisor):
    server.prepare(supervisor)
    with supervisor.running(server.server(), grace=5.0):
        server.await_ready(supervisor.pause)
        other = server.url.replace("+psycopg2", "").replace("//airflow@", "//postgres@")
        with pytest.raises(psycopg2.OperationalError, match=r"no pg_hba\.conf entry"):
            psycopg2.connect(other)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_home_may_change_hands(server, supervisor):
    run_once(server, supervisor)
    for path in (server.places.state, *server.places.state.rglob("*")):
        os.chown(path, 0, 0)
    assert run_once(server, supervisor) == 1


def test_a_killed_server_comes_back(server, supervisor, tmp_path):
    server.prepare(supervisor)
    with supervisor.running(server.server(), grace=5.0, watched=False):
        server.await_ready(supervisor.pause)
        os.kill(ProcessRecord.read(tmp_path / "run" / "postgres.json").pid, signal.SIGKILL)
    assert run_once(server, supervisor) == 1


def test_a_lock_that_names_a_living_stranger_is_cleared(server, supervisor):
    run_once(server, supervisor)
    (server.places.data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    (server.places.sockets / f"{SOCKET}.lock").write_text(f"{os.getpid()}\n")
    assert run_once(server, supervisor) == 1


def test_a_server_nobody_knows_of_is_stopped(server, supervisor, tmp_path):
    server.prepare(supervisor)
    with supervisor.running(server.server(), grace=5.0, watched=False):
        server.await_ready(supervisor.pause)
        record = ProcessRecord.read(tmp_path / "run" / "postgres.json")
        server.prepare(supervisor)
        assert record.processes() == []
    assert run_once(server, supervisor) == 1


def test_a_half_made_data_folder_is_made_anew(server, supervisor):
    half = server.places.state / "data.part"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert run_once(server, supervisor) == 1
    assert not half.exists()


@pytest.mark.parametrize("version", ["16\n", None])
def test_the_data_of_another_version_is_named(server, supervisor, version):
    server.places.data.mkdir(parents=True)
    if version:
        (server.places.data / "PG_VERSION").write_text(version)
    with pytest.raises(TerminalError, match=f"remove {server.places.data}"):
        server.prepare(supervisor)


def test_damaged_data_gives_a_failure_and_stays(server, supervisor, monkeypatch):
    monkeypatch.setattr("dateline.orchestration.components.RESTART_DELAYS", (0.0,))
    run_once(server, supervisor)
    (server.places.data / "global" / "pg_control").write_bytes(b"")
    with pytest.raises(ComponentError, match="keeps failing"):
        run_once(server, supervisor)
    assert server.places.data.exists()
    assert str(server.places.data) in server.advice


def test_a_long_path_gets_a_short_socket(tmp_path):
    home = tmp_path / ("long" * 40)
    home.mkdir()
    server = postgres.embedded(home, {})
    path = os.fsencode(server.places.sockets / SOCKET)
    assert len(path) <= SOCKET_PATH_BYTES
    with socket.socket(socket.AF_UNIX) as probe:
        server.account.own(server.places.sockets)
        probe.bind(path)
    (server.places.sockets / SOCKET).unlink()
    server.places.sockets.rmdir()


def test_the_data_of_a_home_that_is_gone_is_removed(state, tmp_path):
    here, gone = state / "one", state / "two"
    for folder, home in {here: tmp_path, gone: tmp_path / "gone"}.items():
        (folder / "data").mkdir(parents=True)
        (folder / "home").write_text(str(home))
    (state / "programs-1").mkdir()
    assert postgres.remove_abandoned() == [tmp_path / "gone"]
    assert {path.name for path in state.iterdir()} == {"one", "programs-1"}


@pytest.mark.skipif(os.geteuid() != 0, reason="others than root run PostgreSQL as themselves")
def test_a_closed_home_keeps_its_state_elsewhere(server, supervisor, state, tmp_path):
    before = tmp_path.stat().st_mode
    run_once(server, supervisor)
    assert server.places.state.parent == state
    assert (server.places.state / "home").read_text() == str(tmp_path)
    assert tmp_path.stat().st_mode == before


@pytest.mark.skipif(os.geteuid() != 0, reason="others than root run PostgreSQL as themselves")
def test_closed_programs_are_copied(state, monkeypatch):
    monkeypatch.setattr(places, "others_may_enter", lambda _folder: False)
    programs = places.Places.of(state.parent, Account.for_user(0)).programs
    assert programs.is_relative_to(state)
    answer = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, check=True, user="nobody"
    )
    assert b"PostgreSQL" in answer.stdout


def test_a_folder_of_another_user_is_not_taken(tmp_path):
    folder = tmp_path / "socket"
    folder.symlink_to(tmp_path)
    with pytest.raises(TerminalError, match="belongs to another user"):
        Account().own(folder)


def test_only_root_needs_another_user():
    assert not Account.for_user(1000).is_other
    assert Account.for_user(0).is_other


def test_a_closed_folder_keeps_others_out(tmp_path):
    (tmp_path / "inner").mkdir(mode=0o755)
    tmp_path.chmod(0o700)
    assert not places.others_may_enter(tmp_path / "inner")
    assert places.others_may_enter(Path("/usr/bin"))


def test_a_user_without_a_name_is_told_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000)
    with pytest.raises(TerminalError, match="AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"):
        postgres.embedded(tmp_path, {})
