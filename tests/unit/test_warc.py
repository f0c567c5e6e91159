import gzip
import random
import re
import tracemalloc
import zlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from fastwarc.warc import ArchiveIterator
from fixtures.archives import member, record, response
from hypothesis import given
from hypothesis import strategies as st
from upath import UPath
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from dateline.errors import RecordError
from dateline.outcomes import Outcome, Tally
from dateline.partition import Interval
from dateline.schemas import Document, Reject
from dateline.warc import (
    EVERYTHING,
    HTTP_RESPONSE,
    Capture,
    Selection,
    WarcWriter,
    payload_of,
    read_capture,
    read_heads,
    read_holdings,
    read_record,
    read_records,
)

DATE = "2015-10-07T08:00:00Z"
MOMENT = datetime(2015, 10, 7, 8, tzinfo=UTC)
MAX = 100_000
PAGES = [response(f"http://news.example/{n}", f"<p>Page {n}".encode() * 40) for n in range(5)]
PACKED = [member(page) for page in PAGES]
NOISE = random.Random(0).randbytes(3000)
HTML = b"<html><p>" + b"A sentence. " * 100


@pytest.fixture
def read(tmp_path):
    def read(content, name="a.warc.gz", max_body=MAX):
        path = UPath(tmp_path / name)
        path.write_bytes(content)
        return list(read_records(path, max_body=max_body))

    return read


def brief(items):
    """The last part of each record's address, or the reject's outcome and offset."""
    return [
        (str(item.outcome), item.raw_offset) if isinstance(item, Reject) else item.url[-1]
        for item in items
    ]


def start(n, parts=PACKED):
    return sum(map(len, parts[:n]))


def test_a_response_is_read_whole(read):
    page = response(
        "<http://news.example/a>",
        b"<p>caf\xe9",
        headers=b'Content-Type: Text/HTML; Charset="ISO-8859-1"\r\nX-A: 1\r\nX-A: 2\r\n',
    )
    (found,) = read(member(page))
    assert (found.url, found.status, found.body) == ("http://news.example/a", 200, b"<p>caf\xe9")
    assert (found.content_type, found.charset) == ("text/html", "iso-8859-1")
    assert (found.fetched_at, found.raw_offset) == (MOMENT, 0)
    assert (found.source_id, found.document_id) == ("", None)
    assert found.headers[1:] == (("X-A", "1"), ("X-A", "2"))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"", ("", None)),
        (b"Content-Type: \r\n", ("", None)),
        (b"Content-Type: text/html;charset=\r\n", ("text/html", None)),
        (b"content-type: TEXT/HTML ; Charset=UTF-8; q=1\r\n", ("text/html", "utf-8")),
        (b"Content-Type: text/html; charset='utf-8'\r\n", ("text/html", "'utf-8'")),
        (b"Content-Type: \xff\xfe; charset=\xff\r\n", None),
        (b"Content-Type: text/html; charset*0=ut; charset*1=f-8\r\n", None),
        (b"Content-Type: text/html; charset*=utf-8''a; charset*1*=x\r\n", ("text/html", None)),
    ],
)
def test_content_types_as_servers_send_them(read, header, expected):
    (found,) = read(response(headers=header))
    assert found.body
    assert expected in (None, (found.content_type, found.charset))


@pytest.mark.parametrize(("name", "parts"), [("a.warc", PAGES), ("a.warc.gz", PACKED)])
def test_offsets_lead_back_to_each_record(read, tmp_path, name, parts):
    found = read(b"".join(parts), name)
    assert [item.raw_offset for item in found] == [start(n, parts) for n in range(5)]
    path = UPath(tmp_path / name)
    for item in found:
        assert read_record(path, item.raw_offset, max_body=MAX) == item


def test_other_records_are_passed_over(read):
    kinds = ("warcinfo", "request", "metadata", "revisit", "conversion", "x-vendor")
    others = [member(record("", b"a: b\r\n", "text/x", date=DATE, kind=kind)) for kind in kinds]
    resource = record("inbox:7", b"text", "text/plain; charset=utf-8", date=DATE, kind="resource")
    found = read(b"".join([*others, PACKED[0], member(resource)]))
    assert brief(found) == ["0", "7"]
    assert (found[1].status, found[1].content_type, found[1].body) == (200, "text/plain", b"text")


