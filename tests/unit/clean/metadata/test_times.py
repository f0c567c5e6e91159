"""Times of an article: their forms, and which of several statements is believed."""

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trafilatura.utils import load_html

from dateline.clean.metadata.times import parse_time, read_times
from dateline.clean.metadata.times_forms import Reading, find_times, month_names
from dateline.clean.metadata.times_page import read_url
from dateline.clean.parts import Moment
from dateline.knowledge import read_table

URL = "https://news.example.com/story"
TEXT = "<p>The council met in the old town hall and voted on the new bridge. " * 5 + "</p>"


def shown(moment: Moment | None) -> str | None:
    """A moment as `dateline clean` prints it."""
    if moment is None:
        return None
    zone = datetime.strptime(moment.zone, "%z").tzinfo if moment.zone else None
    local = moment.at.astimezone(zone) if zone else moment.at.replace(tzinfo=None)
    return local.date().isoformat() if moment.precision == "day" else local.isoformat()


def read(
    body: str = "",
    *,
    head: str = "",
    url: str = URL,
    fetched_at: datetime | None = None,
    lang: str = "en-US",
    **node: Any,
) -> tuple[str | None, str | None, dict[str, str]]:
    page = f'<html lang="{lang}"><head>{head}</head><body>{body}{TEXT}</body></html>'
    tree = load_html(page)
    assert tree is not None
    published, modified, sources = read_times(tree, url, fetched_at, [node] if node else [])
    return shown(published), shown(modified), sources


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-12-22", "2023-12-22"),
        ("2023-12-22T10:00:00Z", "2023-12-22T10:00:00+00:00"),
        ("2023-12-22T10:00+0000", "2023-12-22T10:00:00+00:00"),
        ("2023-12-22 10:00:00 -0500", "2023-12-22T10:00:00-05:00"),
        ("2023-12-22T10:00:00.123456+05:30", "2023-12-22T10:00:00+05:30"),
        ("2023-12-22T10:00:00.1234567-03", "2023-12-22T10:00:00-03:00"),
        ("2023-12-22T10:00", "2023-12-22T10:00:00"),
        ("20231222", "2023-12-22"),
        ("20231222T101112Z", "2023-12-22T10:11:12+00:00"),
        ("2023/12/22 10:05", "2023-12-22T10:05:00"),
        ("2023 12 22 22:20:00", "2023-12-22T22:20:00"),
        ("1703239200", "2023-12-22T10:00:00+00:00"),
        ("1703239200000", "2023-12-22T10:00:00+00:00"),
        ("Fri, 22 Dec 2023 10:00:00 GMT", "2023-12-22T10:00:00+00:00"),
        ("Fri, 22 Dec 2023 10:00:00 +0100", "2023-12-22T10:00:00+01:00"),
        ("Fri Dec 22 10:00:00 EST 2023", "2023-12-22T10:00:00-05:00"),
        ("Friday, December 22, 2023, 01:54 PM", "2023-12-22T13:54:00"),
        ("Dec. 22, 2023 12:30 a.m. CET", "2023-12-22T00:30:00+01:00"),
        ("July 4, 2023 at 9:05 am ET", "2023-07-04T09:05:00-04:00"),
        ("December 4, 2023 at 9:05 am ET", "2023-12-04T09:05:00-05:00"),
        ("October 7th, 2021", "2021-10-07"),
        ("3rd of May 2021", "2021-05-03"),
        ("Updated: 3 Sept. 2021", "2021-09-03"),
        ("22.12.23", "2023-12-22"),
        ("22/12/2023", "2023-12-22"),
        ("2023年12月22日 10:30", "2023-12-22T10:30:00"),
        ("2023년 12월 22일", "2023-12-22"),
        ("2025年3月4日 18時05分", "2025-03-04T18:05:00"),
        ("4:05 PM EST, Tue March 4, 2025", "2025-03-04T16:05:00-05:00"),
    ],
)
def test_forms(text: str, expected: str) -> None:
    assert shown(parse_time(text)) == expected


