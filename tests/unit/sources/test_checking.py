import gzip
import shutil
from datetime import UTC, datetime

import pytest
from fixtures.asking import RSS, quick_settings, site_source

from dateline.settings import PROJECT
from dateline.sources import CcNewsSource, FolderSource, GdeltSource, WarcSource
from dateline.sources.checking import check

NOW = datetime(2026, 11, 22, 16, 40, tzinfo=UTC)
FEED = (
    '<rss version="2.0"><channel><title>T</title>'
    "<item><link>/a</link><pubDate>Sun, 22 Nov 2026 12:00:00 GMT</pubDate></item>"
    "<item><link>/b</link><pubDate>Sun, 22 Nov 2015 12:00:00 GMT</pubDate></item>"
    "<item><link>mailto:x</link></item></channel></rss>"
)
EMPTY = '<rss version="2.0"><channel><title>T</title></channel></rss>'
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>SITE/2026/11/22/wall</loc></url></urlset>"
)


@pytest.fixture
def settings(tmp_path):
    return quick_settings(tmp_path)


def rows(sources, settings, **options):
    checked = check(sources, settings, NOW, **options)
    return [(row.source_id, row.form, row.state, row.items) for row in checked]


def test_each_listing_of_a_site_has_a_row(site, settings):
    site.serve("/feed", FEED, headers=RSS)
    site.serve("/empty", EMPTY, headers=RSS)
    site.serve("/sitemap.xml", SITEMAP.replace("SITE", site.url("")))
    site.serve("/", "<a href='/a-story-of-the-pier'>A</a><a href='/2026/11/22/ferry'>B</a>")
    source = site_source(
        feeds=[site.url("/feed"), site.url("/empty"), site.url("/gone")],
        sitemaps=[site.url("/sitemap.xml")],
        home=site.url("/"),
    )
    assert rows([source], settings) == [
        ("gazette", "feed", "ok", 3),
        ("gazette", "feed", "empty", 0),
        ("gazette", "feed", "failed", 0),
        ("gazette", "sitemap", "ok", 1),
        ("gazette", "home_page", "ok", 2),
    ]
    feed, _, gone, *_ = check([source], settings, NOW)
    assert (feed.url, feed.newest_at) == (site.url("/feed"), datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert feed.next_poll_at > feed.newest_at
    assert feed.seconds is None, "the copy of a moment ago was read"
    assert feed.message.startswith("bad_url: entry")
    assert gone.message == "source_unreachable: HTTP 404 Not Found"


def test_a_disabled_source_is_not_asked_unless_named(site, settings):
    site.serve("/feed", FEED, headers=RSS)
    idle = site_source(feeds=[site.url("/feed")], enabled=False)
    assert rows([idle], settings) == [("gazette", "site", "disabled", 0)]
    assert site.requests == []
    assert rows([idle], settings, ask=["gazette"]) == [("gazette", "feed", "ok", 3)]


def test_a_feed_is_asked_though_it_is_not_due(site, settings):
    site.serve("/feed", FEED, headers=RSS)
    source = site_source(feeds=[site.url("/feed")], poll_minutes=10_000)
    later = datetime(2100, 1, 1, tzinfo=UTC)
    for _ in range(2):
        check([source], settings, later)
    assert site.asked("/feed") == 2


def test_of_gdelt_the_newest_list_is_asked(site, settings):
    source = GdeltSource(
        id="gdelt",
        name="G",
        kind="gdelt",
        base=site.url("/v2/"),
        allow_hosts=frozenset({"127.0.0.1"}),
    )
    (row,) = check([source], settings, NOW)
    assert row.form == "gdelt"
    asked = {request.path for request in site.requests} - {"/robots.txt"}
    assert asked == {"/v2/20261122160000.mentions.CSV.zip"}


def test_of_cc_news_the_newest_listing_is_read_and_no_file(settings, tmp_path):
    folder = tmp_path / "cc" / "crawl-data" / "CC-NEWS" / "2026" / "10"
    folder.mkdir(parents=True)
    names = [
        f"crawl-data/CC-NEWS/2026/10/CC-NEWS-202610{day:02}000000-00001.warc.gz\n"
        for day in (30, 31)
    ]
    (folder / "warc.paths.gz").write_bytes(gzip.compress("".join(names).encode()))
    source = CcNewsSource(id="cc", name="C", kind="ccnews", base=str(tmp_path / "cc"))
    (row,) = check([source], settings, NOW)
    assert (row.form, row.state, row.items) == ("cc_news", "ok", 2)
    assert row.newest_at == datetime(2026, 10, 31, tzinfo=UTC)
    nowhere = source.model_copy(update={"base": str(tmp_path / "nowhere")})
    (row,) = check([nowhere], settings, NOW)
    assert (row.state, row.items, row.message) == ("failed", 0, "no listing of November 2026")


def test_of_archives_the_newest_file_is_read(settings, tmp_path):
    shutil.copytree(PROJECT / "include" / "sample", tmp_path / "sample")
    path = "sample/dateline-sample-%Y%m%d.warc.gz"
    source = WarcSource(id="sample", name="S", kind="warc", path=path)
    (row,) = check([source], settings, NOW)
    assert (row.url, row.state) == (path, "ok")
    assert row.newest_at.date().isoformat() == "2015-10-09"
    none = source.model_copy(update={"path": "nowhere/*.warc.gz"})
    (row,) = check([none], settings, NOW)
    assert (row.state, row.items, row.message) == ("failed", 0, "no file")


def test_a_listing_that_answers_says_why_it_has_nothing(site, settings):
    source = GdeltSource(
        id="gdelt",
        name="G",
        kind="gdelt",
        base=site.url("/v2/"),
        languages=("fr",),
        allow_hosts=frozenset({"127.0.0.1"}),
    )
    (row,) = check([source], settings, NOW)
    assert (row.state, row.message) == ("empty", "lists of fr are read with translated = true")


def test_a_server_that_is_not_there_is_told_without_the_library_s_jargon(settings):
    source = site_source(feeds=["http://127.0.0.1:9/feed"])
    (row,) = check([source], settings, NOW)
    assert row.state == "failed"
    assert "Cannot connect to host 127.0.0.1:9 [" in row.message


def test_a_drop_folder_counts_all_that_lies_in_it(settings, tmp_path):
    inbox = tmp_path / "data" / "inbox" / "2015-10-07"
    inbox.mkdir(parents=True)
    (inbox / "a.txt").write_text("Title\n\nText", encoding="utf-8")
    source = FolderSource(id="inbox", name="I", kind="folder")
    assert rows([source], settings) == [("inbox", "folder", "ok", 1)]


@pytest.mark.parametrize("broken", ["ask_gdelt", "newest_file"])
def test_a_fault_of_ours_fails_one_row(settings, monkeypatch, broken):
    async def crash_later(*_):
        raise ValueError("bad luck")

    def crash(*_):
        raise ValueError("bad luck")

    function = crash_later if broken == "ask_gdelt" else crash
    monkeypatch.setattr(f"dateline.sources.checking.{broken}", function)
    gdelt = GdeltSource(id="gdelt", name="G", kind="gdelt")
    files = WarcSource(id="files", name="F", kind="warc", path="x.warc.gz")
    sources = [gdelt] if broken == "ask_gdelt" else [files]
    (row,) = check(sources, settings, NOW)
    assert (row.state, row.message) == ("failed", "crashed: ValueError: bad luck")
