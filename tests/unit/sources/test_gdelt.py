"""GDELT's lists, made here: rows of the three tables, packed as GDELT packs them."""

import asyncio
import io
import struct
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from dateline.http import Client
from dateline.partition import Interval
from dateline.settings import Settings
from dateline.sources import gdelt_rows
from dateline.sources.config import GdeltSource
from dateline.sources.copies import Copies
from dateline.sources.gdelt import ask_gdelt
from dateline.sources.gdelt_rows import TABLES, read_rows

HOUR = Interval.parse("2016-09-01T10:00", "2016-09-01T11:00")
STAMPS = [f"201609011{n}00" for n in ("000", "015", "030", "045")]
COLUMNS = {"events": 61, "mentions": 16, "gkg": 27}
PLACES = {"events": (59, 60, None, None), "mentions": (2, 5, 3, 14), "gkg": (1, 4, 2, 25)}
SUFFIXES = {"events": "export.CSV", "mentions": "mentions.CSV", "gkg": "gkg.csv"}
A, B = "https://gazette.example/a", "https://www.herald.example/b"


@pytest.fixture
def settings(tmp_path):
    return Settings(
        data=str(tmp_path / "data"),
        home=tmp_path / "home",
        host_delay_seconds=0,
        fetch_attempts=1,
        breaker_failures=1000,
    )


def row(url, stamp=STAMPS[0], kind="1", table="mentions", translation=""):
    cells = ["x"] * COLUMNS[table]
    time, address, collection, translated = PLACES[table]
    cells[time], cells[address] = stamp, url
    if collection is not None:
        cells[collection] = kind
    if translated is not None:
        cells[translated] = translation
    return "\t".join(cells)


