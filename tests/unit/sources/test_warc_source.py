import sys

import pytest
from fixtures.feeds.archives import member, record, response

from dateline.errors import TerminalError
from dateline.partition import Interval
from dateline.schemas import Document, Reject
from dateline.settings import Settings
from dateline.sources import WarcSource, check, discover

DAY = Interval.parse("2015-10-07", "2015-10-08")


@pytest.fixture
def settings(tmp_path):
    return Settings(data=str(tmp_path / "data"), sources=tmp_path / "sources.toml")


def source(path):
    return WarcSource(id="archive", name="Archive", kind="warc", path=path)


def show(settings, path, interval=DAY):
    return list(discover(source(path), interval, settings))


def test_each_response_and_resource_is_a_document(settings, tmp_path):
    parts = [
        member(record("", b"software: test\r\n", "application/warc-fields", date=DATE, kind=kind))
        for kind in ("warcinfo", "request", "metadata")
    ]
    parts.insert(1, member(response("http://news.example/a")))
    parts.append(member(record("inbox:b.txt", b"text", "text/plain", date=DATE, kind="resource")))
    (tmp_path / "a.warc.gz").write_bytes(b"".join(parts))
    assert show(settings, "a.warc.gz") == [
        Document(
            "archive",
            "http://news.example/a",
            "warc",
            "2015-10-07T08:00:00+00:00",
            "a.warc.gz",
            len(parts[0]),
        ),
        Document(
            "archive",
            "inbox:b.txt",
            "warc",
            "2015-10-07T08:00:00+00:00",
            "a.warc.gz",
            sum(map(len, parts[:4])),
        ),
    ]


DATE = "2015-10-07T08:00:00Z"


def test_only_the_files_of_the_interval_are_read(settings, tmp_path):
    for day in ("06", "07", "08"):
        (tmp_path / f"x-201510{day}.warc").write_bytes(response(date=f"2015-10-{day}T08:00:00Z"))
    days = [item.dated_at[:10] for item in show(settings, "x-%Y%m%d.warc")]
    assert days == ["2015-10-07"]
    two = Interval.parse("2015-10-06T12:00", "2015-10-07T12:00")
    days = [item.dated_at[:10] for item in show(settings, "x-%Y%m%d.warc", two)]
    assert days == ["2015-10-06", "2015-10-07"]


def test_codes_and_wildcards_work_together(settings, tmp_path):
    for name in ("2015/10/CC-20151007-2.warc", "2015/10/CC-20151007-1.warc", "2015/11/x.warc"):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(response(f"http://news.example/{name}"))
    names = [item.locator for item in show(settings, "news/%Y/%m/CC-%Y%m%d-*.warc")]
    assert names == ["news/2015/10/CC-20151007-1.warc", "news/2015/10/CC-20151007-2.warc"]
    assert len(show(settings, "news/**/*.warc")) == 3
    assert len(show(settings, str(tmp_path / "news" / "*" / "1?" / "*.warc"))) == 3


def test_a_day_without_a_file_is_no_error(settings):
    assert show(settings, "x-%Y%m%d.warc") == []
    assert show(settings, "nowhere/*.warc") == []
    assert show(settings, "{data}/nowhere.warc") == []


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="from 3.13 on every pattern can be")
def test_a_pattern_that_cannot_be_is_said(settings, tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(TerminalError, match=r"a/b\*\*"):
        show(settings, "a/b**.warc")


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"", "broken_source"),
        (b"<html>This is a page.</html>" * 50, "broken_source"),
        (member(b"<html>This is a page.</html>"), "broken_source"),
        (member(response() + response()), "broken_source"),
        (response(date="yesterday"), "undated"),
        (response("dns:news.example"), "bad_url"),
        (response("/relative"), "bad_url"),
        (record("no-scheme", b"text", "text/plain", date=DATE, kind="resource"), "bad_url"),
    ],
)
def test_what_cannot_be_used_is_rejected_with_its_place(settings, tmp_path, content, outcome):
    (tmp_path / "a.warc").write_bytes(content)
    reject = show(settings, "a.warc")[-1]
    assert isinstance(reject, Reject)
    assert (reject.source_id, reject.outcome) == ("archive", outcome)
    assert reject.raw_uri == "a.warc"
    assert reject.reason


def test_a_broken_record_counts_in_the_interval_of_the_one_before_it(settings, tmp_path):
    whole = [
        member(response("http://news.example/1", date="2015-10-06T23:00:00Z")),
        member(response("http://news.example/2", b"y" * 500, date="2015-10-07T01:00:00Z")),
        member(response("http://news.example/3", date="2015-10-07T02:00:00Z")),
    ]
    (tmp_path / "a.warc.gz").write_bytes(whole[0] + whole[1][:-20] + whole[2])
    before = Interval.parse("2015-10-06", "2015-10-07")
    kinds = [type(item).__name__ for item in show(settings, "a.warc.gz", before)]
    assert kinds == ["Document", "Reject", "Document"]
    kinds = [type(item).__name__ for item in show(settings, "a.warc.gz", DAY)]
    assert kinds == ["Document", "Document"]


def test_ids_do_not_depend_on_where_the_project_lies(tmp_path):
    found = []
    for name in ("one", "two"):
        root = tmp_path / name
        (root / "data").mkdir(parents=True)
        (root / "a.warc").write_bytes(response())
        (root / "data" / "b.warc").write_bytes(response())
        settings = Settings(data=str(root / "data"), sources=root / "sources.toml")
        found.append([d.id for p in ("a.warc", "{data}/b.warc") for d in show(settings, p)])
    assert found[0] == found[1]
    assert len(set(found[0])) == 2


def test_check_counts_documents_and_names_the_first_fault(settings, tmp_path):
    (tmp_path / "x-20151006.warc").write_bytes(response(date="2015-10-06T23:00:00Z"))
    (tmp_path / "x-20151007.warc").write_bytes(response() + response("dns:x"))
    result = check(source("x-%Y%m%d.warc"), settings)
    assert (result.state, result.documents, result.newest) == (
        "ok",
        2,
        "2015-10-07T08:00:00+00:00",
    )
    assert result.message.startswith("bad_url")
    (tmp_path / "y.warc").write_bytes(b"no archive")
    assert check(source("y.warc"), settings).state == "failed"
    assert check(source("z.warc"), settings).state == "empty"
    off = source("x-%Y%m%d.warc").model_copy(update={"enabled": False})
    assert check(off, settings).state == "disabled"
