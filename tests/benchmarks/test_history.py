"""Speed of telling addresses apart and of looking back, beside the bare libraries: `make bench`."""

import shutil
import time
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest
from w3lib.url import canonicalize_url

from dateline.partition import Interval, Partition
from dateline.schemas import FETCHES
from dateline.seen import earlier, held
from dateline.storage import write_rows
from dateline.urls import canonical_url, url_key

REPEATS = 3
END = datetime(2026, 11, 22, tzinfo=UTC)
HOURS = 30 * 24
BATCHES = 3
ROWS = 200
ADDRESSES = [
    f"https://{label}.harbour{n % 300}.example/world/2026/11/{n % 28 + 1:02}/boats-{n}{rest}"
    for n in range(3000)
    for label, rest in (
        ("www", f"?id={n}&utm_source=rss#top"),
        ("m", "/amp/?fbclid=Iw&at_medium=RSS"),
    )
]


def seconds(work):
    """The least processor time of some repeats."""
    times = []
    for _ in range(REPEATS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def every(function):
    return seconds(lambda: [function(address) for address in ADDRESSES])


def report(capsys, text):
    with capsys.disabled():
        print(f"\n{text}")


def test_addresses(capsys):
    bare = every(canonicalize_url)
    for function in (canonical_url, url_key):
        ours = every(function)
        each = ours / len(ADDRESSES) * 1e6
        text = f"{each:.1f} microseconds an address, {ours / bare:.2f} times w3lib's"
        report(capsys, f"{function.__name__}: {text}")
        assert ours < 2.5 * bare


def _row(interval, batch, number):
    url = f"https://harbour.example/{interval.start.hour}/{batch}/boats-{number}"
    return {
        "source_id": "harbour",
        "document_id": f"{number:016x}",
        "url": url,
        "url_key": url_key(url),
        "dated_at": interval.start,
        "outcome": "ok",
        "final_url": url,
        "fetched_at": interval.end,
        "payload_digest": f"sha1:{number:032}",
        "etag": f'"{number}"',
        "raw_uri": f"raw/dt={interval.dt}/{interval.id}/harbour-{batch:04}.warc.gz",
        "raw_offset": number * 9000,
    }


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """A lake of thirty days: each has the rows of the first under its own intervals."""
    root = str(tmp_path_factory.mktemp("lake"))
    paths = []
    for hour in range(HOURS):
        interval = Interval(END - timedelta(hours=hour + 1), END - timedelta(hours=hour))
        for batch in range(BATCHES):
            path = Partition(root, interval, batch).lake("fetches")
            if hour < 24:
                write_rows(path, FETCHES, [_row(interval, batch, n) for n in range(ROWS)])
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(paths[hour % 24 * BATCHES + batch].path, path.path)
            paths.append(path)
    return root, paths


def test_looking_back_a_month(capsys, settings, month):
    root, paths = month
    settings = settings.model_copy(update={"data": root, "seen_days": 31})
    now = Interval(END, END + timedelta(hours=1))
    keys = {
        *(url_key(f"https://harbour.example/{n % 24}/0/boats-{n % ROWS}") for n in range(200)),
        *(url_key(f"https://harbour.example/new/{n}") for n in range(400)),
    }

    def bare():
        for path in paths:
            pq.read_table(path.path, columns=["url_key"])

    read = seconds(bare)
    for function in (held, earlier):
        ours = seconds(lambda look=function: look(settings, now, keys))
        text = f"{len(paths)} files in {ours:.2f} CPU-s, {ours / read:.2f} times reading their keys"
        report(capsys, f"{function.__name__}: {text}")
        assert len(function(settings, now, keys)) == 200
        assert ours < 4 * read
