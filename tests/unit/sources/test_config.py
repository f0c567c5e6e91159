import pytest

from dateline.errors import TerminalError
from dateline.settings import PROJECT
from dateline.sources import FeedSource, FolderSource, WarcSource, load_sources

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
id = "feed"
name = "Feed"
kind = "feed"
url = "http://127.0.0.1:8000/rss"
language = "en"
country = "GBR"
allow_hosts = ["127.0.0.1"]
"""


def load(tmp_path, text):
    path = tmp_path / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return load_sources(path)


def test_each_kind_is_read_with_its_defaults(tmp_path):
    archive, inbox, feed = load(tmp_path, GOOD)
    assert archive == WarcSource(id="archive", name="Archive", kind="warc", path="x-%Y%m%d.warc.gz")
    assert isinstance(inbox, FolderSource)
    assert (inbox.path, inbox.enabled) == ("{data}/inbox", False)
    assert isinstance(feed, FeedSource)
    assert feed.allow_hosts == {"127.0.0.1"}
    assert archive.allow_hosts == frozenset()


def test_the_shipped_list_is_valid():
    sources = load_sources(PROJECT / "include" / "sources.toml")
    assert {source.kind for source in sources} == {"warc", "folder", "feed"}
    assert not any(source.allow_hosts for source in sources)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('kind = "warc"', 'kind = "ftp"'), ("archive", "kind", "ftp")),
        (('kind = "warc"\n', ""), ("archive", "kind")),
        (('id = "archive"', 'id = "An Archive"'), ("An Archive", "id", "pattern")),
        (('id = "archive"\n', ""), ("number 1", "id", "required")),
        (('id = "feed"', 'id = "inbox"'), ("inbox", "id", "two sources")),
        (('country = "GBR"', 'country = "UK"'), ("feed", "country", "pattern")),
        (("enabled = false", 'enabled = "no"'), ("inbox", "enabled", "boolean")),
        (("enabled = false", "enable = false"), ("inbox", "enable", "not permitted")),
        (("http://127.0.0.1:8000/rss", "/rss"), ("feed", "url", "absolute")),
        (("http://127.0.0.1:8000/rss", "http://host:99999/"), ("feed", "url", "valid")),
        (('path = "x-%Y%m%d.warc.gz"\n', ""), ("archive", "path", "required")),
        (('allow_hosts = ["127.0.0.1"]', "allow_hosts = [1]"), ("feed", "allow_hosts.0")),
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
    assert "feed" in str(error.value)


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
