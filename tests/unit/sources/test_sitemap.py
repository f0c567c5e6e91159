import gzip
from dataclasses import replace

import pytest
from fixtures.sitemaps import ask, found, gazette, index, page, urlset

from dateline.partition import Interval
from dateline.settings import Settings
from dateline.sources.sitemap import MOST, MOST_LIVE
from dateline.sources.sitemap_entries import read_entries

GZIP = gzip.compress
HOUR = Interval.parse("2016-09-01T10:00", "2016-09-01T11:00")


@pytest.fixture
def settings(tmp_path):
    return Settings(
        data=str(tmp_path / "data"),
        home=tmp_path / "home",
        host_delay_seconds=0,
        fetch_attempts=1,
        host_concurrency=8,
    )


def three_days(site):
    return urlset(
        page(site.url("/before"), "2016-08-31T23:59:59Z"),
        page(site.url("/first"), "2016-09-01"),
        page(site.url("/2016/09/01/second"), "2026-05-01"),
        page(site.url("/last"), "2016-09-01T23:59:59Z"),
        page(site.url("/after"), "2016-09-02T00:00:00Z"),
    )


IN_THE_WINDOW = [
    ("/first", "2016-09-01T00:00:00+00:00"),
    ("/2016/09/01/second", "2016-09-01T00:00:00+00:00"),
    ("/last", "2016-09-01T23:59:59+00:00"),
]


def test_entries_of_the_window_are_documents_and_the_others_are_counted(site, settings):
    site.serve("/sitemap.xml", three_days(site))
    (shown,) = ask(gazette(site), settings)
    assert found([shown]) == IN_THE_WINDOW
    assert (shown.outcome, shown.outside, shown.items, shown.rejects) == ("ok", 2, 5, [])
    assert shown.oldest_at.isoformat() == "2016-08-31T23:59:59+00:00"
    assert shown.newest_at.isoformat() == "2016-09-02T00:00:00+00:00"
    assert shown.asked_at
    assert shown.seconds > 0


@pytest.mark.parametrize(
    ("path", "pack", "headers"),
    [
        ("/sitemap.xml", GZIP, [("Content-Encoding", "gzip")]),
        ("/sitemap.xml.gz", GZIP, [("Content-Type", "application/gzip")]),
        ("/sitemap.xml.gz", GZIP, [("Content-Encoding", "gzip")]),
        ("/sitemap", GZIP, [("Content-Type", "text/xml")]),
        ("/sitemap", lambda body: GZIP(body[:300]) + GZIP(body[300:]), []),
        ("/sitemap.xml.gz", lambda body: GZIP(GZIP(body)), [("Content-Encoding", "gzip")]),
        ("/sitemap.xml.gz", lambda body: body, [("Content-Type", "application/gzip")]),
        ("/sitemap.xml", lambda body: b"\xef\xbb\xbf\n " + body, []),
    ],
)
def test_a_packed_sitemap_is_known_by_its_header_or_its_first_bytes(
    site, settings, path, pack, headers
):
    site.serve(path, pack(three_days(site).encode()), headers=headers)
    assert found(ask(gazette(site, path), settings)) == IN_THE_WINDOW


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', ""),
        ("http://www.sitemaps.org", "https://www.sitemaps.org"),
        ("http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.google.com/schemas/0.84"),
        ('xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', ""),
        ("urlset", "UrlSet"),
        ("<loc>", "<loc>\n    "),
        ("</loc>", " </loc><image:image><image:loc>http://a/b.png</image:loc></image:image>"),
        ("<loc>", "<loc>x</loc><!-- &x; --><loc>"),
    ],
)
def test_names_count_and_namespaces_do_not(site, settings, old, new):
    body = urlset(page(site.url("/a"), "2016-08-01", "2016-09-01T08:30:00+02:00"))
    site.serve("/sitemap.xml", body.replace(old, new))
    (shown,) = ask(gazette(site), settings)
    if "x</loc>" in new:
        assert [reject.outcome for reject in shown.rejects] == ["bad_url"]  # the first one counts
    else:
        assert found([shown]) == [("/a", "2016-09-01T06:30:00+00:00")]
        assert shown.rejects == []


def test_addresses_with_bare_ampersands_and_in_cdata(site, settings):
    body = urlset(
        page(site.url("/a?x=1&y=2"), "2016-09-01"),
        page(site.url("/b?x=1&amp;copy=2&#38;z=3"), "2016-09-01"),
        page(f"<![CDATA[ {site.url('/c?x=1&y=2')} ]]>", "2016-09-01"),
    )
    site.serve("/sitemap.xml", body)
    (shown,) = ask(gazette(site), settings)
    assert [path for path, _ in found([shown])] == [
        "/a?x=1&y=2",
        "/b?x=1&copy=2&z=3",
        "/c?x=1&y=2",
    ]
    assert shown.rejects == []


