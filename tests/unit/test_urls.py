import re
from itertools import combinations
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.knowledge import read_table
from dateline.urls import (
    canonical_url,
    is_broken,
    is_placeholder,
    registrable_domain,
    site,
    url_key,
)

POST = "https://www.harbour.example"
STORY = "/2026/11/20/patrol-boats-follow-trawlers"

ARTICLES = [
    # One line is one article under its addresses; no two lines are the same article.
    [  # how an address is written
        f"{POST}{STORY}",
        f"HTTPS://WWW.Harbour.Example{STORY}",
        f"http://www.harbour.example:80{STORY}",
        f"https://www.harbour.example:443{STORY}",
        f"https://www.harbour.example.{STORY}",
        f"https://harbour.example{STORY}",
        f"https://www2.harbour.example{STORY}",
        f"{POST}{STORY}/",
        f"{POST}/{STORY}",
        f"{POST}/2026/11/./20/x/../patrol-boats-follow-trawlers",
        f"{POST}/2026/11/20/p%61trol%2Dboats%2dfollow-trawlers",
        f"{POST}{STORY}?",
        f"{POST}{STORY}#comments",
        f"{POST}{STORY}#:~:text=two%20patrol%20boats",
        f"  {POST}{STORY}\n",
        f"{POST}/2026/11/\n20/patrol-boats-follow-trawlers",
        f"https://reader:secret@www.harbour.example{STORY}",
        f"{POST}{STORY}/index.html",
        f"{POST}{STORY}/index.php",
        # how a reader came
        f"{POST}{STORY}?utm_source=rss&utm_medium=feed&utm_campaign=world",
        f"{POST}{STORY}?UTM_SOURCE=rss",
        f"{POST}{STORY}?amp;utm_source=rss&amp;utm_medium=feed",
        f"{POST}{STORY}?fbclid=IwAR0abc",
        f"{POST}{STORY}?gclid=a&gbraid=b&wbraid=c&dclid=d&_gl=1*abc",
        f"{POST}{STORY}?msclkid=1&twclid=2&yclid=3&igsh=4&ttclid=5",
        f"{POST}{STORY}?mc_cid=a1&mc_eid=b2",
        f"{POST}{STORY}?_hsenc=p2&_hsmi=77&mkt_tok=abc",
        f"{POST}{STORY}?at_medium=RSS&at_campaign=KARANGA",
        f"{POST}{STORY}?xtor=RSS-3208",
        f"{POST}{STORY}?ocid=global_rss",
        f"{POST}{STORY}?CMP=share_btn_tw",
        f"{POST}{STORY}?cmpid=rss",
        f"{POST}{STORY}?smid=tw-share&smtyp=cur",
        f"{POST}{STORY}?ref=rss",
        f"{POST}{STORY}?referrer=https%3A%2F%2Ft.co%2F",
        f"{POST}{STORY}?source=rss",
        f"{POST}{STORY}?src=feed_world&from=newsletter-daily&partner=rss",
        f"{POST}{STORY}?ref=home&referrer=twitter.com&ref_=newsletter-daily&spref=fb",
        f"{POST}{STORY}?ref=&source=twitter_share&from=social-media",
        f"{POST}{STORY}?share=twitter",
        f"{POST}{STORY}?share=jetpack-whatsapp&replytocom=4388",
        f"{POST}{STORY}?__vfz=medium%3Dsharebar",
        f"{POST}{STORY}?xid=tcoshare",
        f"{POST}{STORY}?xid=soc_socialflow_twitter",
        f"{POST}{STORY}?cid=social_twitter_abc",
        f"{POST}{STORY}?platform=hootsuite",
        f"{POST}{STORY}?sf123456789=1",
        f"{POST}{STORY}?traffic_source=rss",
        f"{POST}{STORY}?guccounter=1&guce_referrer=aHR0",
        f"{POST}{STORY}?__twitter_impression=true",
        f"{POST}{STORY}?pk_campaign=a&mtm_source=b&wt_zmc=c",
        f"{POST}{STORY};jsessionid=0A1B2C.node1",
        f"{POST}{STORY}?PHPSESSID=abc",
        f"{POST}{STORY}?sid=0123456789abcdef0123456789abcdef",
        # twins
        f"{POST}{STORY}/amp",
        f"{POST}{STORY}/amp/",
        f"{POST}{STORY}.amp",
        f"{POST}{STORY}?amp",
        f"{POST}{STORY}?amp=1",
        f"{POST}{STORY}/?amp=1&usqp=mq331AQ",
        f"{POST}{STORY}?outputType=amp",
        f"{POST}{STORY}?noamp=mobile",
        f"{POST}/amp{STORY}",
        f"{POST}/amphtml{STORY}",
        f"{POST}/2026/11/20/amp/patrol-boats-follow-trawlers",
        f"{POST}/2026/11/20/amphtml/patrol-boats-follow-trawlers/",
        f"{POST}{STORY}!amp",
        f"https://amp.harbour.example{STORY}",
        f"https://amp.harbour.example{STORY}/amp/?utm_source=x",
        f"https://www.google.com/amp/s/www.harbour.example{STORY}/amp/",
        f"https://www.google.co.uk/amp/www.harbour.example{STORY}?amp=1",
        f"https://www-harbour-example.cdn.ampproject.org/c/s/www.harbour.example{STORY}/amp",
        f"https://cdn.ampproject.org/v/s/harbour.example{STORY}?amp_js_v=0.1#referrer=x",
        f"https://www-harbour-example.bing-amp.com/c/s/www.harbour.example{STORY}",
        f"https://m.harbour.example{STORY}",
        f"https://mobile.harbour.example{STORY}?mobile=1",
        f"https://touch.harbour.example{STORY}",
        f"{POST}{STORY}?view=mobile",
        f"{POST}{STORY}?print=1",
        f"{POST}{STORY}?pagewanted=print",
        f"{POST}{STORY}/print/",
        # redirectors
        f"https://www.google.com/url?rct=j&sa=t&url={quote(POST + STORY, safe='')}&ct=ga",
        f"https://www.google.de/url?q={quote(POST + STORY, safe='')}",
        f"https://l.facebook.com/l.php?u={quote(POST + STORY + '?fbclid=x', safe='')}&h=AT0",
        f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&url={quote(POST + STORY, safe='')}",
    ],
    # another path, another article
    [f"{POST}{STORY}-2"],
    [f"{POST}{STORY}/2"],
    [f"{POST}{STORY}/comments"],
    [f"{POST}{STORY.upper()}"],
    [f"{POST}:8443{STORY}"],
    [f"https://sport.harbour.example{STORY}"],
    [f"https://harbour-post.example{STORY}"],
    # parameters that select content
    [f"{POST}/story.asp?id=1", f"{POST}/story.asp?utm_term=x&id=1", f"{POST}/story.asp?id=1&"],
    [f"{POST}/story.asp?id=2"],
    [f"{POST}/story.asp?id=1&page=2", f"{POST}/story.asp?page=2&id=1"],
    [f"{POST}/?p=123", "http://harbour.example?p=123", f"{POST}/index.php?p=123&amp"],
    [f"{POST}/?p=124"],
    [f"{POST}/?page_id=123"],
    [f"{POST}/?cat=1&tag=2"],
    [f"{POST}/read?article=5&lang=en"],
    [f"{POST}/read?article=5&lang=fr"],
    [f"{POST}/read?cid=20151007"],
    [f"{POST}/read?cid=20151008"],
    [f"{POST}/read?cid=boats-7"],
    [f"{POST}/read?sid=4388"],
    [f"{POST}/read?s=4388"],
    [f"{POST}/read?ref=4388"],
    [f"{POST}/read?ref=syria"],
    [f"{POST}/read?ref=iraq"],
    [f"{POST}/read?ref=home-office"],
    [f"{POST}/read?referrer=doc-a"],
    [f"{POST}/read?referrer=doc-b"],
    [f"{POST}/read?source=ministry"],
    [f"{POST}/read?source=social-affairs"],
    [f"{POST}/read?type=shareholders"],
    [f"{POST}/read?type=socialism"],
    [f"{POST}/read?from=twitter-files"],
    [f"{POST}/read?share=42"],
    [f"{POST}/read?share=acme"],
    [f"{POST}/read?replytocom=minister"],
    [f"{POST}/read?xid=4388"],
    [f"{POST}/read?reduced=true"],
    [f"{POST}/read?homepage=true"],
    [f"{POST}/read?ftag=4388"],
    [f"{POST}/read?iref=4388"],
    [f"{POST}/read?r=US&IR=T"],
    [f"{POST}/read?cvid=4388"],
    [f"{POST}/read?ei=4388"],
    [f"{POST}/read"],
    [f"{POST}/read?type=video"],
    [f"{POST}/read?partner=12"],
    [f"{POST}/read?a=1&a=2"],
    [f"{POST}/read?a=2&a=1"],
    [f"{POST}/read?q=a+b", f"{POST}/read?q=a%20b", f"{POST}/read?q=a b"],
    [f"{POST}/read?q=a%2Bb"],
    [f"{POST}/read?q=a%26b"],
    [f"{POST}/read?2026-patrol"],
    [f"{POST}/read/a%2Fb-1"],
    [f"{POST}/read/a/b-1"],
    # "amp", "print" and "m" as words
    [f"{POST}/champions"],
    [f"{POST}/sport/champions"],
    [f"{POST}/amp-up-your-lunch"],
    [f"{POST}/up-your-lunch"],
    [f"{POST}/wiki/amp"],
    [f"{POST}/wiki"],
    [f"{POST}/guitars/amp/", f"{POST}/guitars/amp"],
    [f"{POST}/guitars/"],
    [f"{POST}/amp"],
    [f"{POST}/news/best-guitar-amp.html"],
    [f"{POST}/news/best-guitar.html"],
    [f"{POST}/news/best-guitar-amp"],
    [f"{POST}/news/best-guitar"],
    [f"{POST}/2026/best-guitar-amp"],
    [f"{POST}/2026/best-guitar"],
    [f"{POST}/topics/amp/best-of-valves-7"],
    [f"{POST}/topics/best-of-valves-7"],
    [f"{POST}/music/topic/amp/7"],
    [f"{POST}/music/topic/7"],
    [f"{POST}/music/amp/valves"],
    [f"{POST}/music/valves"],
    [f"{POST}/music/amp/valves/7"],
    [f"{POST}/music/valves/7"],
    [f"{POST}/music/amps/best-of-valves-8"],
    [f"{POST}/music/best-of-valves-8"],
    [f"{POST}/wiki/particle_amp"],
    [f"{POST}/wiki/particle"],
    [f"{POST}/amphtml"],
    # "amp" as a form, in other places
    [
        f"{POST}/world/boats-101.html",
        f"{POST}/world/boats-101-amp.html",
        f"{POST}/world/boats-101~_amp.html",
        f"{POST}/world/boats-101~amp.html",
        f"{POST}/world/boats-101_amp.html",
        f"{POST}/world/boats-101.html!amp",
        f"{POST}/world/boats-101.amp.html",
        f"{POST}/world/amp/boats-101.html",
        f"{POST}/amphtml/world/boats-101.html",
    ],
    [f"{POST}/world/boats-102", f"{POST}/world/boats-102-amp", f"{POST}/world/boats-102-amp/"],
    [f"{POST}/article/4388", f"{POST}/article_amp/4388", f"{POST}/article/amp/4388"],
    [f"{POST}/article.php?id=4388", f"{POST}/article_amp.php?id=4388"],
    [f"{POST}/news/ramp"],
    [f"{POST}/print"],
    [f"{POST}/jobs/print"],
    [f"{POST}/jobs"],
    [f"{POST}/read?amp=fender"],
    [f"{POST}/read?print=lithograph"],
    [f"{POST}/read?view=7"],
    ["https://m.example/s/42"],
    ["https://example/s/42"],
    ["https://amp.example/s/42"],
    ["https://m.co.uk/s/42"],
    ["https://mirror.harbour.example/s/42"],
    ["https://mirror.harbour.example/s/43"],
    # home and sections
    [POST, f"{POST}/", "http://harbour.example", f"{POST}/index.html", "https://m.harbour.example"],
    [f"{POST}/world", f"{POST}/world/", f"{POST}/world/index.html?utm_source=menu"],
    [f"{POST}/world/index"],
    # fragments that are addresses
    [f"{POST}/app#!/story/1", "http://harbour.example/app?utm_source=x#!/story/1"],
    [f"{POST}/app#!/story/2"],
    [f"{POST}/app", f"{POST}/app#/story/1", f"{POST}/app#!"],
    # other letters
    ["https://münchen.example/straße-1", "https://xn--mnchen-3ya.example/stra%c3%9Fe-1"],
    ["https://münchen.example/strasse-1"],
    [
        "https://new.example/новости/2026/11",
        "https://new.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/2026/11",
    ],
    ["https://new.example/caf%E9-1"],  # not UTF-8: bytes stay as they are
    ["https://new.example/caf%C3%A9-1", "https://new.example/café-1"],
    # sites with ways of their own
    [
        "https://www.bbc.com/news/world-1",
        "https://www.bbc.com/news/amp/world-1",
        "https://www.bbc.com/news/world-1.amp?ns_mchannel=social&ns_campaign=x",
        "https://www.bbc.co.uk/news/world-1",
        "http://m.bbc.co.uk/news/amp/world-1",
    ],
    ["https://news.bbc.co.uk/news/world-1"],
    ["https://notbbc.co.uk/news/world-1"],
    [
        "https://www.rferl.org/a/boats-follow/123.html",
        "https://www.rferl.org/amp/boats-follow/123.html",
    ],
    ["https://www.voanews.com/a/123.html", "https://www.voanews.com/amp/123.html"],
    ["https://www.cbsnews.com/news/a/", "https://www.cbsnews.com/news/a/?ftag=CNM-00-10aab7e"],
    ["https://www.asahi.com/articles/A1.html", "http://www.asahi.com/articles/A1.html?iref=rss"],
    [
        "https://www.businessinsider.com/a-2026-11",
        "https://www.businessinsider.com/a-2026-11?r=US&IR=T",
        "https://www.businessinsider.com/a-2026-11?IR=T&r=UK",
    ],
    [
        "https://www.msn.com/en-us/news/a/ar-AA1",
        "https://www.msn.com/en-us/news/a/ar-AA1?ocid=msedgntp&cvid=0a1b&ei=12&li=BBnb7Kz&pc=U531",
    ],
    [
        "https://www.thehindu.com/news/article123.ece",
        "https://www.thehindu.com/news/article123.ece?homepage=true",
    ],
    [
        "https://www.cnn.com/2026/11/20/world/boats/index.html",
        "https://edition.cnn.com/2026/11/20/world/boats/",
        "https://amp.cnn.com/cnn/2026/11/20/world/boats",
    ],
    [
        "https://timesofindia.indiatimes.com/world/boats/articleshow/123.cms",
        "https://timesofindia.indiatimes.com/world/boats/amp_articleshow/123.cms",
        "https://m.timesofindia.com/world/boats/articleshow/123.cms",
        "https://m.timesofindia.com/world/boats/amp_articleshow/123.cms",
    ],
    ["https://economictimes.indiatimes.com/world/boats/articleshow/123.cms"],
    [
        "https://www.hindustantimes.com/world/boats-101.html",
        "https://www.hindustantimes.com/world/boats-101_amp.html",
    ],
    ["https://en.wikipedia.org/wiki/Trawler", "https://en.m.wikipedia.org/wiki/Trawler"],
    ["https://de.wikipedia.org/wiki/Trawler"],
    ["https://boats.blogspot.com/2026/11/a.html", "http://boats.blogspot.com/2026/11/a.html?m=1"],
    [
        "https://www.nytimes.com/2026/11/20/world/a.html",
        "https://www.nytimes.com/2026/11/20/world/a.html?smid=url-share&unlocked_article_code=1.ab.c",
    ],
    [
        "https://www.dw.com/en/boats/a-1",
        "https://m.dw.com/en/boats/a-1?maca=en-rss-en-all-1573-rdf",
    ],
    [
        "https://www.npr.org/2026/11/20/1/boats",
        "https://www.npr.org/2026/11/20/1/boats?ft=nprml&f=1001",
    ],
    ["https://shop.example/read?f=1001"],
    [
        "http://news.example/(S(abcdefghij0123456789abcd))/read.aspx?id=5",
        "http://news.example/read.aspx?id=5",
    ],
    # archives of others are documents of their own
    ["https://web.archive.org/web/20261120000000/https://www.harbour.example/s-1"],
    ["https://www.google.com/url?sa=t"],
    ["https://www.google.com/amp/"],
]
ALL = [(number, url) for number, urls in enumerate(ARTICLES) for url in urls]


