"""Cleaning against the bare library over the same pages in one run, and its memory."""

import gzip
import json
import random
import resource
import sys
import time

import pytest
import trafilatura
from conftest import SHARED

from dateline.clean import clean_object
from dateline.errors import RecordError
from dateline.jsonlines import transform

PUBLIC = SHARED / "eval" / "extraction" / "articles_dev.jsonl.gz"
RATIO = 0.6
MEMORY_PAGES = 20_000
MEMORY_GROWTH = 60_000_000
"""Bytes that a process may grow by from the 4,000th page to the last."""
WORDS = [
    "harbour",
    "council",
    "ferry",
    "island",
    "quay",
    "vote",
    "budget",
    "storm",
    "repair",
    "winter",
    "school",
    "bridge",
]


MENU = "<li class='menu-item m{0}'><a href='/{0}'><span>{1}</span></a></li>"
CARD = """<div class='card c{0}'><a href='/{0}'><img src='/{0}.jpg' alt='{1}'></a>
    <div class='card__text'><h3><a href='/{0}'>{1} {1}</a></h3><span>{0} hours</span></div></div>"""


def a_page(rng, paragraphs, *, cards=0):
    """A page: its menu and cards around the article give it the size of one in the wild.

    The median of 460 public pages has 850 elements and 150,000 characters.
    """

    def sentence():
        return " ".join(rng.choice(WORDS) + str(rng.randrange(500)) for _ in range(14)) + "."

    body = "".join(f"<p>{sentence()} {sentence()}</p>" for _ in range(paragraphs))
    menu = "".join(MENU.format(n, rng.choice(WORDS)) for n in range(60))
    teasers = "".join(CARD.format(n, rng.choice(WORDS)) for n in range(cards))
    script = f"<script>{'var a = [1, 2, 3];' * 100 * cards}</script>"
    title = f"{sentence()[:60]} | Harbour Times"
    data = json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": "2026-05-04"})
    return (
        f"<html><head><title>{title}</title><script type='application/ld+json'>{data}</script>"
        f"{script}</head><body><nav><ul>{menu}</ul></nav><article><h1>{title}</h1>{body}</article>"
        f"<aside class='c{rng.randrange(10**6)}'>{sentence()}{teasers}</aside></body></html>"
    )


def cleaned(pages):
    for page in pages:
        try:
            clean_object(page)
        except RecordError:
            continue


def ratio(pages, capsys, what):
    """Processor time of the bare library over ours; the two take turns, so that both are warm."""
    ours = bare = 0.0
    cleaned(pages[:20])
    for start in range(0, len(pages), 20):
        part = pages[start : start + 20]
        began = time.process_time()
        cleaned(part)
        between = time.process_time()
        for page in part:
            trafilatura.extract(page["html"], include_comments=False)
        ours += between - began
        bare += time.process_time() - between
    with capsys.disabled():
        print(f"\nclean {what}: {len(pages) / ours:.1f} pages/CPU-s, {bare / ours:.2f} times bare")
    return bare / ours


@pytest.mark.skipif(not PUBLIC.is_file(), reason=f"no public pages at {PUBLIC}")
def test_speed_over_public_pages(capsys):
    with gzip.open(PUBLIC, "rt") as stream:
        pages = [{"url": (row := json.loads(line))["url"], "html": row["html"]} for line in stream]
    assert ratio(pages, capsys, "public pages") >= RATIO


def test_speed_over_pages_of_our_own(capsys):
    rng = random.Random(7)
    pages = [
        {"url": f"https://example.org/{n}", "html": a_page(rng, rng.randrange(10, 60), cards=75)}
        for n in range(120)
    ]
    assert ratio(pages, capsys, "pages of our own") >= RATIO


def test_memory_is_flat(capsys):
    rng = random.Random(11)

    def lines():
        for number in range(MEMORY_PAGES):
            if number == MEMORY_PAGES // 5:
                marks.append(peak())
            page = {"id": number, "url": f"https://a{number}.example.org/{number}"}
            yield json.dumps(page | {"html": a_page(rng, rng.randrange(2, 6))}).encode()

    def work(objects):
        for item in objects:
            try:
                yield {"outcome": "ok", "text": clean_object(item)["text"]}
            except RecordError as error:
                yield error

    marks = []
    assert sum(1 for _ in transform(lines(), work, chunk=1)) == MEMORY_PAGES
    growth = peak() - marks[0]
    with capsys.disabled():
        print(f"\nmemory: {growth / 1e6:.1f} MB more after {MEMORY_PAGES:,} pages")
    assert growth < MEMORY_GROWTH


def peak():
    """The most memory that this process has held, in bytes."""
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale
