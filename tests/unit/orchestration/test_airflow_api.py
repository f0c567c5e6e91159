"""The client of Airflow's API against a server that misbehaves."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from dateline.orchestration.airflow_api import AirflowApi, ApiError, Run


@contextmanager
def serving(*answers):
    """A server that gives these answers, (status, document), one after another."""
    asked, left = [], list(answers)

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            asked.append(f"{self.command} {self.path}")
            status, document = left.pop(0)
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PATCH = answer  # noqa: N815 - names that http.server looks for

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    api = AirflowApi(f"http://127.0.0.1:{server.server_port}")
    try:
        yield api, asked
    finally:
        api.close()
        server.shutdown()
        thread.join()
        server.server_close()


def pools(*names, total):
    return {"pools": [{"name": name, "slots": 1} for name in names], "total_entries": total}


def test_a_busy_server_is_asked_again():
    with serving((503, {}), (200, pools("a", total=1))) as (api, asked):
        assert api.pools() == {"a": 1}
    assert len(asked) == 2


def test_a_refusal_is_passed_on_with_its_reason():
    with (
        serving((409, {"detail": "already a running backfill"})) as (api, _),
        pytest.raises(ApiError, match=r"status 409.*already a running"),
    ):
        api.unpause("x")


def test_all_pages_are_read():
    with serving((200, pools("a", total=101)), (200, pools("b", total=101))) as (api, asked):
        assert set(api.pools()) == {"a", "b"}
    assert asked == [
        "GET /api/v2/pools?limit=100&offset=0",
        "GET /api/v2/pools?limit=100&offset=100",
    ]


def test_health_is_empty_while_nobody_answers():
    api = AirflowApi("http://127.0.0.1:9")
    assert api.health() == {}
    api.close()


def test_a_log_spells_its_errors_out():
    frames = [{"filename": "dag.py", "lineno": 7, "name": "load"}]
    error = {"exc_type": "ValueError", "exc_value": "no", "frames": frames}
    entries = [{"event": "Task failed", "error_detail": [error]}, "a plain line"]
    run = Run("d", "r", None, "failed")
    with serving(
        (
            200,
            {
                "task_instances": [{"task_id": "t", "map_index": 3, "try_number": 2}],
                "total_entries": 1,
            },
        ),
        (200, {"content": entries}),
    ) as (api, _):
        [task] = api.failed_tasks(run)
        lines = api.task_log(run, task)
    assert task.label == "t[3]"
    assert lines == ["Task failed", "ValueError: no", "  dag.py:7 in load", "a plain line"]