def test_a_text_sitemap_is_dated_by_its_addresses(site, settings):
    lines = [site.url("/2016/09/01/a"), "", site.url("/2016/09/03/b"), site.url("/c"), "rubbish"]
    site.serve("/sitemap.txt", "\r\n".join(lines), headers=[("Content-Type", "text/plain")])
    (shown,) = ask(gazette(site, "/sitemap.txt"), settings)
    assert found([shown]) == [("/2016/09/01/a", "2016-09-01T00:00:00+00:00")]
    assert [(r.url, r.outcome) for r in shown.rejects] == [
        (site.url("/c"), "undated"),
        ("rubbish", "bad_url"),
    ]


def test_an_address_counts_once(site, settings):
    site.serve("/sitemap.xml", urlset(*[page(site.url("/a"), "2016-09-01")] * 3))
    (shown,) = ask(gazette(site), settings)
    assert (len(shown.documents), shown.items) == (1, 1)


def test_only_pages_of_the_own_site_that_the_patterns_let_in(site, settings):
    body = urlset(
        page(site.url("/news/a"), "2016-09-01"),
        page(site.url("/news/video/b"), "2016-09-01"),
        page(site.url("/shop/c"), "2016-09-01"),
        page("https://elsewhere.example/news/d", "2016-09-01"),
        page("http://169.254.169.254/news/e", "2016-09-01"),
    )
    site.serve("/sitemap.xml", body)
    (shown,) = ask(gazette(site, include=("/news/",), exclude=("/video/",)), settings)
    assert [path for path, _ in found([shown])] == ["/news/a"]
    assert (shown.filtered, shown.rejects) == (4, [])


def test_entries_without_a_date_are_out_of_reach(site, settings):
    site.serve("/sitemap.xml", urlset(*[page(site.url(f"/{n}")) for n in range(100)]))
    (shown,) = ask(gazette(site), settings)
    assert (shown.outcome, shown.documents) == ("out_of_reach", [])
    assert shown.reason == "none of its 100 entries has a date"
    assert len(shown.rejects) == 21
    assert shown.rejects[-1].reason == "80 more of this kind"


def test_a_news_sitemap_says_how_far_back_it_reaches(site, settings):
    body = urlset(page(site.url("/a"), published="2026-11-20T08:30:00Z"))
    site.serve("/sitemap.xml", body)
    (shown,) = ask(gazette(site), settings)
    assert (shown.outcome, shown.outside) == ("out_of_reach", 1)
    assert shown.reason == "reaches back to 2026-11-20T08:30Z only"


def test_an_hour_takes_what_was_changed_on_the_day_of_its_address(site, settings):
    body = urlset(
        page(site.url("/2016/09/01/a"), "2016-09-01T10:30:00Z"),
        page(site.url("/2016/09/01/b"), "2016-09-03T10:30:00Z"),
    )
    site.serve("/sitemap.xml", body)
    assert found(ask(gazette(site), settings, HOUR)) == [
        ("/2016/09/01/a", "2016-09-01T10:30:00+00:00")
    ]


def months(site, first=2000, last=2026):
    return [
        site.url(f"/sitemap-{year}-{month:02}.xml")
        for year in range(first, last)
        for month in range(1, 13)
    ]


def test_of_a_dated_archive_only_what_touches_the_window_is_asked(site, settings):
    site.serve("/sitemap.xml", index(*months(site)))
    site.serve("/sitemap-2016-08.xml", urlset(page(site.url("/a"), "2016-08-31")))
    site.serve("/sitemap-2016-09.xml", urlset(page(site.url("/b"), "2016-09-01")))
    shown = ask(gazette(site), settings)
    assert found(shown) == [("/b", "2016-09-01T00:00:00+00:00")]
    assert [one.url for one in shown] == [
        site.url("/sitemap.xml"),
        site.url("/sitemap-2016-08.xml"),  # the day before, in some time zone
        site.url("/sitemap-2016-09.xml"),
    ]
    assert shown[0].reason == "310 of 312 sitemaps cannot hold the window"
    assert (shown[0].outcome, shown[0].items) == ("ok", 0)
    pages = [request.path for request in site.requests if request.path != "/robots.txt"]
    assert len(pages) == 3


def test_an_archive_that_begins_later_is_out_of_reach(site, settings):
    site.serve("/sitemap.xml", index(*months(site, first=2019)))
    (shown,) = ask(gazette(site), settings)
    assert shown.outcome == "out_of_reach"
    assert shown.reason == (
        "84 of 84 sitemaps cannot hold the window; the first begins at 2019-01-01"
    )


