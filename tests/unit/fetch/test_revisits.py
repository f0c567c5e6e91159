"""Pages that were fetched before: asked for conditionally, stored by reference if unchanged."""

import gzip

import pytest
from fixtures.fetching import PAGE, as_earlier, batch_of, fetch, page, quick, stored
from fixtures.loopback import Reply
from upath import UPath
from warcio.archiveiterator import ArchiveIterator

HTML = ("Content-Type", "text/html")
ETAG = ("ETag", '"v1"')
MODIFIED = ("Last-Modified", "Wed, 07 Oct 2015 08:00:00 GMT")


@pytest.fixture
def settings(tmp_path):
    return quick(tmp_path)


def conditional(*validators, body=PAGE):
    """A page that keeps to RFC 9110, section 13."""

    def answer(request):
        sent = {request.headers.get("if-none-match"), request.headers.get("if-modified-since")}
        same = sent & {value for _, value in validators}
        return Reply(b"" if same else body, 304 if same else 200, (HTML, *validators))

    return answer


def records(settings, number):
    """The records of a WARC as another tool sees them, their digests checked."""
    found = []
    with batch_of(settings, number).warc("feed").open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            content = record.content_stream().read()
            found.append((record.rec_headers, record.http_headers, content))
    return found


@pytest.mark.parametrize("validators", [(ETAG,), (MODIFIED,), (ETAG, MODIFIED)])
def test_an_unchanged_page_becomes_a_revisit(site, settings, validators):
    site.handle("/a", conditional(*validators))
    (first,) = fetch(settings, [page(site, "/a")]).fetches
    result = fetch(settings, [page(site, "/a")], number=1, earlier=as_earlier(first))
    assert result.tally.as_dict() == {"not_modified": 1}
    assert stored(settings, number=1) == []
    (row,) = result.fetches
    assert (row["outcome"], row["status"], row["body_bytes"]) == ("not_modified", 304, None)
    assert row["payload_digest"] == first["payload_digest"]
    warc, http, body = records(settings, 1)[-1]
    assert warc["WARC-Type"] == "revisit"
    assert warc["WARC-Profile"].endswith("/warc/1.1/revisit/server-not-modified")
    assert warc["WARC-Refers-To-Target-URI"] == site.url("/a")
    original = next(w for w, _, _ in records(settings, 0) if w["WARC-Type"] == "response")
    assert warc["WARC-Refers-To"] == original["WARC-Record-ID"]
    assert warc["WARC-Refers-To-Date"] == original["WARC-Date"]
    assert (http.get_statuscode(), body) == ("304", b"")
    again = fetch(settings, [page(site, "/a")], number=1, earlier=as_earlier(first))
    assert again == result
    assert site.asked("/a") == 2


def test_the_same_bytes_without_validators_become_a_revisit(site, settings):
    site.serve("/a", gzip.compress(PAGE, mtime=0), headers=[HTML, ("Content-Encoding", "gzip")])
    (first,) = fetch(settings, [page(site, "/a")]).fetches
    result = fetch(settings, [page(site, "/a")], number=1, earlier=as_earlier(first))
    assert result.tally.as_dict() == {"not_modified": 1}
    assert stored(settings, number=1) == []
    warc, http, body = records(settings, 1)[-1]
    assert warc["WARC-Profile"].endswith("/warc/1.1/revisit/identical-payload-digest")
    assert warc["WARC-Payload-Digest"] == first["payload_digest"]
    assert http.get_header("Content-Encoding") == "gzip"
    assert (http.get_statuscode(), body) == ("200", b"")


def test_a_changed_page_is_stored_again(site, settings):
    site.handle("/a", conditional(ETAG))
    (first,) = fetch(settings, [page(site, "/a")]).fetches
    site.handle("/a", conditional(("ETag", '"v2"'), body=PAGE + b"new"))
    result = fetch(settings, [page(site, "/a")], number=1, earlier=as_earlier(first))
    assert result.tally.as_dict() == {"ok": 1}
    assert [record.body for record in stored(settings, number=1)] == [PAGE + b"new"]
    assert result.fetches[0]["etag"] == '"v2"'


def test_a_page_that_went_away_is_an_error(site, settings):
    site.handle("/a", conditional(ETAG))
    (first,) = fetch(settings, [page(site, "/a")]).fetches
    site.handle("/a", lambda _: Reply(PAGE, 410))
    result = fetch(settings, [page(site, "/a")], number=1, earlier=as_earlier(first))
    assert result.tally.as_dict() == {"http_error": 1}


def test_validators_go_to_the_address_that_gave_them(site, settings):
    site.serve("/moved", status=302, headers=[("Location", "/a")])
    site.handle("/a", conditional(ETAG))
    (first,) = fetch(settings, [page(site, "/moved")]).fetches
    result = fetch(settings, [page(site, "/moved")], number=1, earlier=as_earlier(first))
    assert result.tally.as_dict() == {"not_modified": 1}
    conditional_ones = [r.path for r in site.requests if "if-none-match" in r.headers]
    assert conditional_ones == ["/a"]
    warc, _, body = records(settings, 1)[-2]
    assert warc["WARC-Type"] == "metadata"
    assert f"via: {site.url('/moved')}".encode() in body


@pytest.mark.parametrize("fault", ["gone", "cut", "other"])
def test_what_the_raw_zone_has_lost_is_stored_again(site, settings, fault):
    site.handle("/a", conditional(ETAG))
    site.serve("/b", PAGE + b"b")
    first, other = fetch(settings, [page(site, "/a"), page(site, "/b")]).fetches
    path = UPath(settings.data) / first["raw_uri"]
    if fault == "gone":
        path.unlink()
    elif fault == "cut":
        path.write_bytes(path.read_bytes()[: first["raw_offset"] + 5])
    else:
        first |= {"raw_offset": other["raw_offset"]}
    result = fetch(settings, [page(site, "/a")], number=1, earlier=as_earlier(first))
    assert result.tally.as_dict() == {"ok": 1}
    assert [record.body for record in stored(settings, number=1)] == [PAGE]
    assert "if-none-match" not in site.requests[-1].headers
