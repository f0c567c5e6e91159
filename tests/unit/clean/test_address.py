import pytest
from lxml.html import fromstring

from dateline.clean.address import article_address, canonical
from dateline.errors import RecordError
from dateline.outcomes import Outcome

SITE = "https://www.harbour.example"
STORY = f"{SITE}/world/2026/11/patrol-boats-follow-trawlers"


def address(url, *stated, graph=None):
    links = "".join(f'<link rel="canonical" href="{href}">' for href in stated)
    meta = f'<meta property="og:url" content="{graph}">' if graph else ""
    return article_address(fromstring(f"<html><head>{links}{meta}</head><p>x</p></html>"), url)


@pytest.mark.parametrize(
    ("url", "stated", "expected"),
    [
        # the page is one of several addresses
        (f"{STORY}/amp/", STORY, STORY),
        (f"{STORY}?amp=1", f"{STORY}/", f"{STORY}/"),
        ("https://amp.harbour.example/x/123", f"{SITE}/story/123", f"{SITE}/story/123"),
        ("https://m.harbour.example/s.php?id=7", STORY, STORY),
        (f"{SITE}/?p=123", STORY, STORY),
        (f"{SITE}/1234567", STORY, STORY),
        (f"{STORY}?page=2", STORY, STORY),
        (f"{STORY}/2", STORY, STORY),
        (f"{SITE}/2026/11/07/boats/amp/", f"{SITE}/2026/11/07/boats/", f"{SITE}/2026/11/07/boats/"),
        (f"{SITE}/news/boats/print", f"{SITE}/news/boats", f"{SITE}/news/boats"),
        (f"{SITE}/news/trawlers-6/all", f"{SITE}/news/trawlers-6", f"{SITE}/news/trawlers-6"),
        ("http://harbour.example/world/boats-1", f"{SITE}/world/boats-1", f"{SITE}/world/boats-1"),
        # forms of writing it
        (f"{STORY}/amp", "/world/2026/11/patrol-boats-follow-trawlers", STORY),
        (f"{STORY}/amp", f"//{STORY.removeprefix('https://')}", STORY),
        (f"{STORY}/amp", f"  {STORY}?utm_source=amp#top ", STORY),
        # what fits no article, or another one
        (STORY, SITE, STORY),
        (STORY, f"{SITE}/", STORY),
        (f"{SITE}/x/1", f"{SITE}/", f"{SITE}/x/1"),
        (STORY, f"{SITE}/index.html", STORY),
        (STORY, f"{SITE}/world/default.aspx", STORY),
        (STORY, f"{SITE}/world", STORY),
        (STORY, f"{SITE}/world/", STORY),
        (STORY, f"{SITE}/world-news/", STORY),
        (STORY, f"{SITE}/world/2026/11/", STORY),
        (STORY, f"{SITE}/tag/patrol-boats-and-trawlers/", STORY),
        (STORY, f"{SITE}/category/world-2026", STORY),
        (STORY, f"{SITE}/404.html", STORY),
        (STORY, f"{SITE}/page-not-found", STORY),
        (STORY, f"{SITE}/users/2026/login", STORY),
        (STORY, f"{SITE}/2026/subscribe", STORY),
        (STORY, f"{SITE}/story/{{{{ slug-2026 }}}}", STORY),
        (STORY, f"{SITE}/2026/undefined", STORY),
        (STORY, "https://agency.example/2026/11/patrol-boats-follow-trawlers", STORY),
        (STORY, "http://localhost:8080/2026/11/patrol-boats", STORY),
        (STORY, "http://127.0.0.1/2026/11/patrol-boats", STORY),
        # a relative mess
        (STORY, "www.harbour.example/world/2026/patrol", STORY),
        (STORY, "patrol-boats-2", STORY),
        (STORY, "", STORY),
        (STORY, "#", STORY),
        (STORY, "javascript:void(0)", STORY),
        (STORY, "http://[bad", STORY),
        (STORY, "http:///2026/11/patrol-boats-follow", STORY),
        (STORY, "https://", STORY),
        # a home or section page names itself
        (f"{SITE}/", f"{SITE}", f"{SITE}/"),
        (f"{SITE}/world?utm_source=x", f"{SITE}/world/", f"{SITE}/world/"),
        (f"{SITE}/world/europe", f"{SITE}/world", f"{SITE}/world"),
        # sites are told apart by what a registry gave out
        ("https://edition.a.co.uk/n-1", "https://www.a.co.uk/n-1", "https://www.a.co.uk/n-1"),
        ("https://www.a.co.uk/n-1", "https://www.b.co.uk/n-1", "https://www.a.co.uk/n-1"),
        ("http://127.0.0.1/n-1", "http://10.0.0.1/n-2", "http://127.0.0.1/n-1"),
        # an outlet may have two sites
        (
            "https://www.bbc.co.uk/x/7",
            "https://www.bbc.com/n/boats-1",
            "https://www.bbc.com/n/boats-1",
        ),
        ("https://m.bbc.com/x/7", "https://www.bbc.co.uk/n-1", "https://www.bbc.co.uk/n-1"),
        (
            "https://m.timesofindia.com/x/7.cms",
            "https://timesofindia.indiatimes.com/boats/articleshow/7.cms",
            "https://timesofindia.indiatimes.com/boats/articleshow/7.cms",
        ),
        ("https://www.notbbc.co.uk/n-1", "https://www.bbc.com/n-2", "https://www.notbbc.co.uk/n-1"),
        # no address at all
        ("inbox:2026-11-07/boats.html", STORY, "inbox:2026-11-07/boats.html"),
        ("inbox://[boats", STORY, "inbox://[boats"),
        ("", STORY, ""),
    ],
)
def test_the_address_of_the_article(url, stated, expected):
    assert address(url, stated) == expected


def test_without_a_word_of_the_page_it_is_where_it_was_fetched_without_tracking():
    assert address(f"{STORY}?utm_source=rss#top") == STORY


def test_the_first_that_fits_is_taken():
    assert address(f"{STORY}/amp", SITE, "nonsense", STORY) == STORY
    assert address(f"{STORY}/amp", graph=STORY) == STORY
    assert address(f"{STORY}/amp", f"{STORY}-1", graph=STORY) == f"{STORY}-1"
    assert address(f"{STORY}/amp", SITE, graph=f"{STORY}") == STORY


def test_the_kind_of_link_may_be_one_of_several_and_in_capitals():
    tree = fromstring(f'<html><head><link rel="shortlink Canonical" href="{STORY}"></head></html>')
    assert article_address(tree, f"{STORY}/amp") == STORY
    other = fromstring(f'<html><head><link rel="amphtml" href="{STORY}/amp"></head></html>')
    assert article_address(other, STORY) == STORY


@pytest.mark.parametrize("url", ["http://[bad", "https://", "http://a.example:99999/"])
def test_an_address_that_is_none_is_a_bad_url(url):
    with pytest.raises(RecordError) as caught:
        canonical(url)
    assert caught.value.outcome is Outcome.BAD_URL
