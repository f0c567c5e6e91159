"""What a page says in JSON-LD (schema.org), as far as it can be read."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement
from w3lib.html import remove_tags

from dateline.clean.metadata.values import comparable, text_of, texts_of

Node = dict[str, Any]

MAX_SCRIPT = 1_000_000
"""Characters of a script; a longer one is a catalogue, and no article's."""
MAX_SCRIPTS = 40
MAX_NODES = 500
MAX_DEPTH = 12
_PROOF = 4
"""Words of a headline that has something to say about which article it is of."""

_KIND = re.compile(r"application/ld\+json", re.IGNORECASE)
_WRAPPERS = re.compile(r"<!--|-->|/\*+\s*<!\[CDATA\[\s*\*+/|//\s*<!\[CDATA\[|<!\[CDATA\[")
_WRAPPER_ENDS = re.compile(r"/\*+\s*\]\]>\s*\*+/|//\s*\]\]>|\]\]>")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_SALVAGE = re.compile(
    r'"(headline|datePublished|dateModified|inLanguage|articleSection|isAccessibleForFree)"'
    r'\s*:\s*"((?:[^"\\\n]|\\.){1,300})"'
)
_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"(\w{0,20}(?:Article|BlogPosting|Report))"')
_DECODER = json.JSONDecoder(strict=False)

_ARTICLE = re.compile(
    r"\w*Article|BlogPosting|LiveBlogPosting|Report|Review|ReviewNewsArticle|SocialMediaPosting"
    r"|MedicalScholarlyArticle|DiscussionForumPosting"
)
_NEWS_TYPES = re.compile(r"\w*NewsArticle|ReportageNewsArticle|LiveBlogPosting|Reportage")
_PAGE = re.compile(r"\w*(?:WebPage|ItemPage|AboutPage)|VideoObject|WebContent|CreativeWork")
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage")
"""Keys whose values are nodes of the page itself."""
_REFERRED = ("author", "creator", "publisher", "image", "isPartOf", "primaryImageOfPage")
_BREAK = re.compile(r"<(?:/p|/div|/li|/h[1-6]|br)\b[^>]*>", re.IGNORECASE)


def read_jsonld(tree: HtmlElement) -> list[Node]:
    """The nodes of all JSON-LD scripts of a page, in its order.

    Graphs and main entities are flattened; references within the page (`@id`) are resolved for
    authors, publishers and images. Slips are repaired: raw line breaks, trailing commas, wrappers
    of comments and CDATA, escaped quotes, several values in one script. Of what is broken beyond
    that, headline and dates are still read.
    """
    nodes: list[Node] = []
    for script in islice(_scripts(tree), MAX_SCRIPTS):
        for value in _values(script):
            nodes.extend(islice(_flat(value, 0), max(0, MAX_NODES - len(nodes))))
    return _resolved(nodes)