def test_a_zone_name_of_several_zones_is_the_one_of_most_news() -> None:
    assert parse_time("December 22, 2023 at 5:00 AM IST").zone == "+05:30"
    assert parse_time("June 4, 2025 5:00 AM BST").zone == "+01:00"


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2023-12-22T00:00:00Z", "day"),
        ("2023-12-22T00:00:00", "day"),
        ("2023-12-22T00:00:00.000-04:00", "day"),
        ("2023-12-22T00:00:00.408Z", "second"),
        ("2023-12-22T00:00:01Z", "second"),
        ("2023-12-22T05:00:00+05:00", "second"),
    ],
)
def test_midnight_is_a_day(text: str, precision: str) -> None:
    moment = parse_time(text)
    assert moment is not None
    assert moment.precision == precision


def test_a_day_with_a_zone_starts_in_that_zone() -> None:
    moment = parse_time("2024-10-08T00:00:00-04:00")
    assert moment == Moment(datetime(2024, 10, 8, 4, tzinfo=UTC), "day", "-04:00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2023",
        "12 noon",
        "2023-13-45",
        "2023-02-30",
        "25/25/2023",
        "Copyright 2000-2022 Example",
        "2023-12-22170325356386713:59:23",
        "9999-12-31T23:59:59-10:00",
        "0001-01-01T00:00:00+05:00",
        "from 1 May 2021 to 3 May 2021",
        "2023-12-22T10:00:00+99:99",
        "7 smarch 2021",
        "x" * 1_000_000,
    ],
)
def test_no_time(text: str) -> None:
    assert parse_time(text) is None


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("23. März 2021, 14.30 Uhr", "de", "2021-03-23T14:30:00"),
        ("5 de dezembro de 2023 às 10h30", "pt", "2023-12-05T10:30:00"),
        ("12 декабря 2023", "ru", "2023-12-12"),
        ("1er août 2022", "fr", "2022-08-01"),
        ("7 października 2015", "pl", "2015-10-07"),
        ("7 Ekim 2015", "tr", "2015-10-07"),
        ("7 October 2015", "de", "2015-10-07"),
    ],
)
def test_months_of_other_languages(text: str, language: str, expected: str) -> None:
    assert shown(parse_time(text, Reading(language))) == expected


def test_an_unknown_language_has_no_months() -> None:
    assert month_names("qqq") == {}
    assert month_names("not a language") == {}


def test_numbers_are_read_as_the_country_writes_them() -> None:
    head = meta("article:published_time", "03-09-2026")
    assert read(head=head)[0] == "2026-03-09"
    assert read(head=head, lang="en-GB")[0] == "2026-09-03"
    assert read(head=head, lang="en", url="https://a.example.co.uk/x")[0] == "2026-09-03"
    assert read(head=head, lang="fr")[0] == "2026-09-03"
    assert read(head=meta("article:published_time", "03/19/2026"), lang="fr")[0] == "2026-03-19"


