"""Metadata of pages: which of several places is believed, and what no place may give."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trafilatura.utils import load_html

from dateline.clean.metadata import read_metadata
from dateline.clean.parts import Metadata

URL = "https://www.harbourpost.example/world/ferry-late-again"
TITLE = "Ferry to the outer island is late again"
TEXT = "<p>The ferry was late on Monday, and forty people waited at the quay in the rain. " * 4


def page(
    body: str = f"<h1>{TITLE}</h1>", *, head: str = "", lang: str = "en", **node: Any
) -> Metadata:
    """Metadata of a page of ours; `node` is its article in JSON-LD, if there is one."""
    script = json.dumps({"@type": "NewsArticle"} | node) if node else "{}"
    html = (
        f'<html lang="{lang}"><head>{head}<script type="application/ld+json">{script}</script>'
        f"</head><body>{body}<article>{TEXT}</p></article></body></html>"
    )
    return read_metadata(load_html(html), URL, None)


def meta(**fields: str) -> str:
    """Meta elements; a colon is written as two underscores."""
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{content}">'
        for name, content in fields.items()
    )


@pytest.mark.parametrize(
    "stated",
    [
        f"{TITLE} | Harbour Post",
        f"{TITLE} - Harbour Post",
        f"{TITLE} — The Harbour Post",
        f"{TITLE} :: harbourpost.example",
        f"Harbour Post: {TITLE}",
        f"{TITLE} | World | Harbour Post",
        f"{TITLE} | Local News | Harbour Post",
        f"{TITLE}-Harbour Post",
        f"{TITLE}_Harbour Post",
        f"{TITLE} (Harbour Post)",
        f"{TITLE} < Harbour Post",
        f"{TITLE}\uff5cHarbour Post",
        f"Harbour Post » {TITLE}",
    ],
)
def test_site_name_is_cut_off(stated):
    head = meta(og__site_name="Harbour Post", og__title=stated, twitter__title=TITLE)
    assert page(body="", head=head).title == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "Money | Sense",
        "Storm: what we know",
        "War - and peace",
        "Opinion | The quay was a warning",
        "Harbour-side cafes",
        "می\u200cخواهم بروم",
    ],
)
def test_parts_of_a_title_stay(title):
    head = meta(og__site_name="Harbour Post", og__title=title)
    assert page(f"<h1>{title}</h1>", head=head).title == title


@pytest.mark.parametrize(
    "body",
    [
        f'<header><h1 class="logo">Harbour Post</h1></header><h1>{TITLE}</h1>',
        f"<h1>Harbour Post</h1><h1>{TITLE}</h1>",
        f"<h1>{TITLE}</h1><aside><h1>Ferry to the island</h1></aside>",
        f"<h1>World | {TITLE}</h1>",
        f"<h1><span>Shipping</span><span>{TITLE}</span></h1>",
        f"<h1>{TITLE}<script>var x = 1</script></h1>",
    ],
)
def test_headline_among_others(body):
    head = meta(og__site_name="Harbour Post", og__title=f"{TITLE} | Harbour Post")
    assert page(body, head=head).title == TITLE


def test_printed_headline_wins_over_the_one_for_search_engines():
    found = page(head=meta(og__title="Ferry late: five facts"), headline=TITLE)
    assert found.title == TITLE
    assert found.sources["title"] == "h1+json-ld"


def test_cut_headline_is_made_whole():
    head = meta(og__title="Ferry to the outer island is …", twitter__title=TITLE)
    assert page(body="", head=head).title == TITLE


def test_entities_that_were_escaped_twice():
    assert page("<h1>Salt &amp;amp; fish</h1>").title == "Salt & fish"


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ("By Jane Doe", ["Jane Doe"]),
        ("ByJane Doe", ["Jane Doe"]),
        ("Von Jana Maier und Karl Weber", ["Jana Maier", "Karl Weber"]),
        ("Par Anne Morel", ["Anne Morel"]),
        ("Автор: Анна Петрова", ["Анна Петрова"]),
        ("Jane Doe, John Roe & Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
        ("Jane Doe and John Roe and Jane Doe", ["Jane Doe", "John Roe"]),
        ("JANE McDONALD", ["JANE McDONALD"]),
        ("JANE DOE", ["Jane Doe"]),
        ("jane doe", ["Jane Doe"]),
        ("Doe, Jane", ["Jane Doe"]),
        ("Jane Doe, Senior Reporter", ["Jane Doe"]),
        ("Jane Doe, Ph.D.", ["Jane Doe"]),
        ("Dr. Jane Doe", ["Jane Doe"]),
        ("Jane Doe | jane@harbourpost.example", ["Jane Doe"]),
        ("Jane Doe (@janedoe)", ["Jane Doe"]),
        ("Jane Doe Updated 4 May 2026", ["Jane Doe"]),
        ("Jane Doe The Associated Press", ["Jane Doe"]),
        ("Byron Marsh", ["Byron Marsh"]),
        ("Ludwig van der Berg", ["Ludwig van der Berg"]),
        ("Sinéad O'Connor", ["Sinéad O'Connor"]),
        ("Von Miller", ["Von Miller"]),
        ("Doe, Jane; Roe, John", ["Jane Doe", "John Roe"]),
        ("jane@harbourpost.example (Jane Doe)", ["Jane Doe"]),
        ("Jane Doe | Reviewed by John Roe", ["Jane Doe"]),
        ("作者：王小明", ["王小明"]),
        ("김민수 기자", ["김민수"]),
        ("كتبت: ليلى حداد", ["ليلى حداد"]),
        ("लेखक: सुनीता वर्मा", ["सुनीता वर्मा"]),
    ],
)
def test_persons_of_a_byline(stated, names):
    assert page(author={"@type": "Person", "name": stated}).authors == names


@pytest.mark.parametrize(
    "stated",
    [
        "Harbour Post",
        "Harbour Post Staff",
        "Reuters",
        "The Associated Press",
        "Web Desk",
        "Editorial Board",
        "Redaktion",
        "admin",
        "https://www.facebook.com/janedoe",
        "harbourpost.example",
        "@harbourpost",
        "Senior Reporter",
        "By",
        "",
    ],
)
def test_desks_and_organizations_are_no_persons(stated):
    head = meta(og__site_name="Harbour Post")
    assert page(head=head, author={"@type": "Person", "name": stated}).authors == []


def test_organizations_are_told_apart():
    found = page(author=[{"@type": "Person", "name": "Jane Doe"}, {"name": "Reuters"}])
    assert (found.authors, found.author_organizations) == (["Jane Doe"], ["Reuters"])
    found = page(author={"@type": "Organization", "name": "Island Council"})
    assert (found.authors, found.author_organizations) == ([], ["Island Council"])


def test_meta_field_where_jsonld_names_a_desk_only():
    found = page(head=meta(author="Jane Doe"), author={"name": "Harbour Newsroom"})
    assert found.authors == ["Jane Doe"]
    assert found.sources["authors"] == "meta"


@pytest.mark.parametrize(
    "byline",
    [
        '<div class="byline">By <a href="/staff/jane-doe">Jane Doe</a> | 4 May 2026</div>',
        "<p>By Jane Doe</p>",
        '<a rel="author" href="/x">Jane Doe</a>',
        '<span class="story__author">Jane Doe</span>',
        '<p><a href="/author/jane-doe/">Jane Doe</a></p>',
        '<div class="latest-by">By <a href="/author/jane-doe/">Jane Doe</a></div>',
        '<div class="meta has-social-tools"><p class="author">By Jane Doe</p></div>',
        '<div class="byline"><span>Jane Doe</span><div>Science correspondent</div></div>',
        "<p>Jane Doe | Senior Writer | July 2, 2025</p>",
        '<p>By Ann Poe / Harbour pictures</p><p>By <a href="/author/jane-doe/">Jane Doe</a></p>',
        '<h2><a href="/x">Other news</a></h2><p>By Ann Poe</p><p class="author">Jane Doe</p>',
    ],
)
def test_byline_at_the_headline(byline):
    assert page(f"<h1>{TITLE}</h1>{byline}").authors == ["Jane Doe"]


@pytest.mark.parametrize(
    "other",
    [
        '<aside><p class="author">Ann Poe</p></aside>',
        '<div class="related"><p class="author">Ann Poe</p></div>',
        "<p>By Monday the harbour was calm again.</p>",
        "<figure><figcaption>By Ann Poe</figcaption></figure>",
        '<p>The mayor, <a href="/person/ann-poe/">Ann Poe</a>, was there.</p>',
    ],
)
def test_names_that_are_no_byline(other):
    assert page(f"<h1>{TITLE}</h1>{other}").authors == []


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ('<div class="author-box"><h4 class="author-name">Jane Doe</h4></div>', ["Jane Doe"]),
        ('<p>More by <a href="/author/jane-doe">Jane Doe</a></p>', ["Jane Doe"]),
        ('<p><a href="/author/jane-doe">See All</a></p>', []),
        ('<p class="author-name">Jane Doe</p><p class="author-name">Ann Poe</p>', []),
        ('<div class="comments"><p class="author-name">Jane Doe</p></div>', []),
        ('<footer><p class="author-name">Jane Doe</p></footer>', []),
    ],
)
def test_marks_below_the_article(below, names):
    assert page(f"<h1>{TITLE}</h1><p>{'A long day at sea. ' * 30}</p>{below}").authors == names


@pytest.mark.parametrize(
    ("site", "publisher", "names"),
    [
        ("Jane Doe", None, ["Jane Doe"]),
        ("Jane Doe", {"@type": "Organization", "name": "Jane Doe"}, []),
        ("Harbour Post", None, []),
        ("Evening Star", None, []),
        ("HARBOUR LINE", None, []),
    ],
)
def test_author_of_the_name_of_the_site(site, publisher, names):
    author = {"@type": "Person", "name": site}
    found = page(head=meta(og__site_name=site), author=author, publisher=publisher)
    assert found.authors == names


def test_byline_that_names_more_than_jsonld():
    links = '<a href="/author/jane-doe">Jane Doe</a>, <a href="/author/john-roe">John Roe</a>'
    author = {"@type": "Person", "name": "Jane Doe"}
    found = page(f'<h1>{TITLE}</h1><div class="byline">By {links}</div>', author=author)
    assert (found.authors, found.sources["authors"]) == (["Jane Doe", "John Roe"], "byline")
    found = page(f'<h1>{TITLE}</h1><p class="byline">Jane Doe, Marine Biology</p>', author=author)
    assert found.authors == ["Jane Doe"]


def test_label_of_cards():
    head = '<meta name="twitter:label1" content="Written by">'
    head += '<meta name="twitter:data1" content="Jane Doe">'
    assert page(head=head).authors == ["Jane Doe"]
    assert page(head=head.replace("Written by", "Price")).authors == []


def test_jsonld_of_another_article_is_not_believed():
    byline = f'<h1>{TITLE}</h1><p class="byline">By Jane Doe</p>'
    other = {"headline": "Old lighthouse sold to bakers", "author": "Ann Poe"}
    assert page(byline, **other).authors == ["Jane Doe"]
    assert page(byline, **other, url=URL).authors == ["Ann Poe"]


def test_pages_laid_out_in_tables():
    head = f"<title>{TITLE}</title>"
    cell = f"<td><font><b>{TITLE}</b></font><br>By Jane Doe<br>May 4, 2026<br><br>Late again."
    assert page(f"<table><tr>{cell}</td></tr></table>", head=head).authors == ["Jane Doe"]


def test_headline_in_an_aside_that_holds_the_article():
    body = f'<aside><main><h1>{TITLE}</h1><p class="author">Jane Doe</p></main></aside>'
    found = page(body, head=meta(og__title=TITLE))
    assert (found.sources["title"], found.authors) == ("h1+og", ["Jane Doe"])


def test_authors_that_are_marked_one_by_one():
    names = '<span itemprop="author">Jane Doe</span> and <span itemprop="author">Ann Poe</span>'
    assert page(f"<h1>{TITLE}</h1><p>By {names}</p>").authors == ["Jane Doe", "Ann Poe"]


def test_graph_with_references():
    graph = [
        {"@type": "WebPage", "name": TITLE},
        {"@type": "NewsArticle", "headline": TITLE, "author": {"@id": "#jane"}},
        {"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
    ]
    assert page(**{"@type": "x", "@graph": graph}).authors == ["Jane Doe"]


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "author": "Jane Doe",}',
        '<!-- {"@type": "NewsArticle", "author": "Jane Doe"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "author": "Jane Doe"}\n//]]>',
        '{"@type": "NewsArticle", "description": "two\nlines", "author": "Jane Doe"};',
        '{"@type": "WebSite"}{"@type": "NewsArticle", "author": "Jane Doe"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;author&quot;: &quot;Jane Doe&quot;}",
    ],
)
def test_slips_in_jsonld(script):
    html = f'<html><body><script type="application/ld+json">{script}</script>{TEXT}</body></html>'
    assert read_metadata(load_html(html), URL, None).authors == ["Jane Doe"]


def test_of_several_articles_the_one_of_the_page():
    other = {"@type": "NewsArticle", "headline": "Other news", "author": "Ann Poe"}
    own = {"@type": "NewsArticle", "headline": TITLE, "author": "Jane Doe"}
    found = page(**{"@type": "x", "@graph": [other, own]})
    assert found.authors == ["Jane Doe"]


def test_site_section_tags_language_image():
    head = meta(og__site_name="Harbour Post", og__image="/pictures/ferry.jpg", og__locale="en_GB")
    found = page(
        head=head, lang="", articleSection=["World"], keywords=["ferries", "Ferries", "islands"]
    )
    assert found.site_name == "Harbour Post"
    assert found.section == "World"
    assert found.tags == ["ferries", "islands"]
    assert found.language == "en"
    assert found.image_url == "https://www.harbourpost.example/pictures/ferry.jpg"
    assert found.sources["image_url"] == "meta:og:image"


def test_links_to_tags_and_categories():
    links = '<a rel="category tag" href="/l">Local</a> <a rel="tag" href="/f">ferries</a>'
    found = page(f"<h1>{TITLE}</h1>{links}")
    assert (found.section, found.tags) == ("Local", ["ferries"])


def test_section_of_the_address_is_the_last_resort():
    found = page()
    assert (found.section, found.sources["section"]) == ("world", "url")


def test_heap_of_keywords_is_no_list_of_tags():
    words = ",".join("abcdefghijklmnopqrstuvwxyz")
    assert page(head=f'<meta name="keywords" content="{words}">').tags == []


@pytest.mark.parametrize("image", ["/logo.png", "data:image/png;base64,AAAA", "http://[broken"])
def test_no_lead_image(image):
    assert page(head=meta(og__image=image)).image_url is None


@pytest.mark.parametrize(
    ("node", "paywalled"),
    [
        ({"isAccessibleForFree": False}, True),
        ({"isAccessibleForFree": "False"}, True),
        ({"isAccessibleForFree": "http://schema.org/False"}, True),
        ({"hasPart": [{"isAccessibleForFree": "false", "cssSelector": ".body"}]}, True),
        ({"isAccessibleForFree": "true"}, False),
        ({"mainEntityOfPage": {"@type": "WebPage", "isAccessibleForFree": False}}, True),
        ({"headline": TITLE}, None),
    ],
)
def test_paywall(node, paywalled):
    assert page(**node).is_paywalled is paywalled


@pytest.mark.parametrize(
    ("kind", "news"),
    [
        ("NewsArticle", True),
        ("AnalysisNewsArticle", True),
        ("LiveBlogPosting", True),
        ("Product", False),
        ("Recipe", False),
        ("BlogPosting", None),
        ("WebPage", None),
    ],
)
def test_kind(kind, news):
    assert page(**{"@type": kind, "headline": TITLE}).is_news is news


@pytest.mark.parametrize(
    ("kind", "head", "news"),
    [
        ("Product", meta(og__type="article", article__published_time="2026-05-04"), None),
        ("Product", meta(og__type="article"), False),
        ("FAQPage", meta(og__type="website"), False),
    ],
)
def test_dated_article_with_other_things_in_it(kind, head, news):
    assert page(head=head, **{"@type": kind, "name": "x"}).is_news is news


def test_page_of_a_site_with_a_day_in_its_address_may_be_news():
    html = f"<html><head>{meta(og__type='website')}</head><body><h1>{TITLE}</h1></body></html>"
    assert read_metadata(load_html(html), URL, None).is_news is False
    dated = "https://www.harbourpost.example/2026/05/04/ferry"
    assert read_metadata(load_html(html), dated, None).is_news is None


def test_news_by_fields_of_the_head():
    head = meta(article__published_time="2026-05-04T10:00:00Z", article__section="World")
    assert page(head=head).is_news is True


_KEYS = (
    "@type @id @graph name author url headline publisher image keywords hasPart isPartOf"
    " isAccessibleForFree itemListElement articleSection inLanguage mainEntity"
)
_KINDS = ["NewsArticle", "Person", "BreadcrumbList", "WebSite"]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(_KEYS.split()), inner | st.sampled_from(_KINDS), max_size=6
        )
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(value=_JSON, content=st.text(max_size=60))
def test_values_of_any_type_never_fail(value, content):
    text = json.dumps(value).replace("</", "<\\/")
    tree = load_html(
        f'<html><body><script type="application/ld+json"></script>{TEXT}</body></html>'
    )
    next(tree.iter("script")).text = text
    for name in ("author", "og:title", "og:image", "keywords", "og:site_name"):
        extra = tree.makeelement("meta", {"property": name})
        extra.set("content", "".join(c for c in content if c.isprintable()))
        tree.append(extra)
    found = read_metadata(tree, URL, None)
    assert all(isinstance(name, str) and name.strip() for name in (*found.authors, *found.tags))


@pytest.mark.parametrize(
    "script",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "{" + '"a": 1,' * 100_000,
        "<!--" * 200_000,
        '"' * 900_000,
        '{"@type": "NewsArticle", "name": "' + "x" * 30_000_000 + '"}',
        ", " * 400_000,
    ],
    ids=["lists", "objects", "open", "comments", "quotes", "huge", "commas"],
)
def test_hostile_scripts_cost_little(script):
    tree = load_html(f"<html><body><script></script><h1>{TITLE}</h1>{TEXT}</body></html>")
    element = next(tree.iter("script"))
    element.set("type", "application/ld+json")
    element.text = script
    start = time.process_time()
    assert read_metadata(tree, URL, None).title == TITLE
    assert time.process_time() - start < 2
