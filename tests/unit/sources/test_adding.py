import tomllib
from datetime import UTC, datetime

import pytest
from fixtures.asking import RSS, quick_settings

from dateline.errors import TerminalError
from dateline.sources import SiteSource, load_sources
from dateline.sources.adding import _feeds_guessed, _short, add_site

NOW = datetime(2026, 11, 22, 16, 40, tzinfo=UTC)
LIST = """\
# The sources of this desk

[[source]]
id = "inbox"   # what people drop
name = "Drop folder"
kind = "folder"
"""
FEED = (
    '<rss version="2.0"><channel><title>The Gazette</title>'
    "<item><link>/a</link><pubDate>Sun, 22 Nov 2026 12:00:00 GMT</pubDate></item></channel></rss>"
)
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>SITE/2026/11/22/wall</loc></url></urlset>"
)
HEAD = """
<meta property="og:site_name" content="The Loopback Gazette">
<link rel="alternate" type="application/rss+xml" href="/news.xml">
<link rel="alternate" type="application/rss+xml" href="/dead.xml">
"""


@pytest.fixture
def settings(tmp_path):
    settings = quick_settings(tmp_path)
    settings.sources.write_text(LIST, encoding="utf-8")
    return settings


@pytest.fixture
def add(settings):
    def add(url, **options):
        allowed = {"allow_hosts": ["127.0.0.1"]}
        return add_site(url, settings, NOW, **{"source_id": "gazette"} | allowed | options)

    return add


def page(head="", body="", lang="en-GB"):
    return f"<!doctype html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>"


def test_feeds_and_sitemaps_that_answer_are_written(site, settings, add):
    site.serve("/", page(HEAD))
    site.serve("/robots.txt", f"Sitemap: {site.url('/map.xml')}\nSitemap: /gone.xml\n")
    site.serve("/news.xml", FEED, headers=RSS)
    site.serve("/map.xml", SITEMAP.replace("SITE", site.url("")))
    added = add(site.url("/"))
    assert added.source == SiteSource(
        id="gazette",
        name="The Loopback Gazette",
        kind="site",
        language="en",
        feeds=(site.url("/news.xml"),),
        sitemaps=(site.url("/map.xml"),),
        allow_hosts=frozenset({"127.0.0.1"}),
    )
    assert [(s.url.rpartition("/")[2], s.outcome) for s in added.tried] == [
        ("news.xml", "ok"),
        ("dead.xml", "source_unreachable"),
        ("map.xml", "ok"),
        ("gone.xml", added.tried[3].outcome),
    ]
    text = settings.sources.read_text(encoding="utf-8")
    assert text.startswith(f"{LIST}\n[[source]]\n")
    assert text.endswith(added.text)
    assert load_sources(settings.sources)[1] == added.source
    assert tomllib.loads(added.text)["source"][0]["name"] == "The Loopback Gazette"


def test_usual_places_are_tried_where_the_page_names_none(site, settings, add):
    site.serve("/", page("<title>Gazette</title>"))
    site.serve("/feed", FEED, headers=RSS)
    site.serve("/sitemap.xml", SITEMAP.replace("SITE", site.url("")))
    source = add(site.url("/"), name="My Gazette").source
    assert (source.name, source.feeds, source.sitemaps) == (
        "My Gazette",
        (site.url("/feed"),),
        (site.url("/sitemap.xml"),),
    )


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [("/x.xml", FEED, "feeds"), ("/y.xml", SITEMAP, "sitemaps")],
)
def test_the_address_may_be_that_of_a_feed_or_sitemap(site, add, path, body, field):
    site.serve(path, body.replace("SITE", site.url("")), headers=RSS)
    source = add(site.url(path)).source
    assert (source.listings, getattr(source, field)) == ((site.url(path),), (site.url(path),))
    assert source.name == "127.0.0.1"


def test_a_site_without_either_is_read_by_its_home_page(site, add):
    site.serve("/", page(body="<a href='/news/the-old-pier-is-open'>Pier</a>", lang="x"))
    source = add(site.url("/")).source
    assert (source.listings, source.language) == ((site.url("/"),), None)


def test_nothing_usable_is_an_error_that_says_what_was_tried(site, settings, add):
    site.serve("/", page(body="<a href='/about'>About</a>"))
    with pytest.raises(TerminalError, match=r"no feed, sitemap or links.*/rss\.xml: HTTP 404"):
        add(site.url("/"))
    assert settings.sources.read_text(encoding="utf-8") == LIST


@pytest.mark.parametrize("url", ["gazette", "ftp://a.example/", "http://a.example:99999/"])
def test_an_address_that_is_none_is_refused(add, url):
    with pytest.raises(TerminalError, match="cannot add"):
        add(url)


def test_a_site_that_does_not_answer_is_not_added(site, settings, add):
    with pytest.raises(TerminalError, match="HTTP 404"):
        add(site.url("/"))
    with pytest.raises(TerminalError, match="--allow-host"):
        add(site.url("/"), allow_hosts=[])
    assert settings.sources.read_text(encoding="utf-8") == LIST