def test_records_of_our_own_name_their_document(read, tmp_path):
    document = Document("src", "http://news.example/a", "http", MOMENT.isoformat())
    out = BytesIO()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>"
    WarcWriter(out).write(Capture(document.url, MOMENT, HTTP_RESPONSE, block), document)
    (found,) = read(out.getvalue())
    assert (found.source_id, found.document_id) == ("src", document.id)
    path = UPath(tmp_path / "a.warc.gz")
    (named,) = read_records(path, max_body=MAX, source_id="other", address="raw/x")
    assert (named.source_id, named.raw_uri) == ("src", "raw/x")


def cut(n, keep):
    """The packed pages with member n cut to its first bytes."""
    return b"".join([*PACKED[:n], PACKED[n][:keep], *PACKED[n + 1 :]])


GARBAGE = b"neither gzip nor WARC \x1f\x8b\x08 " * 9


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (cut(2, -30), ["0", "1", ("broken_record", start(2)), "3", "4"]),
        (cut(2, 5), ["0", "1", ("broken_record", start(2)), "3", "4"]),
        (cut(4, -30), ["0", "1", "2", "3", ("broken_record", start(4))]),
        (cut(4, 40), ["0", "1", "2", "3", ("broken_record", start(4))]),
        (cut(4, 5), ["0", "1", "2", "3", ("broken_record", start(4))]),
        (cut(0, -30), [("broken_record", 0), "1", "2", "3", "4"]),
        (PACKED[0] + GARBAGE + PACKED[1], ["0", ("broken_record", start(1)), "1"]),
        (GARBAGE + PACKED[1], [("broken_record", 0), "1"]),
        (PACKED[0] + GARBAGE, ["0", ("broken_record", start(1))]),
        (
            b"".join(PAGES[:2]) + GARBAGE + PAGES[2],
            ["0", "1", ("broken_record", start(2, PAGES)), "2"],
        ),
        (b"".join(PAGES)[:-300], ["0", "1", "2", "3", ("broken_record", start(4, PAGES))]),
        (
            PAGES[0] + PAGES[1].replace(b"Content-Length: ", b"Content-Length: 9", 1) + PAGES[2],
            ["0", ("broken_record", start(1, PAGES)), "2"],
        ),
        (
            PACKED[0] + member(PAGES[1].replace(b"Content-Length", b"X-Length", 1)) + PACKED[2],
            ["0", ("broken_record", start(1)), "2"],
        ),
        (
            PACKED[0] + member(b"WARC/1.1\r\nnonsense\r\n\r\nabc\r\n\r\n") + PACKED[2],
            ["0", ("broken_record", start(1)), "2"],
        ),
        (
            PACKED[0]
            + member(PAGES[1].replace(b"HTTP/1.1 200 OK", b"NOT HTTP AT ALL"))
            + PACKED[2],
            ["0", ("broken_record", start(1)), "2"],
        ),
        (
            PACKED[0] + member(response(date="yesterday")) + PACKED[2],
            ["0", ("undated", start(1)), "2"],
        ),
        (b"", [("broken_source", 0)]),
        (HTML, [("broken_source", 0)]),
        (member(HTML), [("broken_source", 0)]),
        (NOISE, [("broken_source", 0)]),
        (b"\x1f\x8b", [("broken_source", 0)]),
        (PACKED[0][:-60], [("broken_record", 0)]),
        (member(b"".join(PAGES)), ["0", ("broken_source", len(member(b"".join(PAGES))))]),
    ],
)
def test_a_fault_costs_one_record(read, tmp_path, content, expected):
    assert brief(read(content)) == expected
    heads = list(read_heads(UPath(tmp_path / "a.warc.gz")))
    headed = [(h.outcome, h.raw_offset) if isinstance(h, Reject) else h.url[-1] for h in heads]
    assert len(headed) == len(expected)
    assert all(item.reason for item in heads if isinstance(item, Reject))


