import json
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from fixtures.asking import DAY, LATER, RSS, asked, quick_settings, site_source
from fixtures.loopback import Reply

from dateline.partition import Interval
from dateline.schemas import Document
from dateline.sources.feed import MAX_PAGES, ask_feed

FEEDS = Path(__file__).parents[2] / "fixtures" / "feeds"
HOUR = timedelta(hours=1)


@pytest.fixture
def settings(tmp_path):
    return quick_settings(tmp_path)


@pytest.fixture
def ask(site, settings):
    """Ask /feed which documents belong to a window, at a time."""

    def ask(window=DAY, *, live=False, at=LATER, path="/feed", **changes):
        source = site_source(feeds=[site.url(path)], **changes)
        url = site.url(path)

        async def asking(copies):
            return await ask_feed(source, url, window, copies, live=live)

        return asked(settings, asking, clock=lambda: at)

    return ask


def serve(site, name, path="/feed", headers=RSS):
    body = (FEEDS / name).read_text(encoding="utf-8").replace("SITE", site.url(""))
    site.serve(path, body, headers=headers)
    return body


def rss(*items, channel=""):
    """A feed of (path, date) pairs."""
    entries = "".join(
        f"<item><link>{path}</link>"
        + (f"<pubDate>{format_datetime(dated)}</pubDate>" if dated else "")
        + "</item>"
        for path, dated in items
    )
    return (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title>'
        f"{channel}{entries}</channel></rss>"
    )


def at(hour, day=7):
    return datetime(2015, 10, day, hour, tzinfo=UTC)


def paths(shown):
    return [
        document.url.partition("/")[2].partition("/")[2].partition("/")[2]
        for document in shown.documents
    ]


def test_entries_of_rss_in_the_window_are_documents(site, ask):
    serve(site, "rss2.xml")
    shown = ask()
    assert shown.documents == [
        Document("gazette", site.url("/sea-wall"), "http", "2015-10-07T08:30:00+00:00"),
        Document("gazette", site.url("/guid-only"), "http", "2015-10-07T12:00:00+00:00"),
    ]
    assert (shown.form, shown.url, shown.outcome) == ("feed", site.url("/feed"), "ok")
    assert (shown.outside, shown.filtered, shown.rejects, shown.items) == (1, 0, [], 3)
    assert (shown.asked_at, shown.seconds > 0) == (LATER, True)
    assert shown.oldest_at.isoformat() == "2015-10-06T21:15:00+00:00"
    assert shown.newest_at.isoformat() == "2015-10-07T08:30:00+00:00"


def test_an_atom_entry_is_dated_by_its_update(site, ask):
    serve(site, "atom.xml")
    assert paths(ask()) == []
    assert paths(ask(Interval.parse("2015-10-08", "2015-10-09"), at=at(1, day=9))) == ["sea-wall"]
    assert paths(ask(Interval.parse("2015-10-06", "2015-10-07"))) == ["ferry"]


