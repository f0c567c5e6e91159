"""Whole runs over sites on the loopback interface: what is new, seen, updated, out of reach."""

from datetime import UTC, datetime, timedelta

import pytest
from fixtures.loopback import LoopbackSite, Reply
from integration.runs import files, source_file, tables
from integration.sites import article, feed, site_source, sitemap

from dateline import pipeline
from dateline.errors import TransientError
from dateline.partition import Interval
from dateline.settings import Settings
from dateline.warehouse import query

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
PAST = Interval(NOW - HOUR, NOW)
NEXT = Interval(NOW, NOW + HOUR)
THIRD = Interval(NOW + HOUR, NOW + 2 * HOUR)
LONG_AGO = Interval.parse("2016-09-01", "2016-09-02")


def tagged(body):
    """A page with an entity tag, which knows its own."""
    tag = f'"{abs(hash(body))}"'

    def answer(request):
        if request.headers.get("if-none-match") == tag:
            return Reply(status=304, headers=(("ETag", tag),))
        return Reply(body, headers=(("ETag", tag), ("Content-Type", "text/html")))

    return answer


@pytest.fixture
def world(tmp_path):
    """Settings over some sources."""

    def make(*sources, **settings):
        return Settings(
            data=str(tmp_path / "data"),
            home=tmp_path / "home",
            sources=source_file(tmp_path, *sources),
            host_delay_seconds=0,
            retry_wait_seconds=0.01,
            retry_wait_max_seconds=0.05,
            **settings,
        )

    return make


def rows(settings, statement):
    return query(settings, statement).to_pylist()


def listings(settings, columns="source_id, form, outcome, discovered, seen"):
    statement = f"select {columns} from core_listings order by interval_start, source_id, form, url"
    return [tuple(row.values()) for row in rows(settings, statement)]


def test_a_page_under_two_addresses_at_two_sources_is_fetched_once(site, world):
    site.serve("/story", article("Pier"))
    site.serve("/story?utm_source=b", article("Pier"))
    moment = NOW - HOUR / 2
    site.serve("/a.xml", feed((site.url("/story"), moment)))
    site.serve("/b.xml", feed((site.url("/story?utm_source=b#top"), moment)))
    settings = world(
        site_source("a", feeds=[site.url("/a.xml")]), site_source("b", feeds=[site.url("/b.xml")])
    )
    assert pipeline.run(settings, PAST, live=True) == {"ok": 1}
    assert site.asked("/story") + site.asked("/story?utm_source=b") == 1
    assert listings(settings) == [("a", "feed", "ok", 1, 0), ("b", "feed", "ok", 0, 1)]
    (found,) = rows(settings, "select source_id, canonical_url from core_articles")
    assert found == {"source_id": "a", "canonical_url": site.url("/story")}


def test_what_an_earlier_hour_holds_is_seen_and_an_update_is_asked_for_conditionally(site, world):
    first, later = NOW - HOUR / 2, NOW  # not ahead of the clock: that would be no date
    site.handle("/story", tagged(article("Pier")))
    site.handle("/other", tagged(article("Other", "A second pier was built at the river mouth.")))
    story, other = site.url("/story"), site.url("/other")
    site.serve("/feed", feed((story, first), (other, first)))
    site.serve("/feed", feed((story, later), (other, first)))
    settings = world(site_source("a", feeds=[site.url("/feed")]))

    assert pipeline.run(settings, PAST, live=True) == {"ok": 2}
    assert pipeline.run(settings, NEXT, live=True) == {}
    asked = [r for r in site.requests if r.path == "/story"]
    assert [("if-none-match" in r.headers) for r in asked] == [False, True]
    assert site.asked("/other") == 1
    outcomes = rows(settings, "select outcome from core_fetches order by interval_start, outcome")
    assert [row["outcome"] for row in outcomes] == ["ok", "ok", "not_modified"]

    site.handle(
        "/story", tagged(article("Pier", "The pier was opened again on Friday, a year late."))
    )
    site.forget("/feed")
    far_ahead = Interval(NOW + 30 * HOUR, NOW + 31 * HOUR)
    site.serve("/feed", feed((story, far_ahead.start), (other, first)))
    assert pipeline.run(settings, far_ahead, live=True) == {"ok": 1}
    (found,) = rows(settings, f"select revision, text from core_articles where url = '{story}'")
    assert found["revision"] == 2
    assert "opened again" in found["text"]


