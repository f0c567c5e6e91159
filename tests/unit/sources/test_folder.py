import gzip
import json
import os
from datetime import UTC, datetime

import pytest

from dateline.partition import Interval
from dateline.schemas import Document, Reject
from dateline.settings import Settings
from dateline.sources import FolderSource
from dateline.sources.folder import ask_folder

DAY = Interval.parse("2015-10-07", "2015-10-08")
EVER = Interval.parse("1970-01-01", "2100-01-01")
MTIME = datetime(2015, 10, 7, 15, 30, tzinfo=UTC)
SOURCE = FolderSource(id="inbox", name="Drop folder", kind="folder")


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "data" / "inbox"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def show(tmp_path):
    settings = Settings(
        data=str(tmp_path / "data"), sources=tmp_path / "sources.toml", max_body_bytes=1000
    )

    def show(window=EVER):
        (shown,) = ask_folder(SOURCE, window, settings)
        return [*shown.documents, *shown.rejects]

    return show


def put(folder, name, content=b"A title\n\nA text.", mtime=MTIME):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (mtime.timestamp(), mtime.timestamp()))


def lines(*records):
    return b"".join(
        (r if isinstance(r, bytes) else json.dumps(r).encode()) + b"\n" for r in records
    )


def test_texts_and_pages_are_documents_in_the_order_of_their_paths(inbox, show):
    for name in ("b.html", "a.txt", "sub/c.MD", "d.text", "e.htm", "f.txt.gz"):
        put(inbox, name)
    found = show()
    assert [item.url for item in found] == [
        "inbox:a.txt",
        "inbox:b.html",
        "inbox:d.text",
        "inbox:e.htm",
        "inbox:f.txt.gz",
        "inbox:sub/c.MD",
    ]
    assert found[0] == Document(
        "inbox", "inbox:a.txt", "file", "2015-10-07T15:30:00+00:00", "{data}/inbox/a.txt"
    )


@pytest.mark.parametrize(
    ("name", "dated"),
    [
        ("a.txt", "2015-10-07T15:30:00+00:00"),
        ("2015-10-01/a.txt", "2015-10-01T00:00:00+00:00"),
        ("dt=2015-10-02/a.txt", "2015-10-02T00:00:00+00:00"),
        ("2015-10-01/2015-10-03/a.txt", "2015-10-03T00:00:00+00:00"),
        ("2015-10-04.txt", "2015-10-04T00:00:00+00:00"),
        ("2015-13-45/a.txt", "2015-10-07T15:30:00+00:00"),
        ("report-2015-10-05/a.txt", "2015-10-07T15:30:00+00:00"),
    ],
)
def test_a_date_in_the_path_wins_over_the_time_of_the_file(inbox, show, name, dated):
    put(inbox, name)
    assert [item.dated_at for item in show()] == [dated]


def test_names_are_quoted_into_addresses(inbox, show):
    put(inbox, "Überfall #1 50%.txt")
    assert show()[0].url == "inbox:%C3%9Cberfall%20%231%2050%25.txt"
    assert show()[0].locator == "{data}/inbox/Überfall #1 50%.txt"


def test_hidden_and_unfinished_files_are_passed_over(inbox, show):
    for name in (".a.txt", ".git/b.txt", "c.txt.part", "x/.y/z.txt"):
        put(inbox, name)
    assert show() == []


def test_an_empty_file_is_still_a_document(inbox, show):
    put(inbox, "empty.txt", b"")
    assert len(show()) == 1


def test_other_types_are_rejected_in_their_own_interval(inbox, show):
    put(inbox, "report.pdf", b"%PDF")
    put(inbox, "dt=2015-10-06/noext", b"")
    assert [(r.url, r.outcome) for r in show(DAY)] == [("inbox:report.pdf", "unsupported_type")]
    other = show(Interval.parse("2015-10-06", "2015-10-07"))
    assert [r.url for r in other] == ["inbox:dt=2015-10-06/noext"]


def test_each_json_line_is_a_document_at_its_byte(inbox, show):
    content = lines(
        {"id": "a 1", "text": "T", "published_at": "2015-10-07T06:00:00+02:00"},
        b"",
        {"html": "<p>H", "url": "https://news.example/x", "published_at": "2015-10-06"},
        {"text": "no date"},
        {"text": "mail date", "published_at": "Wed, 07 Oct 2015 09:00:00 GMT"},
    )
    put(inbox, "a.jsonl", content)
    starts = [content.index(b'{"id'), content.index(b'{"html'), content.index(b'{"text": "no')]
    found = show()
    assert [(d.url, d.dated_at, d.offset) for d in found[:3]] == [
        ("inbox:a.jsonl#id-a%201", "2015-10-07T04:00:00+00:00", starts[0]),
        ("https://news.example/x", "2015-10-06T00:00:00+00:00", starts[1]),
        ("inbox:a.jsonl#line-4", "2015-10-07T15:30:00+00:00", starts[2]),
    ]
    assert found[3].dated_at == "2015-10-07T09:00:00+00:00"