def test_the_table_is_as_long_as_it_should_be():
    assert len(ALL) >= 150
    assert len({url for _, url in ALL}) == len(ALL)


@pytest.mark.parametrize("urls", ARTICLES, ids=lambda urls: urls[0])
def test_addresses_of_one_article_have_one_key(urls):
    keys = {url: url_key(url) for url in urls}
    assert keys == dict.fromkeys(urls, keys[urls[0]])


def test_different_articles_have_different_keys():
    firsts = {urls[0]: url_key(urls[0]) for urls in ARTICLES}
    clashes = [pair for pair in combinations(firsts, 2) if firsts[pair[0]] == firsts[pair[1]]]
    assert clashes == []


@pytest.mark.parametrize("url", [url for _, url in ALL])
def test_the_canonical_address_is_final_and_has_the_same_key(url):
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert url_key(once) == url_key(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "HTTP://WWW.Harbour.Example:80/a/../B?z=1&a=%7e#top",
            "http://www.harbour.example/B?a=~&z=1",
        ),
        ("https://harbour.example", "https://harbour.example/"),
        ("https://harbour.example?x=1", "https://harbour.example/?x=1"),
        ("https://harbour.example:8443/", "https://harbour.example:8443/"),
        ("http://harbour.example:443/", "http://harbour.example:443/"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        ("https://u:p@harbour.example./a", "https://u:p@harbour.example/a"),
        ("https://münchen.example/ü b", "https://xn--mnchen-3ya.example/%C3%BC%20b"),
        ("https://harbour.example/100%", "https://harbour.example/100%25"),
        ("https://harbour.example/a?b&&c=&d", "https://harbour.example/a?b&c=&d"),
        ("https://harbour.example/a#!b", "https://harbour.example/a#!b"),
        # what only may be a twin stays: it is what can be fetched
        ("https://m.harbour.example/a-1/amp/", "https://m.harbour.example/a-1/amp/"),
        ("http://www.harbour.example/a-1/?print=1", "http://www.harbour.example/a-1/?print=1"),
        ("https://harbour.example//a-1//", "https://harbour.example//a-1//"),
        # out of the wrapping
        (
            "https://www.google.com/amp/s/m.harbour.example/a-1?x=1&usqp=y",
            "https://m.harbour.example/a-1?x=1",
        ),
        ("https://www.google.com/amp/m.harbour.example/a-1", "http://m.harbour.example/a-1"),
        (
            "https://www.google.com/url?url=https%3A%2F%2Fa.example%2Fb%3Fid%3D1%26gclid%3D2",
            "https://a.example/b?id=1",
        ),
        ("https://out.reddit.com/t3_x?url=https%3A%2F%2Fa.example%2Fb", "https://a.example/b"),
        (
            "https://www.google.com/url?q=javascript:alert(1)",
            "https://www.google.com/url?q=javascript:alert(1)",
        ),
        ("https://www.google.com/url?url=https://[bad", "https://www.google.com/"),
        # on some sites only
        ("https://www.wsj.com/a?mod=rss&id=1", "https://www.wsj.com/a?id=1"),
        ("https://harbour.example/a?mod=rss&id=1", "https://harbour.example/a?id=1&mod=rss"),
        ("https://notwsj.com/a?mod=x", "https://notwsj.com/a?mod=x"),
    ],
)
def test_the_canonical_address(url, expected):
    assert canonical_url(url) == expected


