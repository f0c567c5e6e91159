"""A thousand broken pages: no crash, each with an outcome, none that takes long."""

import random
import time
from datetime import UTC, datetime

import pytest

from dateline.clean import clean
from dateline.errors import RecordError
from dateline.outcomes import Outcome
from dateline.warc import RawRecord

SECONDS = 5.0
"""Longest time for one page, as the project promises it for a slow machine."""
PAGES = 950
EXPECTED = {
    *(Outcome.OK, Outcome.NO_TEXT, Outcome.EMPTY, Outcome.UNDECODABLE, Outcome.OVERSIZED),
    Outcome.TOO_SHORT,
}

SENTENCES = (
    "The council of Oakhaven met on {n} May 2026 to hear the plan for the new bridge.",
    "Residents asked {n} times who would pay, and got no answer that they liked.",
    "\u201cWe will build it,\u201d the mayor said, \u201cand it will cost {n} million.\u201d",
    "\u0417\u0430\u043a\u0440\u044b\u043b\u0438 {n} \u0448\u043a\u043e\u043b.",
    "\u5e02\u8b70\u6703\u306f{n}\u65e5\u306b\u65b0\u3057\u3044\u6a4b\u306e\u8a08\u753b\u3092\u627f\u8a8d\u3057\u305f\u3002",
)
HEAD = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bridge | Times</title>
<meta property="og:type" content="article"><meta property="article:published_time"
content="2026-05-04T10:00:00+02:00"><script type="application/ld+json">{"@type": "NewsArticle",
"headline": "Bridge", "author": {"@type": "Person", "name": "Ann Lee"},
"datePublished": "2026-05-04"}</script></head><body><nav><a href="/">Home</a></nav>"""
PARAGRAPH = f"<p>{SENTENCES[0].format(n=3)}</p>"


def a_page(rng):
    """A page of ours: prose, lists, tables, quotes, links, comments."""
    parts = [HEAD, "<article><h1>Bridge</h1>"]
    for _ in range(rng.randrange(2, 25)):
        text = rng.choice(SENTENCES).format(n=rng.randrange(2, 30))
        shape = "<p>{0}</p>|<li>{0}</li>|<td>{0}</td>|<blockquote>{0}</blockquote>|<h2>{0}</h2>"
        shape += "|<div class='comment'>{0}</div>|<p><a href='/a?b=c&d'>{0}</a></p>|{0}<br>"
        parts.append(rng.choice(shape.split("|")).format(text))
    return "".join([*parts, "</article><footer>Times &copy; 2026</footer></body></html>"])


def cut(rng, page):
    return page[: rng.randrange(len(page))]


def spliced(rng, page):
    other = a_page(rng).encode()
    return page[: rng.randrange(len(page))] + other[rng.randrange(len(other)) :]


def nested(rng, page):
    tag = rng.choice(["div", "span", "b", "ul><li", "table><tr><td", "blockquote", "a", "font"])
    return page.replace(b"<h1>", f"<{tag}>".encode() * rng.randrange(200, 10_000) + b"<h1>")


def wrongly_coded(rng, page):
    coding = rng.choice(["utf-16", "utf-16-le", "koi8-r", "shift_jis", "cp037", "utf-7", "utf-32"])
    return page.decode("utf-8", "replace").encode(coding, "replace")


def with_noise(rng, page):
    noise = bytes(rng.choice([0, 0, 1, 8, 11, 27, 127, 128, 255]) for _ in range(200))
    place = rng.randrange(len(page))
    return page[:place] + noise + page[place:]


def shuffled(rng, page):
    tags = page.split(b"<")
    rng.shuffle(tags)
    return b"<".join(tags)


def unclosed(rng, page):
    return page.replace(b"</", b"<" if rng.random() < 0.5 else b"")


def repeated(rng, page):
    return page * rng.randrange(2, 8)


def with_attributes(rng, page):
    return page.replace(b"<p>", b"<p class='" + b"a comment " * rng.randrange(1, 3000) + b"'>", 3)


def with_bombs(rng, page):
    entities = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
    return b"<?xml version='1.0' encoding='utf-8'?>" + entities + page.replace(b"e", b"&b;", 99)


def with_sections(rng, page):
    return page.replace(b"<h1>", b"<![CDATA[ <p>x ]]><!-- <p> --!><svg><math><h1>")


MUTATIONS = (
    *(cut, spliced, nested, wrongly_coded, with_noise, shuffled, unclosed, repeated),
    *(with_attributes, with_bombs, with_sections),
)

POST = f"<div id='p'><h3>Update</h3><p>{SENTENCES[1].format(n=4)}</p>{PARAGRAPH}</div>"

MANY = {
    "siblings": "<br>" * 200_000,
    "paragraphs": PARAGRAPH * 15_000,
    "elements": "<div class='x'>some text <br> in a part</div>" * 15_000,
    "links": "<div>" + "<a href='/x'>a link</a> " * 40_000 + "</div>",
    "dates": "<p>2020-01-01, 12 March 2021, 3/4/2020</p>" * 40_000,
    "items": "<ul>" + "<li>an item <a href='/x'>here</a></li>" * 18_000 + "</ul>",
    "headings": "<h2>A heading</h2>" * 45_000,
    "forms": "<form><p>text of a form that is here</p></form>" * 20_000,
    "live blog": POST * 10_000,
    "table": "<table>" + ("<tr>" + "<td>cell</td>" * 20 + "</tr>") * 2_000 + "</table>",
    "nested tables": "<table><tr><td>" * 5_000,
    "open tags": "<p><div><span>text for all to see " * 6_000,
    "deep": "<div>" * 10_000 + PARAGRAPH * 20 + "</div>" * 10_000,
    "deep lists": "<ul><li>" * 10_000,
    "deep bold": "<p>" + "<b>" * 10_000 + "text " * 100,
    "one line": "<p>" + "word " * 290_000 + "</p>",
    "no blanks": "<p>" + "word" * 300_000 + "</p>",
    "attribute": "<div class='" + "a comment-" * 900_000 + f"'>{PARAGRAPH * 9}</div>",
    "image": "<img src='data:image/png;base64," + "A" * 9_000_000 + f"'>{PARAGRAPH * 9}",
    "script": "<script>" + "var a = [1, 2];" * 500_000 + f"</script>{PARAGRAPH * 9}",
    "json": "<script type='application/ld+json'>" + '{"a":[' * 20_000 + f"</script>{PARAGRAPH}",
    "tags": "<meta property='article:tag' content='a b c'>" * 45_000 + PARAGRAPH * 9,
    "large": "<p>" + "word " * 6_000_000 + "</p>",
    "very large": PARAGRAPH * 300_000,
    "comments": "<!-- no text -->" * 100_000 + PARAGRAPH * 9,
    "brackets": "<" * 500_000,
    "ampersands": "<p>" + "&" * 500_000,
    "nothing": "",
    "blanks": " \n" * 100_000,
}


def outcome(body, charset=None):
    record = RawRecord(
        url="https://example.org/bridge",
        source_id="test",
        document_id=None,
        status=200,
        content_type="text/html",
        charset=charset,
        body=body,
        fetched_at=datetime(2026, 5, 5, tzinfo=UTC),
        raw_uri="memory://test",
        raw_offset=0,
        headers=(),
    )
    try:
        clean(record)
    except RecordError as error:
        return error.outcome, error.reason
    return Outcome.OK, ""


def timed(body, charset=None):
    started = time.process_time()
    found, reason = outcome(body, charset)
    assert found in EXPECTED, reason
    return found, time.process_time() - started


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_mutated_pages(mutation):
    rng = random.Random(mutation.__name__)
    for number in range(PAGES // len(MUTATIONS) + 1):
        page = a_page(rng).encode()
        for _ in range(1 + number % 3):
            page = mutation(rng, page) or b"<"
            page = page[:2_000_000]
        if number % 4 == 0:
            page = rng.choice(MUTATIONS)(rng, page) or b"<"
        charset = rng.choice([None, None, "utf-8", "latin-1", "utf-16", "no-such-charset"])
        found, seconds = timed(page, charset)
        assert seconds < SECONDS, (mutation.__name__, number, found)


@pytest.mark.parametrize("name", ["paragraphs", "live blog", "headings", "items", "table"])
def test_long_pages_get_a_text(name):
    """Live blogs, lists and tables of up to 50,000 elements are read, not refused."""
    assert outcome((HEAD + MANY[name]).encode())[0] is Outcome.OK


@pytest.mark.parametrize("body", MANY.values(), ids=MANY)
def test_too_much_of_one_thing(body):
    found, seconds = timed(body and (HEAD + body).encode() if body.strip() else body.encode())
    assert seconds < SECONDS, found