def test_an_archive_that_ended_before_has_nothing(site, settings):
    site.serve("/sitemap.xml", index(*months(site, last=2010)))
    (shown,) = ask(gazette(site), settings)
    assert (shown.outcome, shown.documents) == ("ok", [])


def test_numbered_sitemaps_are_pruned_by_their_last_change(site, settings):
    listed = [
        (site.url("/post-sitemap1.xml"), "2014-01-01T00:00:00Z"),
        (site.url("/post-sitemap2.xml"), "2016-08-31T12:00:00Z"),
        (site.url("/post-sitemap3.xml"), "2016-12-01T00:00:00Z"),
        (site.url("/post-sitemap4.xml"), "2016-08-31"),
        (site.url("/category-sitemap.xml"), "2026-01-01"),
        (site.url("/wp-sitemap-users-1.xml"), "2026-01-01"),
    ]
    site.serve("/sitemap.xml", index(*listed))
    shown = ask(gazette(site), settings)
    assert [one.url for one in shown[1:]] == [listed[3][0], listed[2][0]]
    assert shown[0].reason == (
        "2 of 6 sitemaps cannot hold the window; 2 hold no articles by their names"
    )


def test_a_live_run_asks_news_first_then_what_changed_last(site, settings):
    listed = [
        (site.url("/post-sitemap1.xml"), "2016-09-01T08:00:00Z"),
        (site.url("/post-sitemap2.xml"), "2016-09-01T10:10:00Z"),
        (site.url("/post-sitemap3.xml"), "2016-09-01T10:20:00Z"),
        (site.url("/news-sitemap.xml"), "2016-09-01T10:05:00Z"),
        (site.url("/2016/09.xml"), "2016-09-01T10:05:00Z"),
    ]
    site.serve("/sitemap.xml", index(*listed))
    shown = ask(gazette(site), settings, HOUR, live=True)
    names = [one.url.rpartition("/")[2] for one in shown[1:]]
    assert names == ["news-sitemap.xml", "09.xml", "post-sitemap3.xml", "post-sitemap2.xml"]


@pytest.mark.parametrize(("live", "most"), [(True, MOST_LIVE), (False, MOST)])
def test_sitemaps_of_unknown_age_are_asked_from_both_ends_within_a_limit(
    site, settings, live, most
):
    urls = [site.url(f"/posts-{n}.xml") for n in range(300)]
    site.serve("/sitemap.xml", index(*urls))
    for url in urls:
        site.serve(url.removeprefix(site.url("")), urlset())
    shown = ask(gazette(site), settings, live=live)
    assert len(shown) == 1 + most
    assert [one.url for one in shown[1:5]] == [urls[299], urls[0], urls[298], urls[1]]
    reason = f"{300 - most} sitemaps not asked: one run asks {most} at most"
    assert shown[0].reason == reason
    assert [(r.outcome, r.reason) for r in shown[0].rejects] == (
        [] if live else [("oversized", reason)]
    )


def test_a_sitemap_that_fails_costs_itself(site, settings):
    urls = [site.url(f"/posts-{n}.xml") for n in range(3)]
    site.serve("/sitemap.xml", index(*urls))
    site.serve("/posts-0.xml", "<html><body>Sorry</body></html>")
    site.serve("/posts-1.xml", urlset(page(site.url("/a"), "2016-09-01")))
    root, last, first, middle = ask(gazette(site), settings)
    assert (root.outcome, root.rejects) == ("ok", [])
    assert (first.outcome, first.reason) == ("broken_source", "an HTML page")
    assert (last.outcome, last.reason) == ("source_unreachable", "HTTP 404 Not Found")
    assert [reject.outcome for one in (last, first) for reject in one.rejects] == [
        "source_unreachable",
        "broken_source",
    ]
    assert found([middle]) == [("/a", "2016-09-01T00:00:00+00:00")]


def test_a_copy_fetched_after_the_window_is_not_asked_for_again(site, settings):
    site.serve("/sitemap.xml", index(site.url("/2016-09.xml"), site.url("/2016-10.xml")))
    site.serve("/2016-09.xml", urlset(page(site.url("/a"), "2016-09-01")))
    first = ask(gazette(site), settings)
    requests = len(site.requests)
    again = ask(gazette(site), settings)
    assert again == [replace(shown, seconds=None) for shown in first]
    other = Interval.parse("2016-09-05", "2016-09-06")
    assert [one.outside for one in ask(gazette(site), settings, other)] == [0, 1]
    assert len(site.requests) == requests