def test_what_is_listed_already_is_refused(site, settings, add):
    site.serve("/feed", FEED, headers=RSS)
    add(site.url("/feed"))
    before = settings.sources.read_text(encoding="utf-8")
    with pytest.raises(TerminalError, match="choose another --id"):
        add(site.url("/feed"))
    with pytest.raises(TerminalError, match="is listed already, as gazette"):
        add(site.url("/feed"), source_id="other")
    with pytest.raises(TerminalError, match="id: "):
        add(site.url("/feed"), source_id="An Id")
    assert settings.sources.read_text(encoding="utf-8") == before


def test_the_id_comes_from_the_host_s_name(site, settings):
    site.serve("/feed", FEED, headers=RSS)
    added = add_site(site.url("/feed"), settings, NOW, allow_hosts=["127.0.0.1"])
    assert added.source.id == "127-0-0-1"


@pytest.mark.parametrize(
    ("host", "domain", "short"),
    [
        ("www.gazette.co.uk", "gazette.co.uk", "gazette"),
        ("2001:db8::1", "2001:db8::1", "2001-db8-1"),
        ("é.example", "é.example", "site"),
    ],
)
def test_ids(host, domain, short):
    assert _short(host, domain) == short


def test_links_to_feeds_are_relative_to_the_page(site, add):
    head = (
        "<link rel='ALTERNATE home' type='application/atom+xml; charset=utf-8' href='atom.xml'>"
        "<link rel='alternate' type='application/rss+xml' href='comments/feed'>"
        "<link rel='alternate' type='application/json' href='/wp-json/1'>"
    )
    site.serve("/news/", page(head))
    site.serve("/news/atom.xml", FEED, headers=RSS)
    added = add(site.url("/news/"))
    assert added.source.feeds == (site.url("/news/atom.xml"),)
    assert [t.url for t in added.tried if t.form == "feed"] == [site.url("/news/atom.xml")]


def test_links_to_feeds_are_relative_to_the_base_of_the_page(site, add):
    site.serve("/", page(f"<base href='/b/'>{HEAD.replace('/news.xml', 'news.xml')}"))
    site.serve("/b/news.xml", FEED, headers=RSS)
    assert add(site.url("/")).source.feeds == (site.url("/b/news.xml"),)


def test_addresses_that_are_none_cost_themselves_only(site, add):
    link = "<link rel='alternate' type='application/rss+xml' href='http://[x'>"
    site.serve("/", page(f"<base href='http://[y'>{link}{HEAD}"))
    site.serve("/robots.txt", f"Sitemap: http://[z\nSitemap: {site.url('/map.xml')}\n")
    site.serve("/news.xml", FEED, headers=RSS)
    site.serve("/map.xml", SITEMAP.replace("SITE", site.url("")))
    assert add(site.url("/")).source.listings == (site.url("/news.xml"), site.url("/map.xml"))


def test_links_that_look_like_feeds_are_tried_where_none_is_named():
    found = _feeds_guessed(page(body="<a href='/section/rss.xml'>RSS</a>"), "https://a.example/")
    assert found == ["https://a.example/section/rss.xml"]


def test_usable_listings_are_told_without_reasons_of_the_window(site, add):
    old = FEED.replace("22 Nov 2026", "22 Nov 2015")
    young = FEED.replace("12:00:00", "16:30:00")
    site.serve("/", page(HEAD))
    site.serve("/news.xml", young, headers=RSS)
    site.serve("/dead.xml", old.partition("<item>")[0] + "</channel></rss>", headers=RSS)
    tried = {each.url.rpartition("/")[2]: each for each in add(site.url("/")).tried}
    assert (tried["news.xml"].outcome, tried["news.xml"].message) == ("ok", "")
    assert (tried["dead.xml"].outcome, tried["dead.xml"].message) == ("empty", "no entries")
    assert tried["sitemap.xml"].message == "HTTP 404 Not Found"


def test_a_private_address_is_refused_with_the_option_that_permits_it(site, settings):
    with pytest.raises(TerminalError, match="with --allow-host if it is meant") as error:
        add_site(site.url("/"), settings, NOW)
    assert "allow_hosts" not in str(error.value)
    with pytest.raises(TerminalError, match=r'allow_hosts: .* write "127\.0\.0\.1"'):
        add_site(site.url("/"), settings, NOW, allow_hosts=["http://127.0.0.1:80/"])


def test_allowed_hosts_are_written_in_order(site, add):
    site.serve("/feed", FEED, headers=RSS)
    hosts = ["127.0.0.1", *(f"{letter}.example" for letter in "edcba")]
    text = add(site.url("/feed"), allow_hosts=hosts).text
    assert tomllib.loads(text)["source"][0]["allow_hosts"] == sorted(hosts)


def test_a_list_of_another_form_is_left_alone(site, settings, add):
    site.serve("/feed", FEED, headers=RSS)
    text = 'source = [{ id = "a", name = "A", kind = "folder" }]\n'
    settings.sources.write_text(text, encoding="utf-8")
    with pytest.raises(TerminalError, match="does not fit into the list"):
        add(site.url("/feed"))
    assert settings.sources.read_text(encoding="utf-8") == text


def test_an_empty_list_gets_its_first_entry(site, settings, add):
    site.serve("/feed", FEED, headers=RSS)
    settings.sources.write_text("# nothing yet\n", encoding="utf-8")
    add(site.url("/feed"))
    text = settings.sources.read_text(encoding="utf-8")
    assert text.startswith("# nothing yet\n")
    assert [source.id for source in load_sources(settings.sources)] == ["gazette"]