@given(
    at=st.integers(0, start(5) - 1),
    damage=st.one_of(st.binary(min_size=1, max_size=80), st.just(b"")),
    lost=st.integers(0, 400),
)
def test_any_damage_leaves_the_rest_readable(tmp_path_factory, at, damage, lost):
    whole = b"".join(PACKED)
    path = UPath(tmp_path_factory.getbasetemp() / "damaged.warc.gz")
    path.write_bytes(whole[:at] + damage + whole[at + lost :])
    found = list(read_records(path, max_body=MAX))
    intact = {str(n) for n in range(5) if start(n + 1) <= at or start(n) >= at + lost + 1}
    assert intact <= {item.url[-1] for item in found if not isinstance(item, Reject)}
    assert sum(isinstance(item, Reject) for item in found) <= 3


def test_a_cut_record_is_never_taken_for_whole(tmp_path):
    rng = random.Random(5)
    text = b" ".join(rng.choice([b"alpha", b"beta", b"gamma", b"delta"]) for _ in range(9_000))
    parts = [member(response(f"http://news.example/{n}", text[n:])) for n in range(3)]
    path = UPath(tmp_path / "a.warc.gz")
    for lost in range(1, 120):
        path.write_bytes(parts[0] + parts[1][:-lost] + parts[2])
        expected = ["0", ("broken_record", len(parts[0])), "2"]
        assert brief(read_records(path, max_body=MAX)) == expected
        heads = list(read_heads(path))
        assert [isinstance(head, Reject) for head in heads] == [False, True, False]


def announcing(page, length):
    return re.sub(rb"Content-Length: \d+", b"Content-Length: " + length, page, count=1)