NO_ADDRESSES = [
    "",
    " ",
    "inbox:2026-11-20/boats.jsonl#line-3",
    "ftp://harbour.example/a?utm_source=x",
    "//harbour.example/a",
    "/a/b",
    "www.harbour.example/a",
    "mailto:desk@harbour.example",
    "javascript:void(0)",
    "http://",
    "https:///a",
    "http://[bad",
    "http://harbour.example:port/",
    "http://harbour.example:99999/",
    "http://./",
    "no address\x00at all",
]


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_what_is_no_address_stays_as_it_is(url):
    assert canonical_url(url) == url
    assert re.fullmatch("[0-9a-f]{16}", url_key(url))


def test_what_is_no_address_is_told_apart():
    assert len({url_key(url) for url in NO_ADDRESSES}) == len(NO_ADDRESSES)
    assert [url for url in NO_ADDRESSES if is_broken(url)] == NO_ADDRESSES[9:15]
    assert not is_broken(POST)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.harbour.example", "harbour.example"),
        ("a.b.co.uk", "b.co.uk"),
        ("m.dw.com", "dw.com"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_domain_that_a_registry_gave_out(host, domain):
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    ("host", "outlet"),
    [
        ("news.bbc.co.uk", "bbc.com"),
        ("www.bbc.co.uk", "bbc.com"),
        ("www.bbc.com", "bbc.com"),
        ("m.timesofindia.com", "indiatimes.com"),
        ("www.harbour.example", "harbour.example"),
        ("10.0.0.1", "10.0.0.1"),
    ],
)
def test_the_site_of_an_outlet(host, outlet):
    assert site(host) == outlet


