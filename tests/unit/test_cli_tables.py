import io
import sys

import pytest

from dateline.cli import PIPE_WIDTH, _print_table

LONG = "https://gazette.example/" + "a/" * 150


@pytest.mark.parametrize("url", [LONG, "https://gazette.example/feed"])
def test_addresses_in_a_pipe_stay_in_one_piece(capsys, url):
    words = "why it failed " * 30
    _print_table(("source", "url", "message"), [("gazette", url, words)])
    out = capsys.readouterr().out
    assert url in out
    assert "…" not in out
    assert out.count("why it failed why it failed why it failed") >= 6, "words have room"


def test_on_a_terminal_nothing_is_cut_off(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    out = Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    _print_table(("source", "url"), [("gazette", LONG)])
    lines = out.getvalue().splitlines()
    assert "…" not in out.getvalue()
    assert max(map(len, lines)) < PIPE_WIDTH
    assert LONG in "".join(line.removeprefix("  gazette").strip() for line in lines)