def bomb(head, megabytes):
    """A gzip member of a record's head and zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    zeros = bytes(1 << 20)
    parts = [packer.compress(head), *(packer.compress(zeros) for _ in range(megabytes))]
    return b"".join([*parts, packer.flush()])


EMPTY = response("http://news.example/1", b"")


@pytest.mark.parametrize(
    ("middle", "outcome"),
    [
        (member(announcing(PAGES[1], b"99999")), "broken_record"),
        (member(announcing(PAGES[1], b"9" * 40)), "broken_record"),
        (member(announcing(PAGES[1], b"-5")), "broken_record"),
        (member(announcing(PAGES[1], b"many")), "broken_record"),
        (member(announcing(PAGES[1], b"100")), "ok"),  # cut, as far as anybody can tell
        (member(response("http://news.example/" + "1" * 10**7)), "broken_record"),
        (member(response(headers=b"X: " + b"y" * 10**7 + b"\r\n")), "oversized"),
        (member(response(headers=b"X: y\r\n" * 10**6)), "oversized"),
        (member(response(headers=b"X: " + b"y" * 90_000 + b"\r\n")), "broken_record"),
        (bomb(announcing(EMPTY, b"%d" % (200 << 20)), 200), "oversized"),
        (bomb(announcing(EMPTY, b"100"), 200), "ok"),
        (bomb(b"", 200), "broken_record"),
        (bomb(b"WARC/1.1\r\n", 200), "broken_record"),
        (member(b""), "broken_record"),
        (NOISE, "broken_record"),
        (b"\x1f\x8b\x08" * 3_000, "broken_record"),
    ],
)
def test_a_hostile_record_costs_itself_only(tmp_path, middle, outcome):
    path = UPath(tmp_path / "a.warc.gz")
    path.write_bytes(PACKED[0] + middle + PACKED[4])
    for selection in (EVERYTHING, Selection.of(languages=["en"])):
        tracemalloc.start()
        first, found, last = read_records(path, max_body=MAX, selection=selection)
        heads = list(read_heads(path, selection=selection))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert (first.url[-1], last.url[-1]) == ("0", "4")
        assert getattr(found, "outcome", "ok") == outcome
        assert (heads[0].url[-1], heads[-1].url[-1]) == ("0", "4")
        assert peak < 5_000_000


def test_a_file_made_to_keep_its_reader_busy_is_given_up(read):
    found = read(PACKED[0] + b"WARC/1.0\r\n" * 5_000 + PACKED[1])
    assert found[0].url[-1] == "0"
    assert found[-1].outcome == "broken_source"
    assert found[-1].reason.startswith("1,000 faults in a row")
    assert len(found) == 1_001


DAY = Interval.parse("2015-10-07", "2015-10-08")


def chosen(tmp_path, parts, selection):
    """What of an archive is read, what is counted as left out, and what its heads say."""
    path = UPath(tmp_path / "a.warc.gz")
    path.write_bytes(b"".join(map(member, parts)))
    left_out = Tally()
    found = list(read_records(path, max_body=MAX, selection=selection, left_out=left_out))
    outcomes = [str(head.outcome) for head in read_heads(path, selection=selection)]
    assert outcomes.count("ok") == len(found)
    assert len(found) + left_out.inputs == len(outcomes) == len(parts)
    assert all(left_out.counts[key] == outcomes.count(key) for key in left_out.counts)
    return found, left_out.as_dict(), outcomes


@pytest.mark.parametrize(
    ("date", "is_wanted"),
    [
        ("2015-10-06T23:59:59Z", False),
        ("2015-10-07T00:00:00Z", True),
        ("2015-10-07T23:59:59.999Z", True),
        ("2015-10-08T00:00:00Z", False),
        ("2015-10-08T01:00:00+02:00", True),
    ],
)
def test_records_are_chosen_by_interval(tmp_path, date, is_wanted):
    found, left_out, _ = chosen(tmp_path, [response(date=date)], Selection.of(DAY))
    assert len(found) == is_wanted
    assert left_out == ({} if is_wanted else {"outside_interval": 1})


@pytest.mark.parametrize(
    ("url", "is_wanted"),
    [
        ("http://news.example/a", True),
        ("https://news.example", True),
        ("https://NEWS.example:8443/a", True),
        ("http://www.news.example./a?b#c", True),
        ("http://me@news.example/", True),
        ("<http://news.example/a>", True),
        ("http://m.other.example/", True),
        ("http://other.example/", False),
        ("http://fakenews.example/", False),
        ("http://news.example.com/", False),
        ("http://example/news.example", False),
        ("http://news.example@evil.example/", False),
        ("dns:news.example", False),
        ("", False),
    ],
)
def test_records_are_chosen_by_host(tmp_path, url, is_wanted):
    selection = Selection.of(hosts=["News.Example", "m.other.example."])
    found, left_out, _ = chosen(tmp_path, [response(url)], selection)
    assert len(found) == is_wanted
    assert left_out == ({} if is_wanted else {"filtered": 1})


HEAD = b"<!doctype html>\n<!-- x --><html "


@pytest.mark.parametrize(
    ("header", "body", "is_wanted"),
    [
        ("", b"<p>no word of it", True),
        ("", HEAD + b"class=a lang=en>", True),
        ("", HEAD + b'xml:lang="en-GB">', True),
        ("", HEAD + b"LANG='EN_us' >", True),
        ("", HEAD + b"lang=nb>", True),
        ("", HEAD + b"lang=de>", False),
        ("", HEAD + b"lang='pt-BR'>", False),
        ("", HEAD + b'lang="">', True),
        ("", HEAD + b'lang="{{ lang }}">', True),
        ("", HEAD + b"lang=eng>", True),  # no code of two letters: it tells nothing
        ("", HEAD + b"data-lang=de>", True),
        ("", b'<html><meta property="og:locale" content="fr_FR">', False),
        ("", b"<html><meta content=fr_FR property='og:locale'>", False),
        ("", b'<html><meta property="og:locale:alternate" content="fr_FR">', True),
        ("", b'<html lang=de><meta property="og:locale" content="en_GB">', True),
        ("", b'<html><META http-equiv="Content-Language" CONTENT="es">', False),
        ("", b'<html><meta http-equiv=content-language content="en, es">', True),
        ("Content-Language: de-AT", b"<html>", False),
        ("Content-Language: de, en", b"<html>", True),
        ("content-language: de", HEAD + b"lang=en>", True),
        ("Content-Language: ", HEAD + b"lang=fr>", False),
        ("", HEAD + b"lang=de>" + b"x" * 40_000, False),
        ("", b"\xff\xfe" + '<html lang="de">'.encode("utf-16-le"), True),
        ("", b"<html " * 9_000, True),
        ("", b'og:locale"' * 9_000, True),
    ],
)
def test_records_are_chosen_by_what_pages_say_of_their_language(tmp_path, header, body, is_wanted):
    selection = Selection.of(languages=["EN", "no"])
    lines = f"{header}\r\n".encode() if header else b""
    packed = gzip.compress(body)
    pages = [
        response(body=body, headers=lines),
        response(body=packed, headers=lines + b"Content-Encoding: gzip\r\n"),
        response(
            body=chunked(packed, 5_000),
            headers=lines + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
        ),
    ]
    if not header:
        pages.append(record("inbox:a", body, "text/html", date=DATE, kind="resource"))
    found, left_out, _ = chosen(tmp_path, pages, selection)
    assert len(found) == (len(pages) if is_wanted else 0)
    assert left_out == ({} if is_wanted else {"filtered": len(pages)})
    if is_wanted:
        assert {page.body for page in found} == {body}


def test_what_is_left_out_is_not_parsed(tmp_path):
    parts = [
        PAGES[0],
        response("http://other.example/", b"x" * 2 * MAX),
        response("http://other.example/", headers=b"", status="never HTTP"),
        response("http://news.example/1", date="2015-10-09T00:00:00Z"),
    ]
    selection = Selection.of(DAY, hosts=["news.example"])
    found, _, outcomes = chosen(tmp_path, parts, selection)
    assert brief(found) == ["0"]
    assert outcomes == ["ok", "filtered", "filtered", "outside_interval"]


def test_a_broken_record_among_those_left_out_is_counted_once(tmp_path):
    parts = [member(response(f"http://news.example/{n}", HTML)) for n in range(3)]
    path = UPath(tmp_path / "a.warc.gz")
    path.write_bytes(parts[0] + parts[1][:-20] + parts[2])
    left_out = Tally()
    selection = Selection.of(hosts=["other.example"])
    found = list(read_records(path, max_body=MAX, selection=selection, left_out=left_out))
    assert brief(found) == [("broken_record", len(parts[0]))]
    assert left_out.as_dict() == {"filtered": 2}


def test_faults_in_large_records_are_found_and_named(read, tmp_path):
    bodies = [random.Random(n).randbytes(3_000_000) for n in range(3)]
    parts = [member(response(f"http://news.example/{n}", b)) for n, b in enumerate(bodies)]
    for broken in (parts[1][:-9000], parts[1][:2_000_000] + b"x" * 90 + parts[1][2_000_090:]):
        found = read(parts[0] + broken + parts[2], max_body=10**7)
        assert brief(found) == ["0", ("broken_record", start(1, parts)), "2"]
        assert found[1].url == found[1].raw_uri == str(tmp_path / "a.warc.gz")


def test_a_wrong_checksum_loses_nothing_else(read):
    wrong = bytearray(b"".join(PACKED[:3]))
    wrong[start(2) - 6] ^= 1
    found = brief(read(bytes(wrong)))
    assert (found[0], found[-1], len(found)) == ("0", "2", 3)


def test_a_body_of_50_megabytes_is_passed_over_without_being_held(tmp_path):
    path = UPath(tmp_path / "a.warc.gz")
    big = member(response("http://news.example/big", b"x" * 50_000_000))
    path.write_bytes(PACKED[0] + big + PACKED[1])
    tracemalloc.start()
    found = list(read_records(path, max_body=MAX))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert brief(found) == ["0", ("oversized", start(1)), "1"]
    assert found[1].url == "http://news.example/big"
    assert peak < 5_000_000


def chunked(body, size=7):
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def brotli(body):
    from fastwarc.stream_io import BrotliWriter

    return packed_by(BrotliWriter, body)


def zstd(body):
    from fastwarc.stream_io import ZstdWriter

    return packed_by(ZstdWriter, body)


def deflated(body):
    """Packed by deflate, without the header of zlib that the standard asks for."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def packed_by(writer, body):
    out = BytesIO()
    packer = writer(out)
    packer.write(body)
    packer.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("header", "stored"),
    [
        (b"Content-Encoding: gzip\r\n", gzip.compress(HTML)),
        (b"Content-Encoding: x-gzip\r\n", gzip.compress(HTML)),
        (b"Content-Encoding: deflate\r\n", zlib.compress(HTML)),
        (b"Content-Encoding: deflate\r\n", deflated(HTML)),
        (b"Content-Encoding: br\r\n", brotli(HTML)),
        (b"Content-Encoding: zstd\r\n", zstd(HTML)),
        (b"Content-Encoding: identity\r\n", HTML),
        (b"Transfer-Encoding: chunked\r\n", chunked(HTML)),
        (b"Content-Encoding: GZIP\r\nTransfer-Encoding: chunked\r\n", chunked(gzip.compress(HTML))),
        (b"Content-Encoding: deflate, gzip\r\n", gzip.compress(zlib.compress(HTML))),
        # kept the header, stored the decoded body
        (b"Content-Encoding: gzip\r\n", HTML),
        (b"Content-Encoding: br\r\n", HTML),
        (b"Content-Encoding: zstd\r\n", HTML),
        (b"Content-Encoding: deflate\r\n", HTML),
        (b"Transfer-Encoding: chunked\r\n", HTML),
        (b"Transfer-Encoding: identity\r\n", HTML),
        (b"X-Crawl-Transfer-Encoding: Chunked\r\n", HTML),
    ],
)
def test_encodings_are_undone(read, header, stored):
    (found,) = read(response(body=stored, headers=header))
    assert found.body == HTML