@given(st.text() | st.from_regex(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}[T ]\d{0,3}:\d+.{0,9}"))
def test_any_text_is_a_time_in_utc_or_none(text: str) -> None:
    found = [moment for moment, _ in find_times(text, Reading("de", month_first=True))]
    for moment in [parse_time(text), *found]:
        assert moment is None or moment.at.tzinfo is UTC


@given(st.integers(800_000_000, 4_000_000_000), st.integers(-56, 56))
def test_what_is_written_in_iso_is_read_back(seconds: int, quarters: int) -> None:
    zone = timezone(timedelta(minutes=15 * quarters))
    stated = datetime.fromtimestamp(seconds, zone)
    moment = parse_time(stated.isoformat())
    assert moment is not None
    assert moment.at == stated
    assert moment.zone == stated.isoformat()[-6:]


def test_json_ld_comes_first_and_tells_both() -> None:
    published, modified, sources = read(
        head=meta("article:published_time", "2023-12-20T08:00:00+01:00"),
        datePublished="2023-12-22T10:00:00+01:00",
        dateModified="2023-12-23T10:00:00+01:00",
    )
    assert (published, modified) == ("2023-12-22T10:00:00+01:00", "2023-12-23T10:00:00+01:00")
    assert sources == {"published_at": "json-ld", "modified_at": "json-ld"}


@pytest.mark.parametrize(
    "value", [["2023-12-22"], {"@value": "2023-12-22"}, [{"@value": "20231222"}]]
)
def test_odd_values_of_json_ld(value: object) -> None:
    assert read(datePublished=value)[0] == "2023-12-22"


@pytest.mark.parametrize("value", [None, [], {}, "", True, [[]], "soon", {"a": 1}])
def test_no_values_of_json_ld(value: object) -> None:
    assert read(datePublished=value)[0] is None


@pytest.mark.parametrize("row", read_table("time_fields"), ids=lambda row: row["field"])
def test_each_meta_field_is_read(row: dict[str, str]) -> None:
    published, modified, sources = read(head=meta(row["field"].upper(), "2023-12-22T10:00:00Z"))
    assert published == "2023-12-22T10:00:00+00:00"
    assert modified == (published if row["tells"] == "modified" else None)
    assert sources[f"{row['tells']}_at"] == f"meta:{row['field']}"


def test_the_table_of_fields_is_in_order() -> None:
    rows = read_table("time_fields")
    assert len({row["field"] for row in rows}) == len(rows)
    assert all(row["source"] and row["field"] == row["field"].lower() for row in rows)
    for tells in ("published", "modified"):
        trust = [row["trust"] for row in rows if row["tells"] == tells]
        assert trust == sorted(trust)
        assert set(trust) == {"1", "2"}


def test_firm_fields_beat_vague_ones_and_the_page() -> None:
    head = meta("dc.date", "2023-10-05") + meta("og:published_time", "2023-10-08T07:00:00-04:00")
    assert read("<h1>The council votes today</h1><p>Oct. 9, 2023</p>", head=head)[0] == (
        "2023-10-08T07:00:00-04:00"
    )


def test_microdata() -> None:
    body = (
        '<div itemscope itemtype="https://schema.org/Comment">'
        '<time itemprop="datePublished" datetime="2023-12-30">then</time></div>'
        '<div itemscope itemtype="https://schema.org/NewsArticle">'
        '<meta itemprop="dateModified" content="2023-12-23">'
        '<time itemprop="datePublished" datetime="2023-12-22">now</time></div>'
    )
    published, modified, sources = read(body)
    assert (published, modified) == ("2023-12-22", "2023-12-23")
    assert sources["published_at"] == "microdata"


def test_microdata_of_many_articles_give_way_to_the_date_at_the_headline() -> None:
    other = '<p><span itemprop="datePublished" content="2026-03-1{}">x</span></p>'
    body = "<h1>The council votes today</h1><p>By A. Writer, Mar 27, 2025</p>" + "".join(
        other.format(number) for number in range(5)
    )
    assert read(body)[0] == "2025-03-27"


def test_a_date_at_the_headline() -> None:
    body = (
        '<div><h1>The council votes today</h1><div>Posted on <time datetime="2025-12-19 10:00">'
        "19 December</time></div></div><ul><li><time>2025-12-16</time></li></ul>"
    )
    published, _, sources = read(body)
    assert (published, sources["published_at"]) == ("2025-12-19T10:00:00", "time")


def test_an_updated_label_tells_of_a_change() -> None:
    body = (
        "<h1>The council votes today</h1><p>Published: May 3, 2021</p>"
        "<p>Last updated: June 5, 2021</p>"
    )
    published, modified, sources = read(body)
    assert (published, modified) == ("2021-05-03", "2021-06-05")
    assert sources == {"published_at": "byline", "modified_at": "byline"}
    one_line = "<h1>The council votes today</h1><p>May 3, 2021 (updated June 5, 2021)</p>"
    assert read(one_line)[:2] == ("2021-05-03", "2021-06-05")


def test_a_date_in_a_sentence_or_caption_is_no_byline() -> None:
    body = (
        "<h1>The council votes today</h1><figure><figcaption>Gansu, Dec. 20, 2021."
        "</figcaption></figure><p>On May 3, 2015 the bridge over the river was closed for all "
        "cars, the council's spokeswoman said in the morning.</p>"
    )
    assert read(body)[0] is None


def test_times_of_related_articles_are_passed_over() -> None:
    body = (
        '<h1>The council votes today</h1><aside><time datetime="2025-12-16">x</time></aside>'
        '<div class="related-posts"><p><time datetime="2025-12-15">x</time></p></div>'
        + "<p>The article's own text, which goes on for a while.</p>" * 200
        + '<div class="recommended"><time datetime="2025-12-14">x</time></div>'
    )
    tree = load_html(f"<html><body>{'<p>a</p>' * 200}{body}</body></html>")
    assert tree is not None
    assert "2025-12-14" not in str(read(body)[0])


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2023/12/22/story", "2023-12-22"),
        ("https://a.example/world/2023-12-22-story.html", "2023-12-22"),
        ("https://a.example/books/2025/dec/05/story", "2025-12-05"),
        ("https://a.example/news/20231222/story", "2023-12-22"),
        ("https://a.example/2023/12/story", None),
        ("https://a.example/2023/45/67/story", None),
        ("https://a.example/id/1202312229", None),
        ("https://[broken/2023/12/22/", None),
    ],
)
def test_day_in_the_address(url: str, day: str | None) -> None:
    assert shown(read_url(url)) == day


