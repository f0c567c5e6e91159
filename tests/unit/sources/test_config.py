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


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('kind = "warc"', 'kind = "ftp"'), ("archive", "kind", "ftp")),
        (('kind = "warc"\n', ""), ("archive", "kind")),
        (('id = "archive"', 'id = "An Archive"'), ("An Archive", "id", "pattern")),
        (('id = "archive"\n', ""), ("number 1", "id", "required")),
        (('id = "site"', 'id = "inbox"'), ("inbox", "id", "two sources")),
        (('country = "GBR"', 'country = "UK"'), ("site", "country", "pattern")),
        (("enabled = false", 'enabled = "no"'), ("inbox", "enabled", "boolean")),
        (("enabled = false", "enable = false"), ("inbox", "enable", "not permitted")),
        (("http://127.0.0.1:8000/rss", "/rss"), ("site", "feeds", "absolute")),
        (("http://127.0.0.1:8000/rss", "http://host:99999/"), ("site", "feeds", "valid")),
        (('feeds = ["http://127.0.0.1:8000/rss"]', 'home = "x"'), ("site", "home", "absolute")),
        (('feeds = ["http://127.0.0.1:8000/rss"]\n', ""), ("site", "feeds, sitemaps, home")),
        (('feeds = ["http', 'url = ["http'), ("site", "url", "not permitted")),
        (("/live/", "(live"), ("site", "exclude", "regular expression")),
        (("delay_seconds = 1", "delay_seconds = -1"), ("site", "delay_seconds")),
        (('["events", "gkg"]', '["graph"]'), ("lists", "tables", "gkg")),
        (('["events", "gkg"]', "[]"), ("lists", "tables")),
        (('path = "x-%Y%m%d.warc.gz"\n', ""), ("archive", "path", "required")),
        (('allow_hosts = ["127.0.0.1"]', "allow_hosts = [1]"), ("site", "allow_hosts.0")),
        (("[[source]]", "[[sources]]"), ("[[source]] tables only",)),
        (('name = "Archive"', "name = Archive"), ("not TOML",)),
    ],
)
def test_a_wrong_entry_is_named(tmp_path, change, says):
    with pytest.raises(TerminalError) as error:
        load(tmp_path, GOOD.replace(*change))
    assert "sources.toml" in str(error.value)
    for words in says:
        assert words in str(error.value)


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
    with pytest.raises(TerminalError, match="source"):
        load(tmp_path, "source = [1, 2]")
    with pytest.raises(TerminalError, match="source"):
        load(tmp_path, "source = 1")
