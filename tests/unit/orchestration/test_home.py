"""The home folder: one launcher at a time, secrets made once, nobody else's folder."""

import json
import os
import subprocess
import sys

import pytest

from dateline.errors import TerminalError
from dateline.orchestration import home as homes


def test_a_home_is_made_and_its_links_resolved(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert homes.open_home(tmp_path / "link" / "home") == (tmp_path / "real" / "home").resolve()


def test_a_file_in_the_place_of_the_home_is_refused(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(TerminalError, match="cannot use"):
        homes.open_home(tmp_path / "home" / "below")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_the_home_of_another_user_is_refused(tmp_path):
    os.chown(tmp_path, 65534, 65534)
    with pytest.raises(TerminalError, match=r"belongs to user id 65534.*DATELINE_HOME"):
        homes.open_home(tmp_path)


def test_a_second_launcher_is_told_about_the_first(tmp_path):
    code = (
        "import pathlib, sys\n"
        "from dateline.orchestration import home\n"
        "with home.locked(pathlib.Path(sys.argv[1])):\n"
        "    print('locked', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout.readline() == b"locked\n"
        with pytest.raises(homes.HomeInUseError, match=f"as process {first.pid}"):
            homes.locked(tmp_path).__enter__()
        first.kill()
        first.wait()
        with homes.locked(tmp_path):
            assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_secrets_and_password_are_made_once_and_private(tmp_path):
    assert homes.secrets_of(tmp_path) == homes.secrets_of(tmp_path)
    assert homes.password_of(tmp_path) == homes.password_of(tmp_path)
    assert len(homes.secrets_of(tmp_path).jwt_secret) == 64
    assert json.loads(homes.passwords_path(tmp_path).read_text()) == {
        homes.USER: homes.password_of(tmp_path)
    }
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600


def test_secrets_are_not_shown_where_they_are_printed(tmp_path):
    secrets = homes.secrets_of(tmp_path)
    assert secrets.jwt_secret not in repr(secrets)


@pytest.mark.parametrize("text", ["", "[]", '{"fernet_key": 1}'])
def test_damaged_secrets_are_named(tmp_path, text):
    (tmp_path / "secrets.json").write_text(text)
    (tmp_path / "passwords.json").write_text(text)
    with pytest.raises(TerminalError, match=r"secrets\.json is damaged"):
        homes.secrets_of(tmp_path)
    with pytest.raises(TerminalError, match=r"passwords\.json is damaged"):
        homes.password_of(tmp_path)