def test_the_address_gives_a_day_and_the_page_its_hour() -> None:
    url = "https://a.example/2023/12/21/story"
    assert read(url=url)[0] == "2023-12-21"
    late = '<p><a><time datetime="2023-12-21 15:00:00">x</time></a></p>'
    assert read(late, url=url)[0] == "2023-12-21T15:00:00"
    other = '<p><a><time datetime="2023-11-21 15:00:00">x</time></a></p>'
    published, _, sources = read(other, url=url)
    assert (published, sources["published_at"]) == ("2023-12-21", "url")


def test_an_update_stated_as_publication_gives_way_to_the_address() -> None:
    url = "https://a.example/2019/03/30/jackets"
    assert read(url=url, datePublished="2023-12-19T10:00:00Z")[0] == "2019-03-30"
    near = read(url=url, datePublished="2019-04-02T10:00:00Z")[0]
    assert near == "2019-04-02T10:00:00+00:00"


def test_publication_after_the_change_is_not_believed_if_another_fits() -> None:
    published, modified, sources = read(
        head=meta("article:published_time", "2023-12-22T10:00:00+01:00"),
        datePublished="2024-12-22T10:00:00+01:00",
        dateModified="2023-12-23T10:00:00+01:00",
    )
    assert (published, modified) == ("2023-12-22T10:00:00+01:00", "2023-12-23T10:00:00+01:00")
    assert sources["published_at"] == "meta:article:published_time"


def test_a_change_before_publication_is_none_and_an_equal_one_stays() -> None:
    day = "2023-12-22T10:00:00+01:00"
    assert read(datePublished=day, dateModified="2023-12-20T10:00:00+01:00")[1] is None
    assert read(datePublished=day, dateModified=day)[1] == day


def test_a_scheduled_article_may_be_changed_on_the_day_before_it_appears() -> None:
    published, modified, sources = read(
        "<h1>The council votes today</h1><p>December 1, 2023</p>",
        datePublished="2023-12-22T10:00:00+01:00",
        dateModified="2023-12-22T09:20:00+01:00",
    )
    assert (published, modified) == ("2023-12-22T10:00:00+01:00", None)
    assert sources == {"published_at": "json-ld"}


