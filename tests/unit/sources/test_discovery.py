"""Whole sources, asked together: order, faults that cost one listing, and the shipped list."""

from urllib.parse import urlsplit

import pytest
from fixtures.asking import DAY, RSS, quick_settings, site_source
from fixtures.loopback import LoopbackSite

from dateline.settings import PROJECT
from dateline.sources import (
    FolderSource,
    GdeltSource,
    SiteSource,
    WarcSource,
    discover,
    load_sources,
)

DATE = "Wed, 07 Oct 2015 08:00:00 GMT"
FEED = (
    '<rss version="2.0"><channel><title>T</title><item><link>/2015/10/07/pier</link>'
    f"<pubDate>{DATE}</pubDate></item></channel></rss>"
)
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>SITE/2015/10/07/wall</loc></url></urlset>"
)
HOME = "<html><body><a href='/2015/10/07/ferry'>Ferry</a></body></html>"
HOSTS = frozenset({"127.0.0.1"})
FOLDER = FolderSource(id="inbox", name="Inbox", kind="folder")


@pytest.fixture
def site():
    with LoopbackSite() as site:
        site.serve("/feed", FEED, headers=RSS)
        site.serve("/sitemap.xml", SITEMAP.replace("SITE", site.url("")))
        site.serve("/", HOME)
        yield site


@pytest.fixture
def settings(tmp_path):
    return quick_settings(tmp_path)


def outline(answers):
    return [(s.source_id, s.form, str(s.outcome), len(s.documents)) for s in answers]


def test_listings_come_in_the_order_of_the_sources_and_of_their_tables(site, settings):
    whole = site_source(
        feeds=[site.url("/feed"), site.url("/gone")],
        sitemaps=[site.url("/sitemap.xml")],
        home=site.url("/"),
    )
    second = site_source(id="second", feeds=[site.url("/feed")])
    idle = site_source(id="idle", feeds=[site.url("/feed")], enabled=False)
    lists = GdeltSource(
        id="lists", name="Lists", kind="gdelt", base=site.url("/v2"), allow_hosts=HOSTS
    )
    archive = WarcSource(id="files", name="Files", kind="warc", path="{data}/none.warc.gz")
    answers = list(
        discover([FOLDER, whole, idle, lists, archive, second], DAY, settings, live=True)
    )
    assert outline(answers) == [
        ("inbox", "folder", "ok", 0),
        ("gazette", "feed", "ok", 1),
        ("gazette", "feed", "source_unreachable", 0),
        ("gazette", "sitemap", "ok", 1),
        ("gazette", "home_page", "ok", 1),
        ("lists", "gdelt", answers[5].outcome, 0),
        ("files", "warc", "out_of_reach", 0),
        ("second", "feed", "ok", 1),
    ]
    assert site.asked("/feed") == 1, "a listing of two sources is asked once"


@pytest.mark.parametrize(
    ("broken", "others"),
    [("site.ask_feed", 2), ("site.ask_sitemaps", 2), ("discovery.ask_folder", 3)],
)
def test_a_fault_of_ours_costs_one_listing(site, settings, monkeypatch, broken, others):
    form = broken.partition("_")[2].removesuffix("s")

    def crash(*_, **__):
        raise ValueError("bad luck")

    async def crash_later(*_, **__):
        crash()

    monkeypatch.setattr(f"dateline.sources.{broken}", crash if form == "folder" else crash_later)
    whole = site_source(
        feeds=[site.url("/feed")], sitemaps=[site.url("/sitemap.xml")], home=site.url("/")
    )
    answers = list(discover([whole, FOLDER], DAY, settings, live=True))
    assert sum(len(shown.documents) for shown in answers) == others
    (crashed,) = [shown for shown in answers if shown.outcome == "crashed"]
    assert (crashed.form, crashed.reason) == (form, "ValueError: bad luck")
    assert crashed.rejects[0].outcome == "crashed"


def test_files_that_cannot_be_listed_are_a_source_that_is_away(settings, monkeypatch):
    def deny(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("dateline.sources.discovery.ask_folder", deny)
    (shown,) = discover([FOLDER], DAY, settings, live=False)
    assert (shown.form, shown.outcome) == ("folder", "source_unreachable")
    assert "Permission denied" in shown.reason


def shipped():
    return load_sources(PROJECT / "include" / "sources.toml")


def outlets():
    return [source for source in shipped() if isinstance(source, SiteSource)]


def test_the_shipped_list_has_outlets_of_many_languages_and_countries():
    assert len(outlets()) >= 30
    assert all(source.enabled for source in outlets())
    assert len({source.language for source in outlets()}) >= 5
    assert len({source.country for source in outlets()} - {None}) >= 15
    assert {source.kind for source in shipped()} == {"site", "warc", "folder", "gdelt", "ccnews"}
    assert {s.id for s in shipped() if not s.enabled} == {"gdelt", "cc-news"}


def test_each_address_of_the_shipped_list_is_listed_once_and_safe():
    addresses = [address for source in outlets() for address in source.listings]
    assert len(addresses) == len(set(addresses))
    assert {urlsplit(address).scheme for address in addresses} == {"https"}
    assert not any(source.allow_hosts for source in shipped())


def test_languages_and_countries_of_the_shipped_list_exist():
    from babel import Locale

    names = Locale("en")
    assert all(source.language in names.languages for source in outlets())
    known = _alpha3()
    assert {source.country for source in outlets()} - {None} <= known


def _alpha3():
    import csv

    path = PROJECT / "include" / "dateline" / "knowledge" / "countries.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(line for line in stream if not line.startswith("#")))
    return {cell for row in rows for cell in row if len(cell) == 3 and cell.isupper()}
