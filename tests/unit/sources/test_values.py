import pytest

from dateline.knowledge import read_table
from dateline.sources import values


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("BBC.com", "bbc.com"),
        ("www.bbc.com", "www.bbc.com"),
        ("bbc.com.", "bbc.com"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("münchen.example", "münchen.example"),
    ],
)
def test_hosts(text, name):
    assert values.host(text) == name


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("https://bbc.com/", '; write "bbc.com"'),
        ("https://user@BBC.com:8080/news?x", '; write "bbc.com"'),
        ("bbc.com:80", '; write "bbc.com"'),
        ("bbc.com/news", '; write "bbc.com"'),
        ("*.bbc.com", '; write "bbc.com"'),
        ("127.0.0.1:8000", '; write "127.0.0.1"'),
        ("http://", ""),
        ("a b", ""),
        ("a..example", ""),
        ("", ""),
    ],
)
def test_what_is_no_host_is_told_how_to_write_it(text, hint):
    with pytest.raises(ValueError, match="is no host name") as error:
        values.host(text)
    assert str(error.value).endswith(f"belongs to it{hint}")


@pytest.mark.parametrize(
    ("text", "code"),
    [("en", "en"), ("EN-gb", "en"), ("deu", "de"), ("tl", "tl"), ("no", "no"), ("ast", "ast")],
)
def test_languages(text, code):
    assert values.language(text) == code


@pytest.mark.parametrize("text", ["english", "xx", "", "zzz", "und", "e"])
def test_what_is_no_language(text):
    with pytest.raises(ValueError, match="is no ISO 639 code"):
        values.language(text)
    with pytest.raises(ValueError, match="is no ISO 639-1 code"):
        values.short_language(text)


def test_filters_take_languages_of_two_letters():
    assert values.short_language("eng") == "en"
    with pytest.raises(ValueError, match="'ast' is no ISO 639-1 code"):
        values.short_language("ast")


def test_countries():
    codes = [row["country"] for row in read_table("countries")]
    assert [values.country(code) for code in codes] == codes


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("UK", 'write "GBR"'),
        ("gbr", 'write "GBR"'),
        ("germany", 'write "DEU"'),
        ("XYZ", 'such as "GBR"'),
        ("", 'such as "GBR"'),
    ],
)
def test_what_is_no_country(text, hint):
    with pytest.raises(ValueError, match=f"is no ISO 3166-1 alpha-3 code[;,] {hint}"):
        values.country(text)


@pytest.mark.parametrize(
    "text", ["s3://a/", "cc", "/cc", "https://a.example/", "simplecache::s3://a"]
)
def test_locations(text):
    assert values.location(text) == text


@pytest.mark.parametrize("text", ["htps://a.example/", "https://", "://a"])
def test_what_is_no_location(text):
    with pytest.raises(ValueError, match=r"nothing is known to read|not an absolute"):
        values.location(text)