@pytest.mark.parametrize(
    ("header", "stored", "outcome"),
    [
        (b"Content-Encoding: gzip\r\n", gzip.compress(bytes(5_000_000)), "oversized"),
        (b"Content-Encoding: br\r\n", brotli(bytes(5_000_000)), "oversized"),
        (b"Content-Encoding: gzip\r\n", b"\x1f\x8b\x08" + NOISE, "broken_record"),
        (b"Content-Encoding: br\r\n", NOISE, "broken_record"),
        (b"Transfer-Encoding: chunked\r\n", chunked(HTML)[:-100], "broken_record"),
        (b"Content-Encoding: gzip\r\n", gzip.compress(HTML)[:-9], "broken_record"),
        (b"Content-Encoding: gzip\r\n", gzip.compress(HTML)[:-1], "broken_record"),
        (b"Content-Encoding: gzip\r\n", gzip.compress(HTML) + b"more", "broken_record"),
        (b"Content-Encoding: br\r\n", brotli(HTML)[:-1], "broken_record"),
        (b"Content-Encoding: zstd\r\n", zstd(HTML)[:-1], "broken_record"),
        (b"Content-Encoding: deflate\r\n", zlib.compress(HTML)[:-1], "broken_record"),
        (b"Content-Encoding: deflate\r\n", deflated(HTML)[:-1], "broken_record"),
        (b"Content-Encoding: deflate\r\n", NOISE, "broken_record"),
        (b"Transfer-Encoding: gzip\r\n", gzip.compress(HTML), "broken_record"),
        (b"X-Crawl-Transfer-Encoding: gzip, chunked\r\n", HTML, "broken_record"),
        (b"Content-Encoding: br\r\n", b"", "ok"),
        (b"Content-Encoding: deflate\r\n", b"", "ok"),
        (b"X: y\r\n", b"x" * (MAX + 1), "oversized"),
    ],
)
def test_bodies_that_do_not_decode(read, header, stored, outcome):
    found = read(member(response(body=stored, headers=header)) + PACKED[1])
    assert [getattr(item, "outcome", "ok") for item in found] == [outcome, "ok"]


