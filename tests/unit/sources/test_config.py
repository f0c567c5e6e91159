import pytest

from dateline.errors import TerminalError
from dateline.sources import (
    CcNewsSource,
    FolderSource,
    GdeltSource,
    SiteSource,
    WarcSource,
    load_sources,
    select_sources,
)
from dateline.sources.config import make_source

GOOD = """
[[source]]
id = "archive"
name = "Archive"
kind = "warc"
path = "x-%Y%m%d.warc.gz"

[[source]]
id = "inbox"
name = "Drop folder"
kind = "folder"
enabled = false

[[source]]
id = "site"
name = "Site"
kind = "site"
feeds = ["http://127.0.0.1:8000/rss"]
language = "en"
country = "GBR"
allow_hosts = ["127.0.0.1"]
delay_seconds = 1
exclude = ["/live/"]

[[source]]
id = "lists"
name = "Lists"
kind = "gdelt"
tables = ["events", "gkg"]

[[source]]
id = "crawl"
name = "Crawl"
kind = "ccnews"
hosts = ["gazette.example"]
"""


def load(tmp_path, text):
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return load_sources(path)


def test_each_kind_is_read_with_its_defaults(tmp_path):
    archive, inbox, site, lists, crawl = load(tmp_path, GOOD)
    assert archive == WarcSource(id="archive", name="Archive", kind="warc", path="x-%Y%m%d.warc.gz")
    assert archive.allow_hosts == frozenset()
    assert isinstance(inbox, FolderSource)
    assert (inbox.path, inbox.enabled) == ("{data}/inbox", False)
    assert isinstance(site, SiteSource)
    assert (site.allow_hosts, site.delay_seconds, site.concurrency) == ({"127.0.0.1"}, 1.0, None)
    assert site.listings == ("http://127.0.0.1:8000/rss",)
    assert isinstance(lists, GdeltSource)
    assert (lists.tables, lists.translated) == (("events", "gkg"), False)
    assert isinstance(crawl, CcNewsSource)
    assert (crawl.hosts, crawl.languages) == (("gazette.example",), ())


def test_listings_of_a_site_are_its_feeds_sitemaps_and_home_page():
    site = SiteSource(
        id="a",
        name="A",
        kind="site",
        feeds=("http://a.example/f",),
        sitemaps=("http://a.example/s",),
        home="http://a.example/",
    )
    assert site.listings == ("http://a.example/f", "http://a.example/s", "http://a.example/")


@pytest.mark.parametrize(
    ("include", "exclude", "wanted"),
    [
        ((), (), {"/world/a", "/world/live/b", "/sport/c"}),
        (("/world/",), (), {"/world/a", "/world/live/b"}),
        (("/world/", "/sport/"), ("/live/",), {"/world/a", "/sport/c"}),
        ((), ("/live/", "/sport/"), {"/world/a"}),
    ],
)
def test_patterns_choose_addresses(include, exclude, wanted):
    site = SiteSource(
        id="a", name="A", kind="site", home="http://a.example/", include=include, exclude=exclude
    )
    paths = ("/world/a", "/world/live/b", "/sport/c")
    assert {path for path in paths if site.wants(f"http://a.example{path}")} == wanted


def test_sources_are_selected_by_kind_and_id(tmp_path):
    sources = load(tmp_path, GOOD)

    def ids(*choice):
        return [source.id for source in select_sources(sources, *choice)]

    assert ids() == ["archive", "inbox", "site", "lists", "crawl"]
    assert ids(["site", "warc"]) == ["archive", "site"]
    assert ids([], ["crawl", "inbox"]) == ["inbox", "crawl"]
    assert ids(["site"], ["crawl"]) == []
    with pytest.raises(TerminalError, match="no such kind of source: feed"):
        ids(["feed"])
    with pytest.raises(TerminalError, match="no such source: nowhere"):
        ids([], ["nowhere"])