def _scripts(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        text = script.text if _KIND.search(script.get("type") or "") else None
        if text and len(text) <= MAX_SCRIPT:
            yield text


def _values(script: str) -> list[Any]:
    """The JSON values in a script, repaired where that is safe."""
    text = script.strip().strip("\ufeff;").strip()
    for repair in (_plain, _unwrapped, _without_slips):
        try:
            text = repair(text)
            return list(_decoded(text))
        except (ValueError, RecursionError):
            continue
    return [_salvaged(script)]


def _plain(text: str) -> str:
    return text


def _unwrapped(text: str) -> str:
    text = _WRAPPER_ENDS.sub("", _WRAPPERS.sub("", text)).strip().rstrip(";").strip()
    return html.unescape(text) if text[:20].count("&quot;") or text[:20].count("&#34;") else text


def _without_slips(text: str) -> str:
    return _TRAILING_COMMA.sub("", text).rstrip(", \n")


def _decoded(text: str) -> Iterator[Any]:
    """All values in a text, one after the other.

    Raises:
        ValueError: something else is there, too.
    """
    place = 0
    while place < len(text):
        value, place = _DECODER.raw_decode(text, place)
        yield value
        while place < len(text) and text[place] in " \t\r\n,;":
            place += 1


def _salvaged(script: str) -> Node:
    """Single fields of an article whose JSON is broken."""
    kind = _TYPE.search(script)
    if kind is None:
        return {}
    found: Node = {"@type": kind[1]}
    for match in _SALVAGE.finditer(script):
        found.setdefault(match[1], _unescaped(match[2]))
    return found


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def _flat(value: Any, depth: int) -> Iterator[Node]:
    """A node and those of the page in it."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in islice(value, MAX_NODES):
            yield from _flat(item, depth + 1)
    elif isinstance(value, dict):
        if value.keys() - {"@context", "@graph"}:
            yield value
        for key in _HOLDERS:
            yield from _flat(value.get(key), depth + 1)


def _resolved(nodes: Sequence[Node]) -> list[Node]:
    """Nodes whose authors and such are the nodes that they refer to."""
    named = {node["@id"]: node for node in nodes if _is_named(node)}
    return [_with_targets(node, named) for node in nodes]


def _is_named(node: Node) -> bool:
    return isinstance(node.get("@id"), str) and ("name" in node or "url" in node)


def _with_targets(node: Node, named: Mapping[str, Node]) -> Node:
    if not any(key in node for key in _REFERRED):
        return node
    return node | {key: _target(node[key], named) for key in _REFERRED if key in node}


def _target(value: Any, named: Mapping[str, Node]) -> Any:
    if isinstance(value, list):
        return [_target(item, named) for item in value[:MAX_NODES] if not isinstance(item, list)]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return named.get(value["@id"], value)
    return value


def body_of(node: Mapping[str, Any]) -> str | None:
    """The text that an article's node states, a paragraph a line; None if it states none."""
    body = node.get("articleBody")
    if not isinstance(body, str):
        return None
    lines = remove_tags(_BREAK.sub("\n", body)).splitlines()
    return "\n".join(filter(None, (" ".join(html.unescape(line).split()) for line in lines)))


def types_of(node: Mapping[str, Any]) -> list[str]:
    """Types of a node, without the vocabulary's address."""
    return [kind.rpartition("/")[2].rpartition(":")[2] for kind in texts_of(node.get("@type"))]


def is_article(node: Mapping[str, Any]) -> bool:
    """Whether a node is an article of any kind."""
    return any(_ARTICLE.fullmatch(kind) for kind in types_of(node))


def is_news(node: Mapping[str, Any]) -> bool:
    """Whether a node is an article of news."""
    return any(_NEWS_TYPES.fullmatch(kind) for kind in types_of(node))


def article_node(
    nodes: Iterable[Node], url: str = "", headlines: Sequence[str | None] = ()
) -> Node | None:
    """The node of the page's own article; None if there is none.

    Args:
        nodes: as `read_jsonld` gives them.
        url: address of the page.
        headlines: what the page calls its article elsewhere.
    """
    articles = [node for node in nodes if is_article(node)]
    wanted = {comparable(text) for text in headlines if text}
    path = _path(url)
    best = max(articles, key=lambda node: _fit(node, path, wanted), default=None)
    return None if best and _is_of_another(best, path, wanted) else best


def _is_of_another(node: Node, path: str, wanted: set[str]) -> bool:
    """Whether a node is of another article: its headline has no word of the page's headlines.

    Short headlines, and those in scripts without blanks, prove nothing.
    """
    words = set(comparable(text_of(node.get("headline"))).split())
    others = {word for text in wanted for word in text.split()}
    if min(len(words), len(others)) < _PROOF or _is_at(node, path):
        return False
    return not {word for word in words & others if len(word) > len("and")}


def _fit(node: Node, path: str, wanted: set[str]) -> tuple[bool, bool, bool, int]:
    """How well a node fits the page; of equals, the first is taken."""
    headline = comparable(text_of(node.get("headline")) or text_of(node.get("name")))
    by_title = any(_agree(headline, title) for title in wanted)
    told = ("author", "datePublished", "articleBody", "publisher", "image")
    return by_title, _is_at(node, path), bool(headline), sum(bool(node.get(key)) for key in told)


def _agree(one: str, other: str) -> bool:
    """Whether one title is the other, or its beginning (a site's name follows, or it is cut)."""
    short, long = sorted((one, other), key=len)
    return bool(short) and (short == long or (len(short) > 15 and long.startswith(short)))  # noqa: PLR2004


def _is_at(node: Node, path: str) -> bool:
    stated = (node.get(key) for key in ("url", "mainEntityOfPage", "@id"))
    addresses = (text_of(v, ("@id", "url")) if isinstance(v, dict) else text_of(v) for v in stated)
    return bool(path) and any(_path(address or "") == path for address in addresses)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/").lower()
    except ValueError:
        return ""


def nodes_of_page(nodes: Sequence[Node], article: Node | None) -> list[Node]:
    """The article's node, if there is one, then those of the page itself."""
    others = [
        node
        for node in nodes
        if node is not article and any(_PAGE.fullmatch(kind) for kind in types_of(node))
    ]
    return ([article] if article else []) + others
