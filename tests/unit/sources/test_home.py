from datetime import UTC, datetime

import pytest
from fixtures.asking import DAY, LATER, asked, quick_settings, site_source

from dateline.partition import Interval
from dateline.sources.home import MAX_LINKS, ask_home, looks_like_an_article

HTML = (("Content-Type", "text/html; charset=utf-8"),)
BEFORE = Interval.parse("2015-10-06", "2015-10-07")


@pytest.fixture
def ask(site, tmp_path):
    settings = quick_settings(tmp_path)

    def ask(window=DAY, *, live=True, at=LATER, **changes):
        source = site_source(home=site.url("/"), **changes)

        async def asking(copies):
            return await ask_home(source, site.url("/"), window, copies, live=live)

        return asked(settings, asking, clock=lambda: at)

    return ask


def page(*links, head=""):
    anchors = "".join(f"<p><a href='{link}'>A link</a>" for link in links)
    return f"<!doctype html><html><head>{head}</head><body>{anchors}</body></html>"


def dated(shown):
    return [(d.url.rpartition("/")[2], d.dated_at[:19]) for d in shown.documents]


def test_links_are_dated_by_their_address_or_belong_to_the_window_s_end(site, ask):
    site.serve("/", page("/2015/10/07/pier", "/2015/10/01/wall", "/news/harbour-votes-on-the-pier"))
    shown = ask()
    assert dated(shown) == [
        ("pier", "2015-10-07T23:59:59"),
        ("harbour-votes-on-the-pier", "2015-10-07T23:59:59"),
    ]
    assert (shown.form, shown.outcome, shown.outside) == ("home_page", "ok", 1)
    assert shown.undated == {
        site.url("/2015/10/07/pier"),
        site.url("/news/harbour-votes-on-the-pier"),
    }
    assert shown.asked_at == LATER
    assert shown.oldest_at == datetime(2015, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "documents"),
    [
        ("2015-10-08T09", "2015-10-08T10", 1),  # still the 7th at UTC-10
        ("2015-10-08T12", "2015-10-08T13", 0),
        ("2015-10-06T10", "2015-10-06T11", 1),  # already the 7th at UTC+14
        ("2015-10-06T09", "2015-10-06T10", 0),
    ],
)
def test_a_live_run_takes_a_day_in_any_zone(site, ask, start, end, documents):
    site.serve("/", page("/2015/10/07/pier"))
    window = Interval.parse(start, end)
    shown = ask(window, at=window.end)
    assert (len(shown.documents), shown.outside) == (documents, 1 - documents)
    assert len(shown.undated) == documents
    assert ask(window, live=False).outside == 1


def test_a_run_over_history_does_not_ask_a_home_page(site, ask):
    site.serve("/", page("/2015/10/07/pier", "/a-b-c-d"))
    shown = ask(live=False)
    assert (shown.outcome, shown.items, shown.asked_at) == ("out_of_reach", 0, None)
    assert "live runs" in shown.reason
    assert site.requests == []


def test_a_run_over_history_reads_the_copy_at_hand(site, ask):
    site.serve("/", page("/2015/10/07/pier", "/a-b-c-d"))
    ask()
    shown = ask(live=False)
    assert (dated(shown), shown.outcome, shown.outside) == (
        [("pier", "2015-10-07T00:00:00")],
        "ok",
        1,
    )
    before = ask(BEFORE, live=False)
    assert (before.outcome, before.outside) == ("out_of_reach", 2)
    assert "the copy of 2015-10-08T00:00Z" in before.reason
    assert site.asked("/") == 1


def test_only_links_to_articles_of_the_same_site_are_taken(site, ask):
    links = (
        "story-of-the-old-pier",
        "story-of-the-old-pier#comments",
        "https://elsewhere.example/story-of-the-old-pier",
        "mailto:desk@gazette.example",
        "javascript:void(0)",
        "http://[1:2/",
        "/",
        "/world",
        "/tag/harbour-and-pier-news",
        "/photos/the-old-pier-in-pictures.jpg",
        "/news/123456",
        "",
    )
    site.serve("/", page(*links, head='<base href="/local/">'), headers=HTML)
    shown = ask()
    assert [d.url for d in shown.documents] == [
        site.url("/local/story-of-the-old-pier"),
        site.url("/news/123456"),
    ]


def test_patterns_say_what_is_an_article(site, ask):
    site.serve("/", page("/n/1", "/n/2/live", "/a-b-c-d-e"))
    shown = ask(include=["/n/"], exclude=["/live$"])
    assert (dated(shown), shown.filtered) == ([("1", "2015-10-07T23:59:59")], 0)
    assert ask(exclude=["/a-b"]).filtered == 1


def test_a_page_of_links_is_taken_up_to_a_limit(site, ask):
    site.serve("/", page(*(f"/{n}" for n in range(100_000, 100_000 + MAX_LINKS + 500))))
    assert len(ask().documents) == MAX_LINKS


@pytest.mark.parametrize(
    ("body", "headers", "outcome"),
    [
        ("", HTML, "broken_source"),
        ("<!-- -->", HTML, "broken_source"),
        (b"\xff\xfe\xff" * 100, HTML, "ok"),
        ("<div>" * 50_000 + "<a href='/a-b-c-d'>", HTML, "ok"),
        (page("/a-b-c-d").encode("utf-16"), HTML, "ok"),
        (page("/a-b-c-d"), (("Content-Type", "text/html; charset=klingon"),), "ok"),
        (page("/a-b-c-d", head='<base href="http://[1:2/">'), HTML, "ok"),
        ("x" * 6_000_000, HTML, "broken_source"),
    ],
)
def test_pages_of_any_kind_end_in_one_outcome(site, ask, body, headers, outcome):
    site.serve("/", body, headers=headers)
    assert ask().outcome == outcome


def test_a_home_page_that_is_away_is_unreachable(site, ask):
    assert ask().outcome == "source_unreachable"
    site.serve("/", page("/a-b-c-d"))
    site.serve("/", status=500)
    ask(BEFORE, at=datetime(2015, 10, 7, tzinfo=UTC))
    shown = ask()
    assert (shown.outcome, dated(shown)) == (
        "source_unreachable",
        [("a-b-c-d", "2015-10-07T23:59:59")],
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2016/09/01/x", True),
        ("/news/world-europe-12345678", True),
        ("/news/articles/cx2k3j4l5m6o", True),
        ("/international/the-fleet-has-left-port/a-68123456", True),
        ("/news/world-africa", False),
        ("/news/2016/", False),
        ("/author/jane-doe-of-the-gazette", False),
        ("/login", False),
        ("/about", False),
        ("/feed", False),
    ],
)
def test_what_looks_like_an_article(path, expected):
    assert looks_like_an_article(f"https://www.gazette.example{path}") is expected