FEEDS = 'feeds = ["http://127.0.0.1:8000/rss"]'


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('kind = "warc"', 'kind = "ftp"'), "archive: kind: 'ftp' is no kind: one of site, gdelt"),
        (('kind = "warc"\n', ""), "archive: kind: is missing: one of site, gdelt, ccnews, warc,"),
        (('kind = "warc"', "kind = 1"), "archive: kind: 1 is no kind"),
        (
            ('kind = "warc"\npath = "x-', 'kind = "feed"\nurl = "http://a.example/rss'),
            'archive: kind: "feed" is no kind: use kind = "site" with feeds = ["http://a.example/r',
        ),
        (('id = "archive"', 'id = "An Archive"'), "An Archive: id: must be of lower-case letters"),
        (('id = "archive"\n', ""), "number 1: id: is missing"),
        (('id = "site"', 'id = "inbox"'), "inbox: id: used by two sources"),
        (('name = "Archive"', "name = 1"), "archive: name: must be a string"),
        (('country = "GBR"', 'country = "UK"'), "site: country: 'UK' is no ISO 3166-1"),
        (('language = "en"', 'language = "xx"'), "site: language: 'xx' is no ISO 639 code"),
        (("enabled = false", 'enabled = "no"'), "inbox: enabled: must be true or false"),
        (("enabled = false", "enable = false"), "inbox: enable: no such key; did you mean enabled"),
        (("http://127.0.0.1:8000/rss", "/rss"), "site: feeds: '/rss' is not an absolute http(s)"),
        (("http://127.0.0.1:8000/rss", "http://host:99999/"), "site: feeds: 'http://host:99999/'"),
        ((FEEDS, 'home = "x"'), "site: home: 'x' is not an absolute"),
        ((f"{FEEDS}\n", ""), "site: feeds, sitemaps, home: a site needs one of them"),
        ((FEEDS, 'feeds = "http://a.example/"'), "site: feeds: must be an array of strings"),
        (('feeds = ["http', 'feed = ["http'), "site: feed: no such key; did you mean feeds?"),
        (('feeds = ["http', 'x = ["http'), "site: x: no such key"),
        (("/live/", "(live"), "site: exclude: '(live' is not a regular expression"),
        (("delay_seconds = 1", "delay_seconds = -1"), "site: delay_seconds: must be 0 or more"),
        (("delay_seconds = 1", 'delay_seconds = "1"'), "site: delay_seconds: must be a number"),
        (("delay_seconds = 1", "delay_seconds = inf"), "site: delay_seconds: must be a finite"),
        (('["events", "gkg"]', '["graph"]'), "lists: tables: 'graph' is none of 'events', '"),
        (('["events", "gkg"]', "[]"), "lists: tables: must not be empty"),
        (('tables = ["events", "gkg"]', 'base = "s3://x"'), "lists: base: 's3://x' is not an abs"),
        (('hosts = ["gazette.example"]', 'base = "htps://x"'), "crawl: base: 'htps://x': nothing"),
        (('path = "x-%Y%m%d.warc.gz"\n', ""), "archive: path: is missing"),
        (('allow_hosts = ["127.0.0.1"]', "allow_hosts = [1]"), "site: allow_hosts: must be an arr"),
        (("gazette.example", "https://bbc.com/"), "crawl: hosts: 'https://bbc.com/' is no host"),
        (("[[source]]", "[[sources]]"), "[[source]] tables only"),
        (('name = "Archive"', "name = Archive"), "not TOML"),
    ],
)
def test_a_wrong_entry_is_named_in_one_line(tmp_path, change, says):
    with pytest.raises(TerminalError) as error:
        load(tmp_path, GOOD.replace(*change))
    (line,) = str(error.value).splitlines()
    assert "sources.toml" in line
    assert says in line


@pytest.mark.parametrize(
    "listings",
    [
        {"feeds": ("http://a.example/x", "http://a.example/x")},
        {"feeds": ("http://a.example/x",), "sitemaps": ("http://A.example:80/x",)},
        {"sitemaps": ("http://a.example/x",), "home": "http://a.example/x"},
    ],
)
def test_an_address_is_listed_once(listings):
    with pytest.raises(TerminalError, match=r"home: listed twice: http://a\.example/x$"):
        make_source({"id": "a", "name": "A", "kind": "site"} | listings)


def test_each_bad_address_has_its_line():
    entry = {"id": "a", "name": "A", "kind": "site", "feeds": ["x", "http://a.example/", "y"]}
    with pytest.raises(TerminalError) as error:
        make_source(entry)
    assert [line.split()[1] for line in str(error.value).splitlines()] == ["'x'", "'y'"]


def test_filters_are_brought_into_one_form():
    entry = {"id": "a", "name": "A", "allow_hosts": ["LocalHost", "[::1]"], "language": "deu"}
    lists = make_source(
        entry
        | {"kind": "gdelt", "base": "http://a.example/v2", "hosts": ["BBC.com", "www.b.example."]}
        | {"languages": ["en-GB", "pt_BR", "eng"]}
    )
    assert lists.allow_hosts == {"localhost", "::1"}
    assert (lists.hosts, lists.languages) == (("bbc.com", "www.b.example"), ("en", "pt", "en"))
    assert (lists.base, lists.language) == ("http://a.example/v2/", "de")


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    with pytest.raises(TerminalError) as error:
        load(tmp_path, GOOD.replace("GBR", "UK").replace('name = "Archive"', 'name = ""'))
    assert "archive" in str(error.value)
    assert "site" in str(error.value)


def test_a_missing_list_is_named(tmp_path):
    with pytest.raises(TerminalError, match=r"nowhere\.toml"):
        load_sources(tmp_path / "nowhere.toml")


def test_bytes_that_are_no_utf8_are_an_error_not_a_crash(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(TerminalError, match="cannot read"):
        load_sources(path)


def test_an_entry_that_is_no_table(tmp_path):
    with pytest.raises(TerminalError, match=r"number 1: must be a table, \[\[source\]\]"):
        load(tmp_path, "source = [1, 2]")
    with pytest.raises(TerminalError, match="source"):
        load(tmp_path, "source = 1")