def test_sitemaps_of_another_site_are_left_out(site, settings):
    site.serve("/sitemap.xml", index("https://elsewhere.example/sitemap.xml", "javascript:x"))
    (shown,) = ask(gazette(site), settings)
    assert (shown.filtered, [r.outcome for r in shown.rejects]) == (1, ["bad_url"])


def test_a_sitemap_that_several_lead_to_is_asked_and_told_once(site, settings):
    site.serve("/a.xml", index(site.url("/2016-09.xml"), site.url("/b.xml")))
    site.serve("/b.xml", index(site.url("/2016-09.xml"), site.url("/a.xml")))
    site.serve("/2016-09.xml", three_days(site))
    source = gazette(site).model_copy(update={"sitemaps": (site.url("/a.xml"), site.url("/b.xml"))})
    shown = ask(source, settings)
    assert [one.url.rpartition("/")[2] for one in shown] == ["a.xml", "b.xml", "2016-09.xml"]
    assert found(shown) == IN_THE_WINDOW
    assert site.asked("/2016-09.xml") == 1


def test_a_fault_of_ours_costs_one_sitemap(site, settings, monkeypatch):
    site.serve("/sitemap.xml", index(site.url("/posts-1.xml"), site.url("/posts-2.xml")))
    for n in (1, 2):
        site.serve(f"/posts-{n}.xml", urlset(page(site.url(f"/{n}"), "2016-09-01")))

    def read(body):
        if b"/1</loc>" in body:
            raise ValueError("bad luck")
        return read_entries(body)

    monkeypatch.setattr("dateline.sources.sitemap.read_entries", read)
    shown = ask(gazette(site), settings)
    assert sorted(str(one.outcome) for one in shown) == ["crashed", "ok", "ok"]
    assert found(shown) == [("/2", "2016-09-01T00:00:00+00:00")]


@pytest.mark.parametrize(
    ("start", "end", "documents"),
    [
        ("2016-09-02T09", "2016-09-02T10", 3),  # still the 1st at UTC-10
        ("2016-09-02T12", "2016-09-02T13", 0),
        ("2016-08-31T10", "2016-08-31T11", 3),  # already the 1st at UTC+14
    ],
)
def test_a_live_run_takes_a_day_in_any_zone(site, settings, start, end, documents):
    body = urlset(
        page(site.url("/2016/09/01/a")),
        page(site.url("/b"), "2016-09-01"),
        page(site.url("/c"), "2016-10-01", "2016-09-01"),
        page(site.url("/d"), "9999-12-31"),
    )
    site.serve("/sitemap.xml", body)
    window = Interval.parse(start, end)
    (shown,) = ask(gazette(site), settings, window, live=True)
    assert (len(shown.documents), shown.items, shown.rejects) == (documents, 4, [])
    assert len(shown.undated) == documents
    assert ask(gazette(site), settings, window)[0].documents == []


def test_a_rerun_over_history_gets_further_than_the_limit(site, settings):
    urls = [site.url(f"/posts-{n}.xml") for n in range(MOST + 30)]
    site.serve("/sitemap.xml", index(*urls))
    for url in urls:
        site.serve(url.removeprefix(site.url("")), urlset())
    assert len(ask(gazette(site), settings)) == 1 + MOST
    shown = ask(gazette(site), settings)
    assert len(shown) == 1 + len(urls)
    assert (shown[0].reason, shown[0].rejects) == ("", [])


def test_a_sitemap_that_the_source_lists_itself_is_not_asked_twice(site, settings):
    site.serve("/news.xml", urlset())
    site.serve("/sitemap.xml", index(site.url("/news.xml"), site.url("/2016-09.xml")))
    site.serve("/2016-09.xml", three_days(site))
    source = gazette(site)
    source = source.model_copy(update={"sitemaps": (*source.sitemaps, site.url("/news.xml"))})
    assert [one.url for one in ask(source, settings)] == [
        site.url("/sitemap.xml"),
        site.url("/news.xml"),
        site.url("/2016-09.xml"),
    ]


def test_a_host_that_is_away_leaves_the_copy_at_hand(site, settings):
    site.serve("/sitemap.xml", index(*months(site, first=2016, last=2017)))
    assert ask(gazette(site), settings)[0].outcome == "ok"
    site.forget("/sitemap.xml")
    later = Interval.parse("2100-01-01", "2100-01-02")
    (shown,) = ask(gazette(site), settings, later)
    assert shown.outcome == "source_unreachable"
    assert "the copy of" in shown.reason
    assert "12 of 12 sitemaps cannot hold the window" in shown.reason
    assert [reject.outcome for reject in shown.rejects] == ["source_unreachable"]
