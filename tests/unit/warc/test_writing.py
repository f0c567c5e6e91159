"""What the raw zone is written as, and that other tools read it."""

import gzip
import zlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from fastwarc.warc import ArchiveIterator
from upath import UPath
from warcio.archiveiterator import ArchiveIterator as WarcioIterator
from warcio.checker import Checker

from dateline.schemas import Document
from dateline.warc import (
    HTTP_RESPONSE,
    Capture,
    Exchange,
    Original,
    WarcWriter,
    payload_digest,
    read_holdings,
    read_records,
)

MOMENT = datetime(2015, 10, 7, 8, tzinfo=UTC)
URL = "http://news.example/a"
DOCUMENT = Document("src", URL, "http", MOMENT.isoformat())
HEAD = (
    b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: "7"\r\n'
    b"Last-Modified: Wed, 07 Oct 2015 08:00:00 GMT\r\n\r\n"
)
BODY = b"<p>Text.</p>"
PAGE = Capture(URL, MOMENT, HTTP_RESPONSE, HEAD + BODY)
REQUEST = b"GET /a HTTP/1.1\r\nHost: news.example\r\nAccept: text/html\r\n\r\n"
EXCHANGE = Exchange(REQUEST, 0.25)
ORIGINAL = Original("<urn:uuid:1>", URL, MOMENT, payload_digest(PAGE))


def written(write):
    out = BytesIO()
    writer = WarcWriter(out)
    writer.write_info(name="a.warc.gz", date=MOMENT)
    write(writer)
    return out.getvalue()


def several(writer):
    """A page, an unchanged one of both kinds, a redirected one, a file."""
    same = Capture(URL + "2", MOMENT, HTTP_RESPONSE, HEAD + BODY)
    unchanged = b'HTTP/1.1 304 Not Modified\r\nETag: "7"\r\n\r\n'
    other = Capture(URL + "3", MOMENT, HTTP_RESPONSE, unchanged)
    writer.write_exchange(PAGE, DOCUMENT, EXCHANGE)
    writer.write_exchange(same, document(2), EXCHANGE, ORIGINAL)
    writer.write_exchange(other, document(3), EXCHANGE, ORIGINAL)
    writer.write_exchange(PAGE, document(4), Exchange(b"", 0.0004))
    writer.write(Capture("inbox:b", MOMENT, "text/plain", b"Text"), document(5))


def document(n):
    return Document("src", f"{URL}{n}", "http", MOMENT.isoformat())


KINDS = (
    "warcinfo",
    *("request", "metadata", "response"),
    *("request", "metadata", "revisit"),
    *("request", "metadata", "revisit"),
    *("metadata", "response"),
    "resource",
)


def test_an_exchange_is_three_records_that_name_each_other():
    data = written(lambda writer: writer.write_exchange(PAGE, DOCUMENT, EXCHANGE))
    records = [
        (record.rec_headers, record.content_stream().read())
        for record in WarcioIterator(BytesIO(data), no_record_parse=True)
    ]
    assert [headers["WARC-Type"] for headers, _ in records] == list(KINDS[:4])
    response = records[-1][0]
    for headers, _ in records[1:3]:
        assert headers["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    for headers, _ in records[1:]:
        assert (headers["WARC-Target-URI"], headers["WARC-Date"]) == (URL, "2015-10-07T08:00:00Z")
    assert [body for _, body in records[1:]] == [REQUEST, b"fetchTimeMs: 250\r\n", PAGE.block]
    assert records[1][0]["Content-Type"] == "application/http; msgtype=request"
    assert records[2][0]["Content-Type"] == "application/warc-fields"
    assert len({headers["WARC-Record-ID"] for headers, _ in records}) == 4


def test_fastwarc_and_warcio_read_all_and_the_digests_hold(tmp_path):
    data = written(several)
    checked = list(ArchiveIterator(BytesIO(data), verify_digests=True))
    assert tuple(record.headers["WARC-Type"] for record in checked) == KINDS
    kinds = []
    for record in WarcioIterator(BytesIO(data), check_digests="raise"):
        record.content_stream().read()
        kinds.append(record.rec_type)
    assert tuple(kinds) == KINDS
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data)

    class Arguments:
        inputs = (str(path),)
        verbose = True

    checker = Checker(Arguments)
    checker.process_all()
    assert checker.exit_value == 0


