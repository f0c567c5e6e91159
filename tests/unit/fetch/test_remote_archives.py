"""Records of an archive on another machine: read by ranges, with patience, and within bounds."""

import os
from itertools import accumulate

import pytest
from fixtures.archives import member, response
from fixtures.fetching import DATE, fetch, quick, stored
from fixtures.loopback import Reply
from fixtures.ranges import part, serve_ranges

from dateline.schemas import Document

MEMBERS = [
    member(response(f"http://x.example/{n}", b"<p>" + os.urandom(20_000).hex().encode()))
    for n in range(60)
]
CONTENT = b"".join(MEMBERS)
STARTS = [0, *accumulate(map(len, MEMBERS))][:-1]


@pytest.fixture
def settings(tmp_path):
    return quick(tmp_path, max_body_bytes=10**6)


def documents(site, numbers):
    return [
        Document("a", f"http://x.example/{n}", "warc", DATE, site.url("/a.warc.gz"), STARTS[n])
        for n in numbers
    ]


def test_records_are_read_without_reading_the_file_over_and_over(site, settings):
    asked = serve_ranges(site, "/a.warc.gz", CONTENT)
    assert fetch(settings, documents(site, range(60))).tally.as_dict() == {"ok": 60}
    assert sum(end - start for start, end in asked) < 2 * len(CONTENT)
    assert [record.url for record in stored(settings, "a")] == [
        f"http://x.example/{n}" for n in range(60)
    ]


def test_a_few_records_of_a_large_file(site, settings):
    asked = serve_ranges(site, "/a.warc.gz", CONTENT)
    assert fetch(settings, documents(site, [5, 40])).tally.as_dict() == {"ok": 2}
    assert sum(end - start for start, end in asked) < 0.75 * len(CONTENT)


def test_faults_that_pass(site, settings):
    def fault(number, request):
        if number % 3 == 0:
            return Reply("busy", 503)
        return part(CONTENT, 0, 10**6, drop_at=900) if number % 3 == 1 else None

    serve_ranges(site, "/a.warc.gz", CONTENT, fault)
    assert fetch(settings, documents(site, range(60))).tally.as_dict() == {"ok": 60}


def test_an_archive_out_of_reach_is_not_tried_for_each_of_its_records(site, settings):
    serve_ranges(site, "/a.warc.gz", CONTENT, lambda *_: Reply("down", 503))
    result = fetch(settings, documents(site, range(60)))
    assert result.tally.as_dict() == {"network_error": 60}
    assert "503" in result.rejects[-1].reason
    assert len(site.requests) < 10


def test_an_archive_that_is_gone(site, settings):
    result = fetch(settings, documents(site, [0, 1]))
    assert result.tally.as_dict() == {"broken_record": 2}
    assert len(site.requests) < 5
