"""What google/robotstxt's published tests hold, and RFC 9309, in cases of our own.

Each case: a robots.txt, a robot's product token, paths that it may fetch, and paths that it may
not. Where the two differ the RFC is followed, and the case says so.
"""

import time

import pytest

from dateline.http.robots import LIMIT, Rules

LONG = 2083 * 8  # characters that google/robotstxt takes of a line, and one


def allowed(text, path, robot="Newsbot"):
    body = text if isinstance(text, bytes) else text.encode()
    address = path if "://" in path else f"http://site.example{path}"
    return Rules.parse(body, robot).allows(address)


CASES = {
    # lines
    "nothing at all": ("", ["/", "/x"], []),
    "a whole site": ("user-agent: newsbot\ndisallow: /\n", [], ["/", "/x"]),
    "rules before any user-agent do not count": ("disallow: /\n", ["/x"], []),
    "a key that is none": ("foo: newsbot\nbar: /\n", ["/x"], []),
    "colons forgotten": ("user-agent newsbot\ndisallow /\n", [], ["/x"]),
    "colons forgotten, and three words": ("user-agent: newsbot\ndisallow / now\n", ["/x"], []),
    "no blank after the colon": ("user-agent:newsbot\ndisallow:/x\n", ["/y"], ["/x"]),
    "blanks around everything": ("  user-agent \t: newsbot  \n\tdisallow :  /x  \n", ["/y"],
                                 ["/x"]),
    "keys in any case": ("USER-AGENT: newsbot\nDisAllow: /x\nALLOW: /x/y\n", ["/x/y"], ["/x"]),
    "comments": ("# a\nuser-agent: newsbot # b\ndisallow: /x # c\n", ["/y"], ["/x"]),
    "a comment takes the pattern": ("user-agent: newsbot\ndisallow: #/x\n", ["/x"], []),
    "carriage returns end lines": ("user-agent: newsbot\rdisallow: /x\r", ["/y"], ["/x"]),
    "both end lines": ("user-agent: newsbot\r\ndisallow: /x\r\n", ["/y"], ["/x"]),
    "all three mixed": ("user-agent: newsbot\r\ndisallow: /x\rdisallow: /y\ndisallow: /z", ["/"],
                        ["/x", "/y", "/z"]),
    "no newline at the end": ("user-agent: newsbot\ndisallow: /x", ["/y"], ["/x"]),
    "separators of text end no line": (
        "user-agent: newsbot\ndisallow: /x\u2028allow: /\n", ["/x", "/y"], ["/x\u2028allow: /"]),
    "a vertical tab ends no line": (
        "user-agent: newsbot\ndisallow: /x\x0bdisallow: /y\n", ["/y", "/x"], []),
    # groups
    "two groups": ("user-agent: a\ndisallow: /\n\nuser-agent: newsbot\ndisallow: /x\n",
                   ["/y"], ["/x"]),
    "blank lines end no group": ("user-agent: newsbot\n\n\ndisallow: /x\n\ndisallow: /y\n",
                                 ["/z"], ["/x", "/y"]),
    "one group for two robots": ("user-agent: a\nuser-agent: newsbot\ndisallow: /x\n",
                                 ["/y"], ["/x"]),
    "groups of one robot are one": (
        "user-agent: newsbot\ndisallow: /x\n\nuser-agent: a\nuser-agent: newsbot\ndisallow: /y\n",
        ["/z"], ["/x", "/y"]),
    "groups for everybody are one": (
        "user-agent: *\ndisallow: /x\nuser-agent: a\ndisallow: /z\nuser-agent: *\ndisallow: /y\n",
        ["/z"], ["/x", "/y"]),
    "a sitemap ends no group": (
        "user-agent: newsbot\nsitemap: http://site.example/s.xml\nuser-agent: *\ndisallow: /\n",
        [], ["/x"]),
    "an unknown line ends no group": (
        "user-agent: newsbot\nnoindex: /a\nuser-agent: *\ndisallow: /\n", [], ["/x"]),
    "an empty disallow ends the line of robots": (
        "user-agent: newsbot\ndisallow:\nuser-agent: a\ndisallow: /\n", ["/x"], []),
    "a sitemap in between does not matter": (
        "user-agent: newsbot\ndisallow: /x\nsitemap: /s.xml\ndisallow: /y\n", ["/z"],
        ["/x", "/y"]),
    # whose group
    "a robot's name in any case": ("user-agent: NEWSBOT\ndisallow: /\n", [], ["/x"]),
    "a name up to the first blank": ("user-agent: newsbot crawler\ndisallow: /\n", [], ["/x"]),
    "a name up to its version": ("user-agent: newsbot/2.1\ndisallow: /\n", [], ["/x"]),
    "the beginning of a name is another": ("user-agent: news\ndisallow: /\n", ["/x"], []),
    "a longer name is another": ("user-agent: newsbot-images\ndisallow: /\n", ["/x"], []),
    "the end of a name is another": ("user-agent: bot\ndisallow: /\n", ["/x"], []),
    "a name with a star is up to the star": ("user-agent: newsbot*\ndisallow: /\n", [], ["/x"]),
    "everybody": ("user-agent: *\ndisallow: /x\n", ["/y"], ["/x"]),
    "everybody, and more words": ("user-agent: * all\ndisallow: /x\n", ["/y"], ["/x"]),
    "a star and letters is nobody": ("user-agent: *all\ndisallow: /x\n", ["/x"], []),
    "everybody but us": ("user-agent: *\ndisallow: /\n\nuser-agent: newsbot\nallow: /\n",
                         ["/x"], []),
    "our group comes second": ("user-agent: *\ndisallow: /x\nuser-agent: newsbot\ndisallow: /y\n",
                               ["/x"], ["/y"]),
    "our group comes first": ("user-agent: newsbot\ndisallow: /y\nuser-agent: *\ndisallow: /x\n",
                              ["/x"], ["/y"]),
    "our group says nothing": ("user-agent: *\ndisallow: /\n\nuser-agent: newsbot\n", ["/x"], []),
    "our group is empty": ("user-agent: newsbot\ndisallow:\n\nuser-agent: *\ndisallow: /\n",
                           ["/x"], []),
    # spelling
    "user-agent misspelt": ("useragent: newsbot\ndisallow: /x\n", ["/y"], ["/x"]),
    "user agent in two words": ("user agent: newsbot\ndisallow: /x\n", ["/y"], ["/x"]),
    **{
        f"disallow spelt {word}": (f"user-agent: newsbot\n{word}: /x\n", ["/y"], ["/x"])
        for word in ("dissallow", "dissalow", "disalow", "diasllow", "disallaw")
    },
    # paths
    "paths keep their case": ("user-agent: newsbot\ndisallow: /X/\n", ["/x/", "/X"], ["/X/"]),
    "a prefix": ("user-agent: newsbot\ndisallow: /fish\n", ["/Fish.asp", "/catfish", "/?id=fish"],
                 ["/fish", "/fish.html", "/fish/salmon.html", "/fishheads", "/fish.php?id=x"]),
    "a prefix and a star are the same": (
        "user-agent: newsbot\ndisallow: /fish*\n", ["/Fish.asp", "/catfish"],
        ["/fish", "/fish.html", "/fishheads/x.html", "/fish.php?id=x"]),
    "a folder": ("user-agent: newsbot\ndisallow: /fish/\n", ["/fish", "/fish.html", "/x/fish/"],
                 ["/fish/", "/fish/salmon", "/fish/?id=x"]),
    "a star": ("user-agent: newsbot\ndisallow: /*.php\n", ["/", "/windows.PHP", "/php"],
               ["/file.php", "/folder/file.php", "/file.php?x", "/any.php.html", "/x.php/"]),
    "a star and an end": ("user-agent: newsbot\ndisallow: /*.php$\n",
                          ["/file.php?x", "/file.php/", "/file.php5", "/windows.PHP"],
                          ["/file.php", "/folder/file.php"]),
    "a star in the middle": ("user-agent: newsbot\ndisallow: /fish*.php\n", ["/Fish.PHP", "/fish"],
                             ["/fish.php", "/fishheads/cat.php?x"]),
    "many stars": ("user-agent: newsbot\ndisallow: /a**b***c\n", ["/ab", "/acb"],
                   ["/abc", "/a-b-c", "/axxbxxcx"]),
    "a query": ("user-agent: newsbot\ndisallow: /a?b=\n", ["/a", "/a?c=1"], ["/a?b=1"]),
    "an end": ("user-agent: newsbot\ndisallow: /x$\n", ["/xy", "/x/"], ["/x"]),
    "a dollar in the middle is one": ("user-agent: newsbot\ndisallow: /a$b\n", ["/a", "/ab"],
                                      ["/a$b", "/a$bc"]),
    "only an end": ("user-agent: newsbot\ndisallow: /\nallow: /$\n", ["/"], ["/x", "/index.html"]),
    "a star that is escaped is a letter": (
        "user-agent: newsbot\ndisallow: /a%2Ab\n", ["/axb", "/ab"], ["/a*b", "/a%2Ab"]),
    "the root of a site without a slash": ("user-agent: newsbot\ndisallow: /\n", [],
                                           ["http://site.example"]),
    "fragments do not count": ("user-agent: newsbot\ndisallow: /x$\n", [], ["/x#part"]),
    "robots.txt itself is always open": ("user-agent: *\ndisallow: /\n", ["/robots.txt"], ["/x"]),
    # which rule
    "the longest allows": ("user-agent: newsbot\ndisallow: /x/\nallow: /x/page.html\n",
                           ["/x/page.html"], ["/x/page.htm", "/x/"]),
    "the longest disallows": ("user-agent: newsbot\nallow: /x/\ndisallow: /x/page.html\n",
                              ["/x/", "/x/page.htm"], ["/x/page.html"]),
    "order does not matter": ("user-agent: newsbot\nallow: /x/page.html\ndisallow: /x/\n",
                              ["/x/page.html"], ["/x/"]),
    "empty rules are none": ("user-agent: newsbot\ndisallow:\nallow:\n", ["/x"], []),
    "a tie allows": ("user-agent: newsbot\ndisallow: /x\nallow: /x\n", ["/x", "/xy"], []),
    "a tie allows, turned round": ("user-agent: newsbot\nallow: /x\ndisallow: /x\n", ["/x"], []),
    "a tie of root allows": ("user-agent: newsbot\ndisallow: /\nallow: /\n", ["/x"], []),
    "a star counts as a letter": ("user-agent: newsbot\nallow: /page\ndisallow: /*.htm\n",
                                  ["/page"], ["/page.htm"]),
    "a longer prefix beats a star": ("user-agent: newsbot\nallow: /folder\ndisallow: /*.x\n",
                                     ["/folder.x"], ["/f.x"]),
    "an end counts as a letter": ("user-agent: newsbot\nallow: /$\ndisallow: /\n", ["/"],
                                  ["/page.htm"]),
    "a folder beats its parent": (
        "user-agent: newsbot\nallow: /p\ndisallow: /\n", ["/page"], ["/x"]),
    # encodings
    "text beyond ASCII": ("user-agent: newsbot\ndisallow: /\nallow: /a/ツ\n",
                          ["/a/ツ", "/a/%E3%83%84"], ["/a/"]),
    "text that is escaped": ("user-agent: newsbot\ndisallow: /\nallow: /a/%E3%83%84\n",
                             ["/a/ツ", "/a/%E3%83%84", "/a/%e3%83%84"], ["/a/"]),
    "escapes in small letters": ("user-agent: newsbot\ndisallow: /\nallow: /a/%e3%83%84\n",
                                 ["/a/%E3%83%84"], ["/a/"]),
    # google/robotstxt compares these as written, and says that this is not to be relied upon.
    "letters that need no escape (RFC 9309, 2.2.2)": (
        "user-agent: newsbot\ndisallow: /\nallow: /a/%62%61%7A\n",
        ["/a/baz", "/a/%62%61%7A"], ["/a/b"]),
    "a slash that is escaped is none": ("user-agent: newsbot\ndisallow: /a%2Fb\n", ["/a/b"],
                                        ["/a%2Fb", "/a%2fb"]),
    "an address in a query": (
        "user-agent: newsbot\ndisallow: /\nallow: /a?u=http://other.example/?x=/\n",
        ["/a?u=http://other.example/?x=/y"], ["/a?u=https://other.example/"]),
    "other bytes than UTF-8": (b"user-agent: newsbot\ndisallow: /caf\xe9\ndisallow: /x\n",
                               ["/y", "/caf"], ["/x", "/caf%E9"]),
    "a byte order mark": (b"\xef\xbb\xbfuser-agent: newsbot\ndisallow: /x\n", ["/y"], ["/x"]),
    "two bytes of one": (b"\xef\xbbuser-agent: newsbot\ndisallow: /x\n", ["/y"], ["/x"]),
    "a byte of one": (b"\xefuser-agent: newsbot\ndisallow: /x\n", ["/y"], ["/x"]),
    "a broken one costs its line": (
        b"\xef\x11\xbbuser-agent: newsbot\ndisallow: /x\n", ["/x"], []),
    "one in the middle costs its line": (
        b"user-agent: newsbot\n\xef\xbb\xbfdisallow: /x\ndisallow: /y\n", ["/x"], ["/y"]),
    "NULs": (b"user-agent: newsbot\ndisallow: /x\x00\ndisallow: /y\n", ["/x"], ["/y"]),
    "UTF-16 is no robots.txt": (
        "user-agent: newsbot\ndisallow: /\n".encode("utf-16"), ["/x"], []),
    # index pages
    "an index page is its folder": (
        "user-agent: newsbot\ndisallow: /\nallow: /a/index.html\n",
        ["/a/index.html", "/a/"], ["/a", "/a/x", "/"]),
    "an index page of the root": (
        "user-agent: newsbot\ndisallow: /\nallow: /index.htm\n", ["/", "/index.htm"], ["/x"]),
    "an index page that is not allowed": (
        "user-agent: newsbot\ndisallow: /a/index.html\n", ["/a/", "/a/x"], ["/a/index.html"]),
    "a page that only ends like one": (
        "user-agent: newsbot\ndisallow: /\nallow: /a/my-index.html\n",
        ["/a/my-index.html"], ["/a/"]),
    # too much
    "a line is cut": (
        f"user-agent: newsbot\ndisallow: /{'a' * LONG}/qux\n",
        ["/fux", f"/{'a' * (LONG - 20)}"], [f"/{'a' * LONG}/fux"]),
    "what is beyond 500 kB is not read": (
        "user-agent: newsbot\ndisallow: /x\n" + "#\n" * (LIMIT // 2) + "disallow: /y\n",
        ["/y"], ["/x"]),
    "an HTML page": (
        "<!doctype html>\n<html><title>User-agent: *</title>\n<p>Disallow: /\n</html>", ["/x"], []),
    "a page of bytes": (bytes(range(256)) * 40, ["/x"], []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_robots_txt(name):
    text, yes, no = CASES[name]
    assert {path: allowed(text, path) for path in yes} == dict.fromkeys(yes, True)
    assert {path: allowed(text, path) for path in no} == dict.fromkeys(no, False)


def test_robots_have_rules_of_their_own():
    text = (
        "user-agent: first\nallow: /\n\nuser-agent: second\ndisallow: /\n\n"
        "user-agent: third\nuser-agent: fourth\ndisallow: /x\n"
    )
    may = {
        robot: [allowed(text, path, robot) for path in ("/x", "/y")]
        for robot in ("first", "second", "third", "fourth", "fifth")
    }
    assert may == {
        "first": [True, True],
        "second": [False, False],
        "third": [False, True],
        "fourth": [False, True],
        "fifth": [True, True],
    }


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 0),
        ("user-agent: newsbot\ncrawl-delay: 3\n", 3),
        ("user-agent: newsbot\nCrawl-Delay: 0.25\n", 0.25),
        ("user-agent: *\ncrawl-delay: 3\n", 3),
        ("user-agent: *\ncrawl-delay: 3\nuser-agent: newsbot\nallow: /\n", 0),
        ("user-agent: a\ncrawl-delay: 30\n\nuser-agent: *\ndisallow: /x\n", 0),
        ("user-agent: newsbot\ncrawl-delay: soon\n", 0),
        ("user-agent: newsbot\ncrawl-delay: -1\n", 0),
        ("user-agent: newsbot\ncrawl-delay: nan\n", 0),
        ("crawl-delay: 3\n", 0),
    ],
)
def test_crawl_delay(text, seconds):
    assert Rules.parse(text.encode(), "Newsbot").crawl_delay == seconds


def test_no_rules_allow_all():
    assert Rules().allows("http://site.example/x")
    assert Rules().crawl_delay == 0


@pytest.mark.parametrize(
    ("text", "allows"),
    [
        ("user-agent: a\n" * 20_000 + "disallow: /\n" * 18_000, True),
        ("user-agent: *\n" * 20_000 + "disallow: /\n" * 18_000, False),
        ("user-agent: newsbot\n" * 12_000 + "disallow: /\n" * 20_000, False),
        ("user-agent: a\ndisallow: /\n" * 19_000, True),
        ("user-agent: *\ndisallow: /\n" * 19_000, False),
    ],
    ids=["others", "everybody", "named", "others in turn", "everybody in turn"],
)
def test_many_groups_and_rules_take_no_time(text, allows):
    started = time.process_time()
    assert allowed(text, "/x") is allows
    assert time.process_time() - started < 1