def test_a_page_that_only_states_its_last_change_is_of_that_time() -> None:
    published, modified, sources = read(dateModified="2023-12-22T10:00:00+01:00")
    assert published == modified == "2023-12-22T10:00:00+01:00"
    assert sources == {"published_at": "json-ld:modified", "modified_at": "json-ld"}


@pytest.mark.parametrize("text", ["1970-01-01T00:00:00Z", "0", "1994-12-31", "0000-00-00"])
def test_times_before_the_web_are_defaults_of_systems(text: str) -> None:
    assert read(datePublished=text)[0] is None


def test_a_time_after_the_fetch_is_not_believed() -> None:
    fetched_at = datetime(2023, 12, 22, 12, tzinfo=UTC)
    head = meta("date", "2023-12-21")
    late, soon = (fetched_at + timedelta(hours=hours) for hours in (30, 20))
    assert read(head=head, fetched_at=fetched_at, datePublished=late.isoformat())[0] == "2023-12-21"
    published = read(head=head, fetched_at=fetched_at, datePublished=soon.isoformat())[0]
    assert published == soon.isoformat()


@pytest.mark.parametrize(
    "seen",
    [
        '<time datetime="2023-12-01T19:46:23-05:00">December 1</time>',
        '<time datetime="2023-12-02T00:46:23+00:00">Dec. 1, 2023 7:46 pm EST</time>',
        "<p>December 1, 2023 7:46 PM</p>",
    ],
)
def test_the_day_is_the_one_in_the_pages_own_zone(seen: str) -> None:
    body = f"<h1>The council votes today</h1>{seen}"
    published, _, _ = read(body, datePublished="2023-12-02T00:46:23Z")
    assert published == "2023-12-01T19:46:23-05:00"


def test_a_z_stuck_to_a_local_time() -> None:
    body = '<h1>The council votes today</h1><time datetime="2023-12-02T10:46:23+03:00">x</time>'
    assert read(body, datePublished="2023-12-02T10:46:23Z")[0] == "2023-12-02T10:46:23+03:00"


def test_a_time_that_is_not_of_the_same_minute_lends_no_zone() -> None:
    body = '<h1>The council votes today</h1><time datetime="2023-12-02T11:52:00+03:00">x</time>'
    assert read(body, datePublished="2023-12-02T10:46:23Z")[0] == "2023-12-02T10:46:23+00:00"


def test_a_day_takes_its_hour_from_another_statement() -> None:
    head = meta("article:published_time", "2023-12-22T10:00:00-05:00")
    published, _, sources = read(head=head, datePublished="2023-12-22")
    assert published == "2023-12-22T10:00:00-05:00"
    assert sources["published_at"] == "json-ld+meta:article:published_time"


def test_htmldate_is_the_last_resort() -> None:
    published, _, sources = read(
        '<p class="entry-date">a</p>', head=meta("dc:created", "2021-05-03")
    )
    assert sources == ({"published_at": "htmldate"} if published else {})


def test_the_copyright_is_no_date() -> None:
    assert read("<footer>Copyright 2016 Example Press</footer>")[0] is None


def test_nothing_is_found_on_an_empty_page() -> None:
    tree = load_html("<html><body><p>Nothing here.</p></body></html>")
    assert tree is not None
    assert read_times(tree, "", None) == (None, None, {})


@pytest.mark.parametrize(
    "body",
    [
        "<p>2 May 2019 and some words</p>" * 400_000,
        "<p>" + "2019-05-02 12:12 " * 700_000 + "</p>",
        "<h1>The council votes today</h1>" + "<div>" * 10_000 + "<time>2019-05-02</time>",
        '<time itemprop="datePublished" datetime="2019-05-0">x</time>' * 200_000,
    ],
    ids=["paragraphs", "one line", "nested", "microdata"],
)
def test_large_pages_are_read_in_time(body: str) -> None:
    tree = load_html(f"<html><body>{body}</body></html>")
    assert tree is not None
    start = time.process_time()
    read_times(tree, URL, None)
    assert time.process_time() - start < 2
