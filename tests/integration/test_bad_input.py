"""Bad input of every kind beside good input: a row with a reason each, and nothing lost."""

import gzip
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from integration.runs import source_file

from dateline import pipeline
from dateline.partition import Interval
from dateline.settings import PROJECT, Settings
from dateline.warehouse import query

DAY = Interval.parse("2015-10-07", "2015-10-08")
SAMPLE = PROJECT / "include" / "sample" / "dateline-sample-20151007.warc.gz"
ARTICLE = "Harbour town repairs its sea wall\n\n" + "\n\n".join(
    f"Workers in the harbour town repaired part {n} of the sea wall on Tuesday, the mayor said."
    for n in range(4)
)


@pytest.fixture
def html_site():
    """A site whose feed address answers with a page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = b"<html><body><h1>Not a feed</h1></body></html>"
            self.send_response(404 if self.path == "/robots.txt" else 200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def bad_world(tmp_path, html_site):
    archives, inbox = tmp_path / "archives", tmp_path / "data" / "inbox" / "2015-10-07"
    archives.mkdir()
    inbox.mkdir(parents=True)
    sample = SAMPLE.read_bytes()
    (archives / "20151007-good.warc.gz").write_bytes(sample)
    (archives / "20151007-truncated.warc.gz").write_bytes(sample[: len(sample) // 2])
    (archives / "20151007-empty.warc.gz").write_bytes(b"")
    (archives / "20151007-not.warc.gz").write_bytes(gzip.compress(b"this is no archive\n" * 99))
    (inbox / "good.txt").write_text(ARTICLE, encoding="utf-8")
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "noise.txt").write_bytes(bytes(range(256)) * 64)
    (inbox / "huge.html").write_bytes(b"<p>" + b"word " * 10_000_000)
    (inbox / "table.xlsx").write_bytes(b"PK\x03\x04")
    lines = [json.dumps({"id": "a", "text": ARTICLE}), "{no json", json.dumps({"id": "c"})]
    (inbox / "lines.jsonl").write_text("\n".join(lines), encoding="utf-8")
    sources = source_file(
        tmp_path,
        {"id": "archive", "kind": "warc", "path": f"{archives}/%Y%m%d-*.warc.gz"},
        {"id": "inbox", "kind": "folder", "path": "{data}/inbox"},
        {
            "id": "page",
            "kind": "site",
            "feeds": [f"{html_site}/feed"],
            "allow_hosts": ["127.0.0.1"],
        },
    )
    return Settings(data=str(tmp_path / "data"), sources=sources)


def test_each_has_a_row_with_a_reason_and_the_rest_loads(bad_world):
    pipeline.run(bad_world, DAY)

    def select(statement):
        return query(bad_world, statement).to_pylist()

    rejects = select("select source_id, url, stage, outcome, reason from core_rejects")
    found = {(r["source_id"], r["url"].rsplit("/", 1)[-1], r["outcome"]) for r in rejects}
    assert all(row["reason"] for row in rejects)
    assert {
        ("archive", "20151007-empty.warc.gz", "broken_source"),
        ("archive", "20151007-not.warc.gz", "broken_source"),
        ("archive", "20151007-truncated.warc.gz", "broken_record"),
        ("inbox", "empty.txt", "empty"),
        ("inbox", "noise.txt", "undecodable"),
        ("inbox", "huge.html", "oversized"),
        ("inbox", "table.xlsx", "unsupported_type"),
        ("page", "feed", "broken_source"),
    } <= found
    inbox = [(r["url"], r["outcome"]) for r in rejects if "lines.jsonl" in r["url"]]
    assert [outcome for _, outcome in sorted(inbox)] == ["broken_record", "broken_record"]

    loaded = select("select source_id, count(*) as n from core_articles group by all order by all")
    assert {row["source_id"] for row in loaded} == {"archive", "inbox"}
    # The two texts of the drop folder are equal, under two addresses.
    assert next(row["n"] for row in loaded if row["source_id"] == "inbox") == 2

    sums = select(
        "select stage, sum(inputs) as i, sum(list_sum(map_values(outcomes))) as o "
        "from core_runs group by stage"
    )
    assert all(row["i"] == row["o"] for row in sums)


def test_all_sources_dead_fails_the_run(tmp_path):
    from dateline.errors import TransientError

    sources = source_file(
        tmp_path,
        {
            "id": "gone",
            "kind": "site",
            "feeds": ["http://127.0.0.1:9/feed"],
            "allow_hosts": ["127.0.0.1"],
        },
    )
    settings = Settings(data=str(tmp_path / "data"), sources=sources)
    with pytest.raises(TransientError, match="no source answered"):
        pipeline.run(settings, DAY)