def test_each_record_is_a_gzip_member_of_its_own():
    data, members = written(several), 0
    while data:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        assert unpacker.decompress(data).startswith(b"WARC/1.1\r\n")
        data, members = unpacker.unused_data, members + 1
    assert members == len(KINDS)


def test_the_same_input_gives_the_same_bytes():
    assert written(several) == written(several)


def test_record_ids_differ_between_captures_of_one_document():
    later = Capture(URL, datetime(2015, 10, 8, tzinfo=UTC), HTTP_RESPONSE, PAGE.block)
    data = written(lambda w: [w.write(PAGE, DOCUMENT), w.write(later, DOCUMENT)])
    ids = [record.record_id for record in ArchiveIterator(BytesIO(data), parse_http=False)]
    assert len(set(ids)) == 3


def test_the_cleaner_sees_content_only(tmp_path):
    path = UPath(tmp_path / "a.warc.gz")
    path.write_bytes(written(several))
    bodies = [record.body for record in read_records(path, max_body=1000)]
    assert bodies == [BODY, BODY, b"Text"]


def test_values_cannot_forge_fields():
    forged = Document(
        "src\r\nWARC-Type: x", "http://x/\r\nfetchTimeMs: 1", "http", DOCUMENT.dated_at
    )
    data = written(lambda writer: writer.write_exchange(PAGE, forged, EXCHANGE))
    text = gzip.decompress(data)
    assert b"\r\nWARC-Type: x" not in text
    (held,) = read_holdings(BytesIO(data))
    assert held.fields == {"via": "http://x/ fetchTimeMs: 1", "fetchTimeMs": "250"}


def test_holdings_say_what_was_written():
    data = written(several)
    page, same, unchanged, moved, file = read_holdings(BytesIO(data))
    assert [h.document_id for h in (page, same, unchanged, moved, file)] == [
        DOCUMENT.id,
        *(document(n).id for n in (2, 3, 4, 5)),
    ]
    assert (page.status, page.body_bytes, page.etag) == (200, len(BODY), '"7"')
    assert page.last_modified == "Wed, 07 Oct 2015 08:00:00 GMT"
    assert (page.url, page.captured_at) == (URL, MOMENT)
    assert page.payload_digest == payload_digest(PAGE)
    assert page.fields == {"fetchTimeMs": "250"}
    assert (same.is_revisit, same.status, same.body_bytes) == (True, 200, None)
    assert (unchanged.is_revisit, unchanged.status) == (True, 304)
    assert unchanged.payload_digest == page.payload_digest
    assert (moved.fields["via"], moved.fields["fetchTimeMs"]) == (URL + "4", "0")
    assert (file.status, file.body_bytes, file.etag, file.is_revisit) == (None, 4, None, False)
    spans = [(h.start, h.end) for h in (page, same, unchanged, moved, file)]
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]
    assert spans[-1][1] == len(data)
    assert [
        start <= h.offset < end
        for h, (start, end) in zip((page, same, unchanged, moved, file), spans, strict=True)
    ] == [True] * 5


@pytest.mark.parametrize("keep", [0, 1, 40, 400, 700, 900, 1100])
def test_a_file_cut_anywhere_holds_whole_documents_only(keep):
    data = written(several)
    whole = [held for held in read_holdings(BytesIO(data)) if held.end <= keep]
    assert list(read_holdings(BytesIO(data[:keep]))) == whole


def test_a_broken_record_costs_its_document_only():
    data = written(several)
    held = list(read_holdings(BytesIO(data)))
    for broken in held:
        middle = (broken.offset + broken.end) // 2
        hurt = data[:middle] + bytes(8) + data[middle + 8 :]
        left = [h.document_id for h in read_holdings(BytesIO(hurt))]
        assert left == [h.document_id for h in held if h is not broken]


def test_what_is_no_archive_holds_nothing():
    assert list(read_holdings(BytesIO(b"nothing of the kind"))) == []
    foreign = gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    assert list(read_holdings(BytesIO(foreign + gzip.compress(b"no record")))) == []