def packed(*rows, name="list.CSV", method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        lines = [line if isinstance(line, bytes) else line.encode() for line in rows]
        archive.writestr(name, b"".join(line + b"\n" for line in lines))
    return out.getvalue()


def serve(site, stamp, *rows, table="mentions", translated=False):
    middle = ".translation" if translated else ""
    body = rows[0] if len(rows) == 1 and isinstance(rows[0], bytes) else packed(*rows)
    site.serve(f"/v2/{stamp}{middle}.{SUFFIXES[table]}.zip", body)


def serve_hour(site, **options):
    for stamp in STAMPS:
        table = options.get("table", "mentions")
        serve(site, stamp, row(f"{A}?{stamp}", stamp, table=table), **options)


def gdelt(site, **fields):
    return GdeltSource(
        id="gdelt",
        name="GDELT",
        kind="gdelt",
        base=site.url("/v2/"),
        allow_hosts=frozenset({"127.0.0.1"}),
        **fields,
    )


def ask(source, settings, window=HOUR):
    async def asked():
        async with Client(settings) as client:
            return await ask_gdelt(source, window, Copies(settings, client))

    return asyncio.run(asked())


def urls(shown):
    return [document.url for document in shown.documents]


@pytest.mark.parametrize("table", COLUMNS)
def test_each_list_of_the_window_is_asked_once(site, settings, table):
    serve_hour(site, table=table)
    (shown,) = ask(gdelt(site, tables=(table,)), settings)
    assert urls(shown) == [f"{A}?{stamp}" for stamp in STAMPS]
    assert [document.dated_at for document in shown.documents][1] == "2016-09-01T10:15:00+00:00"
    assert (shown.outcome, shown.rejects, shown.form) == ("ok", [], "gdelt")
    assert shown.url == site.url(f"/v2/%Y%m%d%H%M%S.{SUFFIXES[table]}.zip")
    assert shown.oldest_at.isoformat() == "2016-09-01T10:00:00+00:00"
    assert shown.newest_at.isoformat() == "2016-09-01T10:45:00+00:00"
    assert shown.undated == set(urls(shown)), "GDELT's date says nothing of an update"
    assert shown.asked_at
    assert shown.seconds > 0
    requests = len(site.requests)
    shown.seconds = None
    assert ask(gdelt(site, tables=(table,)), settings) == [shown]
    assert len(site.requests) == requests


def test_a_day_has_ninety_six_lists(site, settings):
    day = Interval.parse("2016-09-01", "2016-09-02")
    for n in range(96):
        stamp = (day.start + n * timedelta(minutes=15)).strftime("%Y%m%d%H%M%S")
        serve(site, stamp, row(f"{A}?{n}", stamp))
    (shown,) = ask(gdelt(site), settings, day)
    assert (len(shown.documents), shown.rejects) == (96, [])


def test_a_window_between_two_lists_has_none(site, settings):
    window = Interval.parse("2016-09-01T10:01", "2016-09-01T10:14")
    (shown,) = ask(gdelt(site), settings, window)
    assert (shown.outcome, shown.items, site.requests) == ("ok", 0, [])


def test_an_address_counts_once_over_all_lists(site, settings):
    serve(site, STAMPS[0], row(A), row(B), row(A))
    serve(site, STAMPS[1], row(A, STAMPS[1]), row(B, STAMPS[1]))
    window = Interval.parse("2016-09-01T10:00", "2016-09-01T10:30")
    (shown,) = ask(gdelt(site), settings, window)
    assert (urls(shown), shown.items) == ([A, B], 2)
    assert {document.dated_at for document in shown.documents} == {"2016-09-01T10:00:00+00:00"}


def test_before_gdelt_2_it_is_out_of_reach(site, settings):
    (shown,) = ask(gdelt(site), settings, Interval.parse("2015-02-18", "2015-02-18T23:00"))
    assert (shown.outcome, shown.reason) == (
        "out_of_reach",
        "GDELT 2.0 begins at 2015-02-18T23:00Z",
    )
    assert site.requests == []


def test_the_first_day_begins_with_the_first_list(site, settings):
    for stamp in ("20150218230000", "20150218231500", "20150218233000", "20150218234500"):
        serve(site, stamp, row(f"{A}?{stamp}", stamp))
    (shown,) = ask(gdelt(site), settings, Interval.parse("2015-02-18", "2015-02-19"))
    assert (len(shown.documents), shown.rejects) == (4, [])


def test_a_gap_is_told_and_costs_nothing_else(site, settings):
    serve(site, STAMPS[0], row(A))
    serve(site, STAMPS[3], row(B, STAMPS[3]))
    site.serve(f"/v2/{STAMPS[1]}.mentions.CSV.zip", "no", 500)
    (shown,) = ask(gdelt(site), settings)
    assert urls(shown) == [A, B]
    assert (shown.outcome, shown.reason) == ("ok", "2 of 4 lists could not be read")
    assert [(r.outcome, r.url, r.reason.partition(":")[0]) for r in shown.rejects] == [
        (
            "source_unreachable",
            site.url(f"/v2/{STAMPS[1]}.mentions.CSV.zip"),
            "HTTP 500 Internal Server Error",
        ),
        ("http_error", site.url(f"/v2/{STAMPS[2]}.mentions.CSV.zip"), "HTTP 404 Not Found"),
    ]


def test_no_list_at_all_is_a_dead_source(site, settings):
    (shown,) = ask(gdelt(site), settings)
    assert (shown.outcome, shown.items) == ("source_unreachable", 1)
    assert shown.reason == "none of 4 lists came; the first: HTTP 404 Not Found"
    assert shown.rejects[0].outcome == "source_unreachable"


def test_tables_and_translations_are_listings_of_their_own(site, settings):
    for table in ("events", "mentions"):
        serve_hour(site, table=table)
        serve_hour(site, table=table, translated=True)
    shown = ask(gdelt(site, tables=("events", "mentions"), translated=True), settings)
    assert [one.url.partition("%S.")[2] for one in shown] == [
        "export.CSV.zip",
        "mentions.CSV.zip",
        "translation.export.CSV.zip",
        "translation.mentions.CSV.zip",
    ]
    assert [len(one.documents) for one in shown] == [4, 4, 4, 4]


TRANSLATED = "srclc:fra;eng:Moses 2.1.1"


@pytest.mark.parametrize(
    ("languages", "translated", "expected"),
    [
        ((), False, [[A]]),
        (("en",), True, [[A]]),
        (("fr",), True, [[f"{B}?fr"]]),
        (("en", "fr"), True, [[A], [f"{B}?fr"]]),
        ((), True, [[A], [f"{B}?fr", f"{B}?zh", f"{B}?odd"]]),
    ],
)
def test_languages_choose_lists_and_rows(site, settings, languages, translated, expected):
    serve(site, STAMPS[0], row(A))
    serve(
        site,
        STAMPS[0],
        row(f"{B}?fr", translation=TRANSLATED),
        row(f"{B}?zh", translation="srclc:zho;eng:GT-ZHO 1.0"),
        row(f"{B}?odd", translation="srclc:!!;"),
        translated=True,
    )
    quarter = Interval.parse("2016-09-01T10:00", "2016-09-01T10:15")
    shown = ask(gdelt(site, languages=languages, translated=translated), settings, quarter)
    assert [urls(one) for one in shown] == expected


def test_other_languages_without_translated_lists(site, settings):
    (shown,) = ask(gdelt(site, languages=("fr",)), settings)
    assert shown.outcome == "out_of_reach"
    assert "translated = true" in shown.reason


def quarter(site, settings, *rows, table="mentions", **fields):
    serve(site, STAMPS[0], *rows, table=table)
    window = Interval.parse("2016-09-01T10:00", "2016-09-01T10:15")
    (shown,) = ask(gdelt(site, tables=(table,), **fields), settings, window)
    return shown


def test_hosts_are_taken_with_their_subdomains(site, settings):
    rows = [row(url) for url in (A, B, "https://notherald.example/c")]
    shown = quarter(site, settings, *rows, hosts=("herald.example",))
    assert (urls(shown), shown.filtered) == ([B], 2)


@pytest.mark.parametrize("table", ["mentions", "gkg"])
def test_what_is_not_on_the_open_web_is_left_out(site, settings, table):
    rows = [row(A, table=table), row("Radio Alpha 1800 gmt", kind="2", table=table)]
    shown = quarter(site, settings, *rows, table=table)
    assert (urls(shown), shown.filtered, shown.rejects) == ([A], 1, [])


def test_citations_of_events_are_left_out(site, settings):
    rows = [row(A, table="events"), row("Radio Alpha 1800 gmt", table="events")]
    shown = quarter(site, settings, *rows, table="events")
    assert (urls(shown), shown.filtered, shown.rejects) == ([A], 1, [])


def test_rows_of_another_time_are_counted_outside(site, settings):
    shown = quarter(site, settings, row(A), row(B, "20160901101500"))
    assert (urls(shown), shown.outside) == ([A], 1)


def test_broken_rows_cost_themselves_and_are_told_in_number(site, settings):
    shown = quarter(
        site,
        settings,
        row(A),
        row(B) + "\tmore",
        "too\tfew",
        row(B, "yesterday"),
        row(B, "20160231000000"),
        row(B).encode().replace(b"/b", b"/\xff"),
        row("http:///nowhere"),
        row(B),
        *["junk"] * 100,
    )
    assert urls(shown) == [A, B]
    broken = [r.reason for r in shown.rejects if r.outcome == "broken_record"]
    assert broken[:2] == ["line 2: 17 columns, not 16", "line 3: 2 columns, not 16"]
    assert (len(broken), broken[-1]) == (21, "85 more of this kind")
    assert [r.url for r in shown.rejects if r.outcome == "bad_url"] == ["http:///nowhere"]


def test_empty_columns_at_the_end_may_be_missing(site, settings):
    cells = row(A).split("\t")[:14]
    shown = quarter(site, settings, "\t".join(cells), "\t".join(["x"] * 6))
    assert urls(shown) == [A]
    assert [r.outcome for r in shown.rejects] == ["broken_record"]


def several():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.CSV", row(A))
        archive.writestr("b.CSV", row(B))
    return out.getvalue()


def locked():
    body = bytearray(packed(row(A)))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(signature) + place] |= 1
    return bytes(body)