def test_placeholders():
    assert is_placeholder("https://harbour.example/404")
    assert is_placeholder("nowhere")
    assert not is_placeholder(f"{POST}{STORY}")
    assert not is_placeholder(f"{POST}/2026/tag-day-of-the-authors")


# --- for any address --------------------------------------------------------------------------

WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
HOSTS = st.tuples(WORDS, st.sampled_from(["example", "com", "co.uk", "de"])).map(
    lambda parts: f"harbour{parts[0]}.{parts[1]}"
)
PATHS = st.lists(WORDS, min_size=1, max_size=3).map(
    lambda words: f"/{'/'.join(words)}/a-long-slug-7"
)
PARAMETERS = st.lists(
    st.tuples(st.sampled_from(["id", "p", "page", "article", "story", "q"]), WORDS),
    max_size=3,
    unique_by=lambda pair: pair[0],
)
TRACKING = st.lists(
    st.sampled_from(
        ["utm_source=rss", "UTM_Medium=x", "fbclid=Iw", "gclid=1", "mc_cid=2", "ref=rss", "CMP=a"]
    ),
    max_size=3,
)


def made(host, path, parameters, scheme="https", fragment=""):
    query = "&".join(p if isinstance(p, str) else "=".join(p) for p in parameters)
    return f"{scheme}://{host}{path}{'?' * bool(query)}{query}{fragment}"