def test_a_crash_over_one_record_costs_that_record(read, tmp_path, monkeypatch):
    real = Selection.judge_head

    def judge_head(selection, url, captured_at):
        if url.endswith("/1"):
            raise KeyError("what nobody thought of " * 50)
        return real(selection, url, captured_at)

    monkeypatch.setattr(Selection, "judge_head", judge_head)
    found = read(b"".join(PACKED[:3]))
    assert [getattr(item, "outcome", "ok") for item in found] == ["ok", "crashed", "ok"]
    assert found[1].reason.startswith("KeyError: 'what nobody")
    assert len(found[1].reason) == 500
    path = UPath(tmp_path / "a.warc.gz")
    assert [getattr(head, "outcome", "") for head in read_heads(path)] == ["ok", "crashed", "ok"]
    assert read_record(path, start(1), max_body=MAX).outcome == "crashed"


@pytest.mark.parametrize(
    "fault", [MemoryError(), OSError(5, "Input/output error"), TimeoutError("no answer")]
)
def test_faults_of_the_machine_are_no_crashes_of_a_record(read, monkeypatch, fault):
    def judge_head(*_):
        raise fault

    monkeypatch.setattr(Selection, "judge_head", judge_head)
    with pytest.raises(type(fault)):
        read(PACKED[0])


