"""Ports of the loopback address, and processor cores."""

import socket

import pytest

from dateline.errors import TerminalError
from dateline.orchestration.machine import LOOPBACK, PortWish, cores, is_free


@pytest.fixture
def taken():
    """A port that somebody listens on."""
    with socket.create_server((LOOPBACK, 0)) as server:
        yield server.getsockname()[1]


def test_a_free_port_is_granted():
    with socket.create_server((LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
    assert PortWish(port, is_explicit=True).granted() == port


def test_a_taken_port_gives_the_next_free_one(taken):
    granted = PortWish(taken).granted()
    assert granted > taken
    assert is_free(granted)


def test_a_taken_port_that_was_asked_for_is_refused(taken):
    with pytest.raises(TerminalError, match=f"port {taken} .* is taken"):
        PortWish(taken, is_explicit=True).granted()


def test_no_port_beyond_the_last_is_tried():
    with socket.create_server((LOOPBACK, 65535)), pytest.raises(TerminalError, match="none of"):
        PortWish(65535).granted()


def test_there_is_a_core():
    assert cores() >= 1