@given(HOSTS, PATHS, PARAMETERS, TRACKING, st.randoms())
def test_tracking_fragment_and_order_change_nothing(host, path, parameters, tracking, random):
    plain = made(host, path, parameters)
    mixed = [*parameters, *tracking]
    random.shuffle(mixed)
    decorated = made(host.upper(), path, mixed, fragment="#top")
    assert canonical_url(decorated) == canonical_url(plain)
    assert url_key(decorated) == url_key(plain)


@given(HOSTS, PATHS, PARAMETERS, st.data())
def test_twins_share_their_key(host, path, parameters, data):
    prefix = data.draw(st.sampled_from(["", "www.", "m.", "amp.", "mobile.", "www.m."]))
    ending = data.draw(st.sampled_from(["", "/", "/amp", "/amp/", "/index.html", "/print"]))
    flags = data.draw(
        st.lists(st.sampled_from(["amp", "amp=1", "print=1", "outputType=amp", "mobile=1"]))
    )
    scheme = data.draw(st.sampled_from(["http", "https", "HTTP"]))
    twin = made(prefix + host, path + ending, [*flags, *parameters], scheme)
    assert url_key(twin) == url_key(made(host, path, parameters))


@given(st.tuples(HOSTS, PATHS, PARAMETERS), st.tuples(HOSTS, PATHS, PARAMETERS))
def test_other_hosts_paths_and_parameters_are_other_articles(one, other):
    same = (one[0], one[1], sorted(one[2])) == (other[0], other[1], sorted(other[2]))
    assert (url_key(made(*one)) == url_key(made(*other))) == same