def test_a_rerun_needs_no_network_and_gives_the_same(world):
    with LoopbackSite() as site:
        site.serve("/story", article("Pier"))
        site.serve("/feed", feed((site.url("/story"), NOW - HOUR / 2)))
        settings = world(site_source("a", feeds=[site.url("/feed")]))
        pipeline.run(settings, PAST, live=True)
    before = files(settings, "raw"), files(settings, "lake"), tables(settings)
    pipeline.run(settings, PAST, live=True)
    assert (files(settings, "raw"), files(settings, "lake"), tables(settings)) == before


def test_one_dead_source_costs_itself_and_all_dead_fail_the_run(site, world):
    site.serve("/story", article("Pier"))
    site.serve("/feed", feed((site.url("/story"), NOW - HOUR / 2)))
    dead = site_source("dead", feeds=["http://127.0.0.1:9/feed"])
    settings = world(dead, site_source("good", feeds=[site.url("/feed")]))
    assert pipeline.run(settings, PAST, live=True) == {"ok": 1}
    assert listings(settings, "source_id, outcome, reason <> '' as told") == [
        ("dead", "source_unreachable", True),
        ("good", "ok", False),
    ]
    with pytest.raises(TransientError, match="no source answered"):
        pipeline.run(world(dead, {"id": "inbox", "kind": "folder"}), NEXT, live=True)


def test_with_the_web_dead_what_was_dropped_is_taken(tmp_path, world):
    inbox = tmp_path / "data" / "inbox"
    inbox.mkdir(parents=True)
    text = "Dredgers return to the river\n" + "Dredgers came back to the river on Tuesday. " * 9
    (inbox / "dredgers.txt").write_text(text, encoding="utf-8")
    dead = site_source("dead", feeds=["http://127.0.0.1:9/feed"])
    settings = world(dead, {"id": "inbox", "kind": "folder"})
    assert pipeline.run(settings, NEXT, live=True) == {"ok": 1}


def test_an_interval_that_is_run_again_later_keeps_what_its_sources_told(site, world):
    site.serve("/story", article("Pier"))
    site.serve("/feed", feed((site.url("/story"), NOW - HOUR / 2)))
    site.serve("/feed", feed((site.url("/new"), NOW + HOUR / 2)))
    settings = world(site_source("a", feeds=[site.url("/feed")]))
    pipeline.run(settings, PAST, live=True)
    before = files(settings, "lake"), tables(settings)
    pipeline.discover(settings, NEXT, live=True)
    asked = len(site.requests)
    for batch in pipeline.discover(settings, PAST, live=True):
        pipeline.fetch(settings, batch, live=True)
    assert len(site.requests) == asked
    after = files(settings, "lake")
    assert {name: after[name] for name in before[0]} == before[0]


def test_what_is_dated_in_a_gap_between_runs_goes_to_the_first_run_after_it(site, world):
    site.serve("/one", article("One"))
    site.serve("/two", article("Two", "A second pier was built at the river mouth."))
    one, two = (site.url("/one"), NOW - 70 * HOUR), (site.url("/two"), NOW - 50 * HOUR)
    site.serve("/feed", feed(one))
    site.serve("/feed", feed(two, one))
    settings = world(site_source("a", feeds=[site.url("/feed")]))
    before_the_gap = Interval(NOW - 70 * HOUR, NOW - 69 * HOUR)
    assert pipeline.run(settings, before_the_gap, live=True) == {"ok": 1}
    assert pipeline.run(settings, NEXT, live=True) == {"ok": 1}
    assert site.asked("/one") == site.asked("/two") == 1


