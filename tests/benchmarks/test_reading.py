"""Reading an archive by selection, as a ratio to a bare fastwarc loop: `make bench`.

The archive is laid out as Common Crawl's news: a gzip member for each record, a request record
before each response, pages of 20 to 60 kB. One record in its middle is cut off. The bare loop
reads every record of the same file, and is started anew behind the one that is cut off.
"""

import itertools
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from fixtures.archives import member, record, response
from upath import UPath

from dateline.outcomes import Tally
from dateline.partition import Interval
from dateline.schemas import Reject
from dateline.warc import EVERYTHING, Selection, read_heads, read_records

RECORDS = 10_000
BROKEN = RECORDS // 2
REPEATS = 3
HOSTS = [f"news{n:02d}.example" for n in range(20)]
LANGUAGES = ["en", "en", "de", "ar", "es"]
SERVER = (
    b"Date: Fri, 02 Sep 2016 08:00:00 GMT\r\nServer: nginx\r\nVary: Accept-Encoding\r\n"
    b"Content-Type: text/html; charset=UTF-8\r\nX-Crawler-Content-Encoding: gzip\r\n"
    b"Cache-Control: max-age=60, public\r\nX-Crawler-Content-Length: 13124\r\n"
    b"Last-Modified: Fri, 02 Sep 2016 07:58:00 GMT\r\nConnection: keep-alive\r\n"
)


@dataclass
class Archive:
    path: Path
    dates: list[str] = field(default_factory=list)
    behind_broken: int = 0


def paragraphs(rng, count):
    """Paragraphs of words that are as common as those of a language (Zipf's law)."""
    letters = "etaoinshrdlucmfwypvbgk"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(6_000)]
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    return [
        f'<p class="article-text">{" ".join(rng.choices(words, cum_weights=weights, k=60))}.</p>\n'
        for _ in range(count)
    ]


def page(rng, texts, number, size):
    language = LANGUAGES[number % len(LANGUAGES)]
    menu = "".join(
        f'<li class="menu-item item-{n}"><a href="/section/{n}">{texts[n][25:50]}</a></li>\n'
        for n in range(min(40, size // 200))
    )
    body = "".join(rng.choices(texts, k=max(1, (size - 2 * len(menu)) // 380)))
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{number}: {texts[number % 99][25:70]}</title></head><body><ul>{menu}</ul>"
        f"<article>{body}</article><ul>{menu}</ul></body></html>"
    ).encode()


def write_archive(path, sizes):
    rng = random.Random(3)
    texts = paragraphs(rng, 3_000)
    archive = Archive(path)
    with path.open("wb") as out:
        for number in range(RECORDS):
            url = f"https://{HOSTS[number % len(HOSTS)]}/2016/09/{number}"
            date = f"2016-09-0{1 + number * 3 // RECORDS}T{number % 24:02}:{number % 60:02}:00Z"
            archive.dates.append(date)
            asked = record(
                url, b"GET / HTTP/1.1\r\n\r\n", "application/http", date=date, kind="request"
            )
            content = page(rng, texts, number, rng.randint(*sizes))
            answered = member(response(url, content, date=date, headers=SERVER))
            out.write(member(asked))
            out.write(answered[:-100] if number == BROKEN else answered)
            if number == BROKEN:
                archive.behind_broken = out.tell()
    return archive


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    return write_archive(tmp_path_factory.mktemp("news") / "news.warc.gz", (20_000, 60_000))


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    return write_archive(tmp_path_factory.mktemp("notes") / "notes.warc.gz", (800, 2_000))


def bare(archive):
    """What fastwarc alone does: each response, its HTTP headers parsed, its body read."""
    count = 0
    with archive.path.open("rb") as stream:
        for start in (0, archive.behind_broken):
            stream.seek(start)
            with suppress(OSError):
                for found in ArchiveIterator(stream, record_types=WarcRecordType.response):
                    found.reader.read()
                    count += 1
    assert count >= RECORDS - 1


def read(archive, selection):
    left_out = Tally()
    records = rejects = 0
    path = UPath(archive.path)
    for found in read_records(path, max_body=10**6, selection=selection, left_out=left_out):
        rejects += isinstance(found, Reject)
        records += not isinstance(found, Reject)
    assert records + rejects + left_out.inputs == RECORDS
    assert rejects <= 1  # none where the broken record is left out
    return records


def look(archive, selection):
    heads = list(read_heads(UPath(archive.path), selection=selection))
    assert len(heads) == RECORDS
    assert sum(isinstance(head, Reject) for head in heads) <= 1


def cpu_seconds(work):
    started = time.process_time()
    work()
    return time.process_time() - started


def ratio(archive, work):
    """The rate of some work by that of the bare loop: the best of each, taken in turns."""
    ours, theirs = [], []
    for _ in range(REPEATS):
        theirs.append(cpu_seconds(lambda: bare(archive)))
        ours.append(cpu_seconds(work))
    return min(theirs) / min(ours), RECORDS / min(ours)


SEPTEMBER = Interval.parse("2016-09-01", "2016-10-01")
SELECTIONS = {
    "everything, no filter": (EVERYTHING, 1.0),
    "everything, by all three filters": (Selection.of(SEPTEMBER, ["example"], LANGUAGES), 1.0),
    "half, by host": (Selection.of(SEPTEMBER, HOSTS[::2]), 0.5),
    "two fifths, by language": (Selection.of(languages=["en"]), 0.4),
    "one in twenty, by host": (Selection.of(hosts=HOSTS[:1]), 0.05),
    "a third, by interval": (Selection.of(Interval.parse("2016-09-02", "2016-09-03")), 0.333),
}


@pytest.mark.parametrize("name", SELECTIONS)
def test_reading_by_selection(news, name, capsys):
    selection, share = SELECTIONS[name]
    assert read(news, selection) == pytest.approx(share * RECORDS, abs=4)
    records, rate = ratio(news, lambda: read(news, selection))
    heads, _ = ratio(news, lambda: look(news, selection))
    with capsys.disabled():
        print(
            f"\nread {name}: {records:.2f} of the bare loop's rate,"
            f" {rate:,.0f} records/CPU-s; heads alone {heads:.2f}"
        )
    assert records >= 0.7


def test_a_broken_record_in_the_middle_costs_that_record_only(news):
    items = list(read_records(UPath(news.path), max_body=10**6))
    assert len(items) == RECORDS
    assert [n for n, item in enumerate(items) if isinstance(item, Reject)] == [BROKEN]
    assert [item.url.rpartition("/")[2] for n, item in enumerate(items) if n != BROKEN] == [
        str(n) for n in range(RECORDS) if n != BROKEN
    ]


def test_reading_small_records(notes, capsys):
    found, rate = ratio(notes, lambda: read(notes, EVERYTHING))
    with capsys.disabled():
        print(f"\nread records of 1 kB: {found:.2f} of the bare loop's, {rate:,.0f} records/CPU-s")
    assert found >= 0.35