URLS = st.builds(
    lambda scheme, host, rest: f"{scheme}://{host}/{rest}",
    st.sampled_from(["http", "https"]),
    st.one_of(
        HOSTS, st.sampled_from(["google.com", "l.facebook.com", "cdn.ampproject.org", "[::1]"])
    ),
    st.one_of(
        st.text("/.?&=#!;%:@+ampurlcs[]()0aé\\ ", max_size=40),
        st.text(max_size=30),
    ),
)


@given(URLS)
@example("https://google.com/amp/s/google.com/amp/s/google.com/amp/s/a.example/b")
@example("https://google.com/url?url=https://google.com/url?url=https://a.example/b")
@example("http://a.example/\ud800")
@example("http://a.example/?amp;amp;amp;x=1&amp;")
@example("http://a.example/;jsessionid=1;jsessionid=2/..")
@example("http://a.example/%2525%25")
def test_the_canonical_form_of_anything_is_final(url):
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert url_key(once) == url_key(url)


@given(st.one_of(st.text(), st.text().map("http://".__add__)))
def test_nothing_makes_it_fail(text):
    assert isinstance(canonical_url(text), str)
    assert len(url_key(text)) == 16
    is_broken(text), is_placeholder(text)


@pytest.mark.parametrize(
    "part",
    ["-", "1", "/amp", "/amp/1", "a.amp/", "-1-", "1-amp", "&amp;", "%41", "../", ";jsessionid="],
)
def test_a_long_hostile_address_takes_no_long(part):
    url = f"https://harbour.example/{part * 20_000}"
    assert len(url_key(f"{url}?{part * 20_000}")) == 16