def test_a_day_of_2016_is_served_by_what_can_and_the_run_says_which_could_not(site, world, caplog):
    site.serve("/2016/09/01/pier", article("Pier"))
    site.serve("/2016/09/03/later", article("Later"))
    days = [site.url(path) for path in ("/2016/09/01/pier", "/2016/09/03/later")]
    site.serve("/sitemap-2016-09.xml", sitemap(*days))
    site.serve("/feed", feed((site.url("/new"), NOW - HOUR)))
    settings = world(
        site_source("archive", sitemaps=[site.url("/sitemap-2016-09.xml")]),
        site_source("feed", feeds=[site.url("/feed")], home=site.url("/")),
        {"id": "files", "kind": "warc", "path": "{data}/none-%Y%m%d.warc.gz"},
        {"id": "lists", "kind": "gdelt", "enabled": False},
    )
    caplog.set_level("INFO", "dateline")
    assert pipeline.run(settings, LONG_AGO) == {"ok": 1}
    told = listings(settings, "source_id, form, outcome, discovered")
    assert ("archive", "sitemap", "ok", 1) in told
    assert ("feed", "feed", "out_of_reach", 0) in told
    assert ("feed", "home_page", "out_of_reach", 0) in told
    assert ("files", "warc", "out_of_reach", 0) in told
    assert "feed: out_of_reach (" in caplog.text
    assert "not enabled: lists" in caplog.text
    assert site.asked("/2016/09/03/later") == 0

    asked = len(site.requests)
    day_before = Interval.parse("2016-08-31", "2016-09-01")
    assert pipeline.run(settings, day_before) == {}
    assert len(site.requests) == asked, "listings that were asked once serve all days before"


def test_listings_and_fetches_add_up_to_the_ledger(site, world):
    site.serve("/story", article("Pier"))
    site.serve(
        "/feed",
        feed(
            (site.url("/story"), NOW - HOUR / 2),
            (site.url("/story"), NOW - HOUR / 2),
            (site.url("/gone"), NOW - HOUR / 2),
            (site.url("/sport/x"), NOW - HOUR / 2),
            (site.url("/old"), NOW - 999 * HOUR),
            ("ftp://127.0.0.1/x", NOW - HOUR / 2),
        ),
    )
    settings = world(site_source("a", feeds=[site.url("/feed")], exclude=["/sport/"]))
    pipeline.run(settings, PAST, live=True)
    (row,) = rows(settings, "select * from core_listings")
    names = ("shown", "discovered", "seen", "outside_interval", "filtered", "rejected")
    assert [row[name] for name in names] == [5, 2, 0, 1, 1, 1], "an entry given twice is one item"
    (health,) = rows(settings, "select * from mart_source_health")
    assert (health["discovered"], health["fetched"], health["failed"]) == (2, 1, 1)
    assert (
        rows(settings, "select 1 from core_checks where failing_rows > 0 and severity = 'fail'")
        == []
    )


def test_a_page_without_a_date_is_dated_by_its_source(site, world):
    site.serve("/story", article("Pier"))
    site.serve("/feed", feed((site.url("/story"), NOW - HOUR / 2)))
    settings = world(site_source("a", feeds=[site.url("/feed")]))
    pipeline.run(settings, PAST, live=True)
    (found,) = rows(settings, "select published_at, published_precision as how from core_articles")
    assert found == {"published_at": (NOW - HOUR / 2).replace(tzinfo=None), "how": "listed"}


def test_a_link_of_a_home_page_is_taken_once_though_it_stays_there(site, world):
    link = "/world/harbour-council-votes-to-rebuild-the-old-pier-8213.html"
    links = f"<p>News <a href='{link}'>Harbour council votes to rebuild the old pier</a></p>"
    site.serve("/", f"<html><body>{links}</body></html>")
    site.serve(link, article("Pier"))
    settings = world(site_source("a", home=site.url("/")))
    assert pipeline.run(settings, PAST, live=True) == {"ok": 1}
    assert pipeline.run(settings, NEXT, live=True) == {}
    assert pipeline.run(settings, THIRD, live=True) == {}
    assert site.asked(link) == 1


def test_a_page_that_failed_in_a_way_that_may_pass_is_taken_by_a_later_hour(site, world):
    site.serve("/story", "busy", status=503)
    site.serve("/feed", feed((site.url("/story"), NOW - HOUR / 2)))
    settings = world(site_source("a", feeds=[site.url("/feed")]))
    assert pipeline.run(settings, PAST, live=True) == {}
    site.forget("/story")
    site.serve("/story", article("Pier"))
    assert pipeline.run(settings, NEXT, live=True) == {"ok": 1}
    assert pipeline.run(settings, THIRD, live=True) == {}