def test_the_path_dates_json_lines_too(inbox, show):
    put(inbox, "2015-10-07/a.ndjson", lines({"text": "T", "published_at": "2001-01-01"}))
    assert show()[0].dated_at == "2015-10-07T00:00:00+00:00"


@pytest.mark.parametrize(
    ("line", "outcome", "says"),
    [
        (b"{broken", "broken_record", "not JSON"),
        (b"\xff\xfe{}", "broken_record", "not JSON"),
        (b"[" * 900, "broken_record", "not JSON"),
        (b"[1, 2]", "broken_record", "not a JSON object"),
        (b'{"title": "no text"}', "broken_record", "neither"),
        (b'{"text": 5}', "broken_record", "neither"),
        (b'{"text": "T", "url": "/relative"}', "bad_url", "absolute"),
        (b'{"text": "T", "url": "http://\\ud800.example/"}', "bad_url", "valid"),
        (b'{"text": "T", "published_at": "soon"}', "undated", "soon"),
        (b'{"text": "T", "published_at": 5}', "undated", "5"),
        (b'{"text": "%s"}' % (b"x" * 3000), "oversized", "limit"),
    ],
)
def test_a_bad_line_costs_that_line_only(inbox, show, line, outcome, says):
    put(inbox, "a.jsonl", lines({"text": "before"}, line, {"text": "after"}))
    before, after, bad = show()
    assert isinstance(before, Document)
    assert isinstance(after, Document)
    assert isinstance(bad, Reject)
    assert (bad.outcome, bad.raw_offset) == (outcome, 19)
    assert says in bad.reason
    assert "line 2" in bad.reason
    bad.reason.encode()
    bad.url.encode()


def test_lines_in_gzip_are_read_up_to_where_it_breaks(inbox, show):
    content = lines(*({"id": n, "text": os.urandom(40).hex()} for n in range(200)))
    packed = gzip.compress(content)
    put(inbox, "a.jsonl.gz", packed)
    assert len(show()) == 200
    put(inbox, "a.jsonl.gz", packed[: len(packed) // 2])
    found = show()
    assert all(isinstance(item, Document) for item in found[:-1])
    assert len(found) > 50
    assert found[-1].outcome == "broken_record"
    put(inbox, "a.jsonl.gz", b"this is no gzip")
    assert [item.outcome for item in show()] == ["broken_record"]


def test_a_name_that_is_no_utf8_is_rejected(inbox, show):
    put(inbox, os.fsdecode(b"caf\xe9.txt"))
    (reject,) = show()
    assert reject.outcome == "broken_record"
    (reject.url + reject.raw_uri).encode()


def test_a_folder_that_is_not_there_shows_nothing(tmp_path):
    settings = Settings(data=str(tmp_path / "nowhere"), sources=tmp_path / "sources.toml")
    (shown,) = ask_folder(SOURCE, DAY, settings)
    assert (shown.form, shown.outcome, shown.items) == ("folder", "ok", 0)


def test_a_file_that_cannot_be_read_costs_itself_only(inbox, show):
    put(inbox, "2015-10-07/a.txt")
    (inbox / "2015-10-07" / "b.jsonl").symlink_to("/proc/self/mem")  # reading fails with EIO
    put(inbox, "2015-10-07/c.txt")
    assert [getattr(item, "outcome", "") for item in show()] == ["", "", "broken_source"]


def test_on_any_file_system(tmp_path):
    import fsspec

    settings = Settings(data="memory://folder-test", sources=tmp_path / "sources.toml")
    with fsspec.open("memory://folder-test/inbox/2015-10-07/a.txt", "wb") as out:
        out.write(b"Title\n\ntext")
    (shown,) = ask_folder(SOURCE, DAY, settings)
    (document,) = shown.documents
    assert document.url == "inbox:2015-10-07/a.txt"
    assert document.locator == "{data}/inbox/2015-10-07/a.txt"


def test_what_lies_outside_the_window_is_counted(inbox, tmp_path):
    settings = Settings(data=str(tmp_path / "data"), sources=tmp_path / "sources.toml")
    for day in (5, 6, 7, 8):
        put(inbox, f"2015-10-0{day}/a.txt")
        put(inbox, f"2015-10-0{day}/b.pdf")
    (shown,) = ask_folder(SOURCE, DAY, settings)
    assert [document.url for document in shown.documents] == ["inbox:2015-10-07/a.txt"]
    assert [reject.url for reject in shown.rejects] == ["inbox:2015-10-07/b.pdf"]
    assert (shown.outside, shown.items) == (6, 8)
    assert (shown.oldest_at.day, shown.newest_at.day) == (5, 8)