# --- the rules --------------------------------------------------------------------------------

RULES = read_table("url_rules")


@pytest.mark.parametrize("row", RULES, ids=lambda row: row["rule_id"])
def test_a_rule_is_sound(row):
    assert row["kind"] in {
        *(
            "amp",
            "cache",
            "host",
            "path",
            "placeholder",
            "redirector",
            "session",
            "site",
            "track",
            "twin",
        )
    }
    assert row["source"]
    assert None not in row
    assert re.compile(row["pattern"]).groups <= 2
    re.compile(row["value"] if row["kind"] in {"track", "twin"} else "")
    if row["kind"] == "amp":
        assert "amp" in row["pattern"]
    if row["kind"] in {"track", "twin"}:
        assert row["pattern"] == row["pattern"].lower().replace(r"\W", r"\w")


def test_rules_have_names_of_their_own():
    names = [row["rule_id"] for row in RULES]
    assert sorted(set(names)) == sorted(names)


def test_no_rule_for_all_sites_drops_what_selects_content():
    for name in ("id", "p", "page", "article", "story", "articleid", "story_id", "nid", "cat", "v"):
        for value in ("1", "20151007", "abc"):
            url = f"https://harbour.example/read?{name}={value}"
            assert canonical_url(url) == url
            assert url_key(url) != url_key("https://harbour.example/read")