def unknown_method():
    body = bytearray(packed(row(A)))
    for signature, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = body.index(signature) + place
        body[at : at + 2] = struct.pack("<H", 99)
    return bytes(body)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("make", "outcome", "says"),
    [
        (lambda: b"", "broken_source", "not a zip"),
        (lambda: b"<html>Sorry</html>", "broken_source", "not a zip"),
        (lambda: packed(row(A))[:-40], "broken_source", "not a zip"),
        (several, "broken_source", "2 files"),
        (lambda: packed(row(A), name="folder/"), "broken_source", "0 files"),
        (locked, "broken_source", "encrypted"),
        (unknown_method, "broken_source", "compression"),
    ],
)
def test_archives_that_cannot_be_read(site, settings, make, outcome, says):
    serve(site, STAMPS[1], row(B, STAMPS[1]))
    serve(site, STAMPS[0], make())
    window = Interval.parse("2016-09-01T10:00", "2016-09-01T10:30")
    (shown,) = ask(gdelt(site), settings, window)
    assert (urls(shown), shown.outcome) == ([B], "ok")
    (reject,) = shown.rejects
    assert reject.outcome == outcome
    assert says in reject.reason


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("filler", "says"),
    [
        (b"\n" * 300_000, "more than 200,000 rows"),
        (b" " * 140_000_000, "more than 134,217,728 bytes"),
    ],
)
def test_a_bomb_costs_what_comes_after_it(site, settings, filler, says):
    shown = quarter(site, settings, row(A), filler)
    assert urls(shown) == [A]
    assert [r.outcome for r in shown.rejects if r.outcome != "broken_record"] == ["oversized"]
    assert says in shown.rejects[-1].reason


def test_a_damaged_archive_gives_what_comes_before_the_damage(site, settings):
    rows = [row(f"{A}?{n}") for n in range(20_000)]
    body = bytearray(packed(*rows, method=zipfile.ZIP_STORED))
    body[-2000] ^= 0xFF
    shown = quarter(site, settings, bytes(body))
    assert len(shown.documents) > 10_000
    assert shown.rejects[-1].outcome == "broken_source"
    assert "CRC" in shown.rejects[-1].reason


def test_a_very_long_row_is_one_broken_row(monkeypatch):
    monkeypatch.setattr(gdelt_rows, "_LONGEST_ROW", 1000)
    first, second, third = read_rows(packed(row(A), "x" * 5000, row(B)), TABLES["mentions"])
    assert (first.address, third.address) == (A, B)
    assert second == "line 2: more than 1,000 bytes"
    assert first.seen_at == datetime(2016, 9, 1, 10, tzinfo=UTC)


def test_robots_are_obeyed(site, settings):
    site.serve("/robots.txt", "User-agent: *\nDisallow: /")
    serve_hour(site)
    (shown,) = ask(gdelt(site), settings)
    assert (shown.outcome, shown.documents) == ("robots_denied", [])