def written(*captures):
    out = BytesIO()
    writer = WarcWriter(out)
    writer.write_info(name="a.warc.gz", date=MOMENT)
    for n, capture in enumerate(captures):
        writer.write(capture, Document("src", f"http://news.example/{n}", "http", DATE))
    return out.getvalue()


ODD = (
    b"HTTP/1.0 200 Fine by me\r\nX-odd:no space\r\ncontent-type:text/html\r\n"
    b"X-Bytes: \xff\r\n\r\n\x00<p>"
)


def test_what_is_written_comes_back_byte_for_byte(tmp_path):
    captures = [
        Capture("http://news.example/0", MOMENT, HTTP_RESPONSE, ODD),
        Capture("inbox:a b.txt", MOMENT.replace(microsecond=7), "text/plain", b"Text\r\n\r\nmore"),
        Capture("http://news.example/2", MOMENT, HTTP_RESPONSE, b"HTTP/1.1 204 None\r\n\r\n"),
    ]
    path = UPath(tmp_path / "a.warc.gz")
    path.write_bytes(written(*captures))
    heads = list(read_heads(path))
    with path.open("rb") as stream:
        assert [read_capture(stream, h.offset, max_body=MAX) for h in heads] == captures
        held = list(read_holdings(stream))
    assert [h.document_id for h in held] == [head.document_id for head in heads]
    assert [h.end for h in held] == [*(head.offset for head in heads[1:]), path.stat().st_size]


def test_other_tools_read_it_and_its_digests_hold():
    data = written(
        Capture("http://news.example/0", MOMENT, HTTP_RESPONSE, ODD),
        Capture("inbox:b", MOMENT, "text/plain", b"Text"),
    )
    records = list(ArchiveIterator(BytesIO(data), verify_digests=True))
    assert len(records) == 3
    kinds = []
    for item in WarcioIterator(BytesIO(data), check_digests="raise"):
        item.content_stream().read()
        kinds.append(item.rec_type)
    assert kinds == ["warcinfo", "response", "resource"]


def test_the_same_captures_give_the_same_bytes():
    capture = Capture("http://news.example/0", MOMENT, HTTP_RESPONSE, ODD)
    assert written(capture) == written(capture)
    assert b"uuid" in gzip.decompress(written(capture))


def test_values_cannot_forge_headers(tmp_path):
    path = UPath(tmp_path / "a.warc.gz")
    forged = Capture("http://x.example/\r\nWARC-Type: warcinfo", MOMENT, "text/plain\r\nA: b", b"x")
    path.write_bytes(written(forged))
    (head,) = read_heads(path)
    assert (head.is_response, head.url) == (False, "http://x.example/ WARC-Type: warcinfo")


def test_a_single_record_that_is_not_there(tmp_path):
    path = UPath(tmp_path / "a.warc.gz")
    path.write_bytes(PACKED[0])
    for offset in (3, len(PACKED[0]), 10**6):
        found = read_record(path, offset, max_body=MAX, source_id="src")
        assert (found.outcome, found.source_id) == (Outcome.BROKEN_RECORD, "src")
    with path.open("rb") as stream, pytest.raises(RecordError):
        read_capture(stream, 3, max_body=MAX)


def test_a_file_that_is_not_there_is_the_callers_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        list(read_records(UPath(tmp_path / "nowhere.warc"), max_body=MAX))


def test_faults_of_the_file_system_are_not_taken_for_broken_records(tmp_path):
    path = UPath(tmp_path / "a.warc")
    path.symlink_to("/proc/self/mem")  # reading fails with EIO
    with pytest.raises(OSError, match="Errno 5"):
        list(read_records(path, max_body=MAX))


def test_on_any_file_system():
    path = UPath("memory://warc-test/a.warc.gz")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cut(2, -30))
    assert brief(read_records(path, max_body=MAX)) == [
        "0",
        "1",
        ("broken_record", start(2)),
        "3",
        "4",
    ]


def test_payload_of_a_resource_is_its_bytes():
    payload = payload_of(Capture("inbox:a", MOMENT, "text/html; charset=koi8-r", b"x"), max_body=9)
    assert payload == (200, "text/html", "koi8-r", (), b"x")
    with pytest.raises(RecordError, match="oversized"):
        payload_of(Capture("inbox:a", MOMENT, "text/html", b"x" * 10), max_body=9)