def test_an_update_that_all_entries_share_is_when_the_feed_was_made(site, ask):
    made = "<updated>2015-10-09T00:10:00Z</updated>"
    entries = "".join(
        f"<entry><link href='/{n}'/><published>2015-10-07T0{n}:00:00Z</published>{made}</entry>"
        for n in range(6)
    )
    site.serve("/feed", f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>", headers=RSS)
    assert paths(ask()) == ["0", "1", "2", "3", "4", "5"]


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0"])
def test_feeds_of_rss_0_9x_have_undated_entries(site, ask, version):
    body = f'<rss version="{version}"><channel><item><link>/a</link></item></channel></rss>'
    site.serve("/feed", body, headers=RSS)
    shown = ask()
    assert [reject.outcome for reject in shown.rejects] == ["undated"]
    live = ask(live=True)
    assert [d.dated_at for d in live.documents] == ["2015-10-07T23:59:59+00:00"]
    assert live.undated == {site.url("/a")}
    assert live.newest_at is None


def test_rdf(site, ask):
    site.serve(
        "/feed",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel rdf:about="/"><title>T</title></channel>'
        '<item rdf:about="/a"><title>A</title><link>/a</link>'
        "<dc:date>2015-10-07T09:00:00+02:00</dc:date></item></rdf:RDF>",
        headers=(("Content-Type", "application/rdf+xml"),),
    )
    assert [(d.url, d.dated_at) for d in ask().documents] == [
        (site.url("/a"), "2015-10-07T07:00:00+00:00")
    ]


def test_json_feed(site, ask):
    items = [
        {"id": "1", "url": "/a", "date_published": "2015-10-07T09:00:00+02:00"},
        {"id": "2", "url": "/b", "date_published": "2015-10-01", "date_modified": "2015-10-07"},
        {"id": "http://127.0.0.1/c", "external_url": 5, "date_published": "2015-10-07T01:00:00Z"},
        {"id": "4", "title": "No link"},
        "no object",
        {"id": "6", "url": "/f", "date_published": "x" * 200},
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}
    site.serve("/feed", json.dumps(feed), headers=(("Content-Type", "application/feed+json"),))
    shown = ask()
    assert [(d.url, d.dated_at) for d in shown.documents] == [
        (site.url("/a"), "2015-10-07T07:00:00+00:00"),
        (site.url("/b"), "2015-10-07T00:00:00+00:00"),
        ("http://127.0.0.1/c", "2015-10-07T01:00:00+00:00"),
    ]
    assert [r.outcome for r in shown.rejects] == ["bad_url", "bad_url", "undated"]
    assert "'No link'" in shown.rejects[0].reason


def test_an_entry_without_any_date_is_rejected_in_a_run_over_history(site, ask):
    serve(site, "undated.xml")
    shown = ask()
    assert [(r.url, r.outcome) for r in shown.rejects] == [
        (site.url("/no-date"), "undated"),
        (site.url("/bad-date"), "undated"),
    ]
    assert paths(shown) == ["dated"]


def test_a_day_in_the_address_dates_an_entry(site, ask):
    site.serve("/feed", rss(("/2015/10/07/pier", None), ("/2015/10/01/wall", None)), headers=RSS)
    for live in (False, True):
        shown = ask(live=live)
        assert paths(shown) == ["2015/10/07/pier"]
        assert (shown.outside, len(shown.undated)) == (1, int(live))


@pytest.mark.parametrize("path", ["/2015/10/07/pier", "/pier"])
def test_a_live_run_takes_a_day_in_any_zone(site, ask, path):
    day = None if path.startswith("/2015") else at(0)
    site.serve("/feed", rss((path, day), ("/2015/09/30/wall", None)))
    for hour, documents in ((11, 1), (12, 0)):
        window = Interval(at(hour, day=8), at(hour + 1, day=8))
        shown = ask(window, live=True, at=window.end)
        assert (len(shown.documents), len(shown.undated)) == (documents, documents)
    assert ask(Interval(at(3), at(4)), at=at(13, day=8)).documents == []


def generated(form, moment, number=4):
    """A feed whose entries all carry the time at which it was generated."""
    if form == "rss":
        return rss(*((f"/{n}", moment) for n in range(number)))
    said = {
        "atom": f"<updated>{moment.isoformat()}</updated>",
        "both": f"<published>{moment.isoformat()}</published><updated>{moment.isoformat()}"
        "</updated>",
    }[form]
    entries = "".join(f"<entry><link href='/{n}'/>{said}</entry>" for n in range(number))
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>"


@pytest.mark.parametrize("form", ["rss", "atom", "both"])
@pytest.mark.parametrize("number", [2, 9])
def test_the_time_of_generation_dates_no_entry(site, ask, form, number):
    window, made = Interval(at(11), at(12)), at(12) + HOUR / 60
    site.serve("/feed", generated(form, made, number))
    shown = ask(window, live=True, at=made)
    assert [d.dated_at for d in shown.documents] == ["2015-10-07T11:59:59+00:00"] * number
    assert len(shown.undated) == number
    history = ask(Interval(at(12), at(13)), at=at(13))
    assert len(history.documents) == number, "what an entry states is better than no date"


def test_of_entries_with_the_time_of_generation_the_address_may_tell_the_day(site, ask):
    made = at(12) + HOUR / 60
    site.serve("/feed", rss(("/2015/10/01/a", made), ("/2015/10/07/b", made)))
    shown = ask(Interval(at(11), at(12)), live=True, at=made)
    assert (paths(shown), shown.outside) == (["2015/10/07/b"], 1)


def test_a_few_entries_may_have_been_published_together(site, ask):
    site.serve("/feed", rss(*((f"/{n}", at(9)) for n in range(3)), ("/a", at(8)), ("/b", at(7))))
    assert paths(ask(Interval(at(9), at(10)), live=True, at=at(10))) == ["0", "1", "2"]


def test_a_day_that_all_entries_share_is_their_day(site, ask):
    site.serve("/feed", rss(*((f"/{n}", at(0)) for n in range(9))))
    assert len(ask().documents) == 9
    assert ask(Interval.parse("2015-10-09", "2015-10-10")).outside == 9


def test_a_feed_that_was_turned_over_between_two_polls_says_so(site, ask):
    site.serve("/feed", rss(("/a", at(7)), ("/b", at(8))))
    site.serve("/feed", rss(("/c", at(9)), ("/d", at(10))))
    site.serve("/feed", rss(("/d", at(10)), ("/e", at(11))))
    reasons = [
        ask(Interval(at(hour - 1), at(hour)), live=True, at=at(hour), poll_minutes=1).reason
        for hour in (9, 11, 12)
    ]
    assert reasons == ["", "entries may have been missed since 2015-10-07T08:00Z", ""]


def test_links_are_resolved_and_only_web_addresses_are_taken(site, ask):
    serve(site, "links.xml", path="/news/feed")
    shown = ask(path="/news/feed")
    assert paths(shown) == ["from-root", "news/from-here?x=1"]
    assert [reject.outcome for reject in shown.rejects] == ["bad_url"] * 4
    assert "'Mail'" in shown.rejects[0].reason


def test_entries_with_one_address_are_one_item_with_the_latest_date(site, ask):
    site.serve("/feed", rss(("/a", at(1)), ("/b", at(2)), ("/a", at(3)), ("/a", None)), headers=RSS)
    shown = ask()
    assert [d.dated.hour for d in shown.documents] == [3, 2]
    assert shown.items == 2


def test_the_original_link_goes_before_the_counter_s(site, ask):
    body = rss(("/counted", at(1))).replace(
        "</link>",
        '</link><f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">/origin</f:origLink>',
    )
    site.serve("/feed", body, headers=RSS)
    assert paths(ask()) == ["origin"]


def test_patterns_of_the_source_leave_addresses_out(site, ask):
    site.serve("/feed", rss(("/world/a", at(1)), ("/sport/b", at(1)), ("/world/live/c", at(1))))
    shown = ask(include=["/world/"], exclude=["/live/"])
    assert (paths(shown), shown.filtered, shown.items) == (["world/a"], 2, 3)


def test_an_entry_dated_far_ahead_belongs_to_its_own_interval_later(site, ask):
    site.serve("/feed", rss(("/now", at(11)), ("/ahead", at(15, day=8))))
    noon = Interval(at(11), at(12))
    assert paths(ask(noon, live=True, at=at(12), poll_minutes=6000)) == ["now"]
    window = Interval(at(15, day=8), at(16, day=8))
    later = ask(window, live=True, at=at(16, day=8), poll_minutes=6000)
    assert (paths(later), later.outcome) == (["ahead"], "not_due")
    assert "2015-10-07T12:00Z" in later.reason
    assert later.asked_at == at(12)
    assert later.next_poll_at == at(12) + 100 * HOUR
    assert site.asked("/feed") == 1


def test_an_entry_dated_ahead_by_the_wrong_zone_is_taken_when_it_is_seen(site, ask):
    site.serve("/feed", rss(("/now", at(11)), ("/ahead", at(15))))
    noon = Interval(at(11), at(12))
    shown = ask(noon, live=True, at=at(12))
    assert (paths(shown), shown.undated) == (["now", "ahead"], {site.url("/ahead")})
    assert paths(ask(noon)) == ["now"]


def test_a_live_run_asks_a_feed_again_when_it_is_due(site, ask):
    site.serve("/feed", rss(*((f"/{n}", at(n)) for n in range(12))))
    for hour in (12, 13, 14):
        shown = ask(Interval(at(hour - 1), at(hour)), live=True, at=at(hour))
        assert (shown.outcome, shown.next_poll_at) == ("ok", at(hour) + HOUR)
    assert site.asked("/feed") == 3


def test_a_copy_that_is_no_feed_tells_no_rhythm(site, ask):
    site.serve("/feed", "<p>Moved</p>")
    site.serve("/feed", rss(("/a", at(12))))
    assert ask(Interval(at(11), at(12)), live=True, at=at(12)).outcome == "broken_source"
    assert paths(ask(Interval(at(12), at(13)), live=True, at=at(12) + HOUR / 60)) == ["a"]


def test_an_unchanged_feed_is_not_modified(site, ask):
    def answer(request):
        if "if-modified-since" in request.headers:
            return Reply(status=304)
        since = (("Last-Modified", "Wed, 07 Oct 2015 10:00:00 GMT"),)
        return Reply(rss(("/a", at(9))), headers=since)

    site.handle("/feed", answer)
    assert ask(Interval(at(9), at(10)), at=at(11)).outcome == "ok"
    shown = ask(Interval(at(11), at(12)), at=at(12))
    assert (shown.outcome, shown.outside, shown.asked_at) == ("not_modified", 1, at(12))


def test_a_feed_says_how_far_back_it_goes(site, ask):
    site.serve("/feed", rss(("/a", at(9)), ("/b", at(11))))
    before = ask(Interval(at(0), at(8)))
    assert (before.outcome, before.reason) == (
        "out_of_reach",
        "reaches back to 2015-10-07T09:00Z only",
    )
    partly = ask(Interval(at(0), at(10)))
    assert (partly.outcome, paths(partly)) == ("ok", ["a"])
    assert "reaches back to 2015-10-07T09:00Z only" in partly.reason
    assert ask(Interval(at(9), at(10))).reason == ""
    assert site.asked("/feed") == 1


def test_an_empty_feed_is_empty_and_not_broken(site, ask):
    site.serve("/feed", rss())
    shown = ask()
    assert (shown.outcome, shown.items, shown.oldest_at) == ("ok", 0, None)


def page(rel, path):
    return f'<atom:link rel="{rel}" href="{path}"/>'


def test_pages_are_followed_while_they_may_reach_into_the_window(site, ask):
    for n in range(6):
        items = [(f"/{n}-{hour}", at(hour, day=8 - n)) for hour in (12, 6)]
        site.serve(f"/feed?page={n}", rss(*items, channel=page("next", f"?page={n + 1}")))
    site.serve("/feed", rss(channel=page("next", "?page=0")))
    assert paths(ask(path="/feed?page=0")) == ["1-12", "1-6"]
    assert [site.asked(f"/feed?page={n}") for n in range(4)] == [1, 1, 1, 0]
    ask(path="/feed?page=0")
    assert [site.asked(f"/feed?page={n}") for n in range(4)] == [1, 1, 1, 0]
    assert ask().items == 0, "a feed without entries leads nowhere"


def test_archived_pages_do_not_change_so_any_copy_serves(site, ask):
    site.serve("/feed", rss(("/new", at(9)), channel=page("prev-archive", "/2015-09")))
    site.serve("/2015-09", rss(("/old", at(9, day=1))))
    for hour in (12, 13):
        ask(Interval(at(0), at(hour)), at=at(hour))
    assert (site.asked("/feed"), site.asked("/2015-09")) == (2, 1)


def test_pages_in_a_circle_or_without_end_are_left(site, ask):
    site.serve("/feed", rss(("/a", at(9)), channel=page("next", "/two")))
    site.serve("/two", rss(("/b", at(8)), channel=page("next", "/feed")))
    assert paths(ask()) == ["a", "b"]
    assert (site.asked("/feed"), site.asked("/two")) == (1, 1)
    for n in range(MAX_PAGES + 5):
        site.serve(f"/p{n}", rss((f"/x{n}", at(9)), channel=page("next", f"/p{n + 1}")))
    shown = ask(path="/p0")
    assert len(shown.documents) == MAX_PAGES
    assert f"{MAX_PAGES} pages" in shown.reason


@pytest.mark.parametrize("link", ["/gone", "ftp://a.example/", "/html", "http://10.0.0.1/"])
def test_a_page_that_cannot_be_read_costs_what_lies_behind_it(site, ask, link):
    site.serve("/feed", rss(("/a", at(9)), channel=page("next", link)))
    site.serve("/html", "<p>No feed</p>")
    shown = ask()
    assert (shown.outcome, paths(shown)) == ("ok", ["a"])
    assert [r.outcome for r in shown.rejects] == ["source_unreachable"]
    assert "page" in shown.rejects[0].reason


@pytest.mark.parametrize(
    ("reply", "outcome", "says"),
    [
        (Reply(status=404), "source_unreachable", "HTTP 404 Not Found"),
        (Reply(status=503), "source_unreachable", "HTTP 503"),
        (Reply(status=302, headers=(("Location", "/feed"),)), "source_unreachable", "redirect"),
        (Reply(status=302, headers=(("Location", "http://10.0.0.1/"),)), "source_unreachable", ""),
        (Reply(status=302, headers=(("Location", "file:///x"),)), "source_unreachable", ""),
        (Reply("<html><p>No feed", headers=RSS), "broken_source", "not a feed"),
        (Reply("<p>", delay=5), "source_unreachable", ""),
    ],
)
def test_a_dead_feed_says_why_and_its_copy_is_read(site, ask, reply, outcome, says):
    site.handle("/feed", lambda _: reply)
    shown = ask()
    assert (shown.outcome, shown.items, shown.asked_at is None) == (
        outcome,
        1,
        outcome != "broken_source",
    )
    assert says in shown.reason
    (reject,) = shown.rejects
    assert (reject.url, reject.outcome) == (site.url("/feed"), outcome)


def test_a_feed_that_is_away_is_read_from_its_copy(site, ask):
    site.serve("/feed", rss(("/a", at(9))))
    site.serve("/feed", status=500)
    ask(Interval(at(8), at(10)), at=at(10))
    shown = ask(Interval(at(8), at(11)), at=at(11))
    assert (shown.outcome, paths(shown)) == ("source_unreachable", ["a"])
    assert "HTTP 500" in shown.reason
    assert "the copy of 2015-10-07T10:00Z was read" in shown.reason


def test_robots_txt_may_deny_a_feed(site, ask):
    site.serve("/robots.txt", "User-agent: *\nDisallow: /feed\n")
    site.serve("/feed", rss(("/a", at(9))))
    shown = ask()
    assert (shown.outcome, shown.documents) == ("robots_denied", [])
    assert site.asked("/feed") == 0


def test_nobody_at_the_address(site, ask):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site.serve("/feed", status=301, headers=(("Location", f"http://127.0.0.1:{port}/"),))
    assert ask().outcome == "source_unreachable"


def test_a_loopback_address_is_refused_unless_named(site, ask):
    shown = ask(allow_hosts=frozenset())
    assert (shown.outcome, site.requests) == ("source_unreachable", [])
    assert "allow_hosts" in shown.reason
