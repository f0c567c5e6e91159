"""What else a page says of itself: site, section, tags, language, image, paywall, kind."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from langcodes import Language
from langcodes.tag_parser import LanguageTagError
from lxml.html import HtmlElement

from dateline.clean.metadata.head import Head, visible_text
from dateline.clean.metadata.jsonld import Node, is_article, is_news, types_of
from dateline.clean.metadata.times_page import read_url
from dateline.clean.metadata.titles import site_keys
from dateline.clean.metadata.values import comparable, objects_of, text_of, texts_of, tidy_text

Found = tuple[str | None, str]
"""A value, and where it is from."""

MAX_TAGS = 30
_MAX_KEYWORDS = 20
"""More keywords in a field that readers do not see are there for search engines."""
_MAX_TAG = 60
_MAX_NAME = 80
_ADDRESS = re.compile(r"https?://|^www\.|^@|^\d+$", re.IGNORECASE)
_NO_IMAGE = re.compile(
    r"(?<![a-z])logos?(?![a-z])|placeholder|favicon|default[-_]?(?:image|thumb|og|share|social)|blank\.|spacer|sprite"
    r"|apple-touch|avatar|no[-_]?image|fallback",
    re.IGNORECASE,
)
_NO_SECTION = re.compile(
    r"home(?:page)?|news ?story|releases?|live|\w|articles?|story|stories|posts?|blogs?"
    r"|archives?|uncategorized|index|amp|\d+|[a-z]{2}|content|pages?|wiki|default|allgemein",
    re.IGNORECASE,
)
_NOT_NEWS = re.compile(
    r"Product|ProductGroup|HowTo|Recipe|DiscussionForumPosting|QAPage|FAQPage|SoftwareApplication"
    r"|SoftwareSourceCode|TechArticle|APIReference|Course|Event|JobPosting|CollectionPage"
    r"|ScholarlyArticle|MedicalWebPage|Book|Movie|ItemList|LocalBusiness|Restaurant|Hotel"
    r"|ProfilePage|AboutPage|ContactPage|SearchResultsPage|Dataset|WebApplication"
)
_LOCKED = frozenset({"locked", "metered", "premium", "paid", "subscriber", "subscription"})
_UNLOCKED = frozenset({"free", "unlocked", "open", "public"})


def read_site(head: Head, nodes: Sequence[Node]) -> Found:
    """Name of the outlet."""
    for text, source in _site_names(head, nodes):
        if not _ADDRESS.search(text) and len(text) <= _MAX_NAME:
            return text.removeprefix("@"), source
    return None, ""


def _site_names(head: Head, nodes: Sequence[Node]) -> Iterator[tuple[str, str]]:
    yield from ((text, "og") for text in head.metas.get("og:site_name", ()))
    told = [publisher for node in nodes for publisher in objects_of(node.get("publisher"))]
    wholes = [whole for node in nodes for whole in objects_of(node.get("isPartOf"))]
    told += [one for one in (*wholes, *nodes) if isinstance(one, dict) and _is_site(one)]
    yield from ((text, "json-ld") for one in told if (text := text_of(one, ("name",))))
    names = ("application-name", "apple-mobile-web-app-title", "dc.publisher", "cre")
    yield from ((text, f"meta:{name}") for text, name in head.all(*names))


def _is_site(node: Node) -> bool:
    return bool({"WebSite", "NewsMediaOrganization", "Newspaper", "Periodical"} & {*types_of(node)})


def site_names(head: Head, nodes: Sequence[Node], url: str) -> list[str]:
    """All names that the site goes by, its host's included."""
    names = [text for text, _ in _site_names(head, nodes)]
    names += [text.removeprefix("@") for text in head.metas.get("twitter:site", ())]
    return [*names, *_host_names(url)]


def organizations(nodes: Sequence[Node]) -> set[str]:
    """Names of the organizations that publish the page, as they are compared."""
    told = [publisher for node in nodes for publisher in objects_of(node.get("publisher"))]
    named = (one for one in (*told, *nodes) if isinstance(one, dict) and _is_organization(one))
    return site_keys(name for one in named for name in texts_of(one.get("name")))


def _is_organization(node: Node) -> bool:
    return any(kind.endswith("Organization") for kind in types_of(node))


def _host_names(url: str) -> Iterator[str]:
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return
    labels = host.split(".")
    if len(labels) > 1:
        yield host
        yield from (".".join(labels[place:]) for place in range(1, len(labels) - 1))
        yield from (label for label in labels[:-1] if len(label) > 3)  # noqa: PLR2004


def read_section(
    tree: HtmlElement,
    head: Head,
    node: Mapping[str, Any] | None,
    nodes: Sequence[Node],
    url: str,
) -> Found:
    """Section of the outlet: as stated, by breadcrumbs, or as the address has it."""
    stated: list[tuple[Any, str]] = [((node or {}).get("articleSection"), "json-ld")]
    fields = ("article:section", "og:section", "parsely-section", "sailthru.section", "section")
    stated += [(text, f"meta:{name}") for text, name in head.all(*fields)]
    stated += [(crumb, "breadcrumbs") for crumb in _crumbs(nodes)]
    stated += [(text, "rel") for text in _linked(tree, "category")]
    for value, source in stated:
        for text in texts_of(value):
            if _is_section(text):
                return text, source
    return next(((name, "url") for name in _folders(url)), (None, ""))


def _linked(tree: HtmlElement, rel: str) -> list[str]:
    """Texts of the links with `rel="tag"` or such; as a rule those below an article."""
    links = (link for link in tree.xpath("//a[contains(@rel, 'tag')]")[:MAX_TAGS])
    wanted = (link for link in links if _is_rel(link, rel))
    return [text for link in wanted if (text := tidy_text(visible_text(link)))]


def _is_rel(link: HtmlElement, rel: str) -> bool:
    """Whether a link is of a kind; one to a category is `category tag`, and no tag."""
    kinds = link.get("rel", "").lower().split()
    return rel in kinds and (rel == "category" or "category" not in kinds)


def _is_section(text: str) -> bool:
    fine = len(text) <= _MAX_TAG and not _ADDRESS.search(text)
    return fine and not _NO_SECTION.fullmatch(text)


def _crumbs(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if "BreadcrumbList" in types_of(node):
            items = [
                item for item in objects_of(node.get("itemListElement")) if isinstance(item, dict)
            ]
            names = [text_of(item.get("name")) or text_of(item.get("item")) for item in items]
            yield from (name for name in names[:-1] if name)


def _folders(url: str) -> Iterator[str]:
    """Folders of an address that may be a section's name."""
    try:
        parts = [part for part in urlsplit(url).path.split("/") if part][:-1]
    except ValueError:
        return
    for part in parts:
        plain = part.replace("-", " ").replace("_", " ")
        if plain.replace(" ", "").isalpha() and len(plain.split()) <= 3 and _is_section(plain):  # noqa: PLR2004
            yield plain


def read_tags(
    tree: HtmlElement, head: Head, node: Mapping[str, Any] | None
) -> tuple[list[str], str]:
    """Keywords, in the page's order, none twice."""
    places: list[tuple[list[str], str, int]] = [
        (texts_of((node or {}).get("keywords")), "json-ld", MAX_TAGS),
        (head.metas.get("article:tag", []), "meta:article:tag", MAX_TAGS),
        (head.metas.get("parsely-tags", []), "meta:parsely-tags", MAX_TAGS),
        (head.metas.get("news_keywords", []), "meta:news_keywords", MAX_TAGS),
        (_linked(tree, "tag"), "rel", MAX_TAGS),
        (head.metas.get("keywords", []), "meta:keywords", _MAX_KEYWORDS),
    ]
    for texts, source, most in places:
        tags = _tags(texts)
        if tags and (len(tags) <= most or source != "meta:keywords"):
            return tags[:most], source
    return [], ""


def _tags(texts: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for text in texts:
        for piece in re.split(r"\s*[,;|]\s*", text):
            tag = piece.strip(" #\"'")
            internal = ":" in tag and " " not in tag
            if tag and len(tag) <= _MAX_TAG and not internal and not _ADDRESS.search(tag):
                found.setdefault(comparable(tag), tag)
    return list(found.values())


def read_language(tree: HtmlElement, head: Head, node: Mapping[str, Any] | None) -> Found:
    """What the page says of its language, ISO 639-1 (639-3 where there is no such code)."""
    root = tree.getroottree().getroot()
    places: list[tuple[str | None, str]] = [
        (root.get("lang") or root.get("xml:lang"), "html"),
        (text_of((node or {}).get("inLanguage"), ("alternateName", "name")), "json-ld"),
    ]
    fields = ("og:locale", "content-language", "language", "dc.language")
    places += [(text, f"meta:{name}") for text, name in head.all(*fields)]
    for text, source in places:
        if code := language_code(text or ""):
            return code, source
    return None, ""


def language_code(text: str) -> str | None:
    """A language tag's language, None if it is no tag."""
    text = text.strip().replace("_", "-").partition(",")[0]
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}", text):
        return None
    try:
        language = Language.get(text)
    except (LanguageTagError, ValueError):
        return None
    code = language.language
    return code if code and language.is_valid() and code not in ("und", "mul", "zxx") else None


def read_image(head: Head, node: Mapping[str, Any] | None, url: str) -> Found:
    """Absolute address of the lead image; logos and placeholders are none."""
    keys = ("url", "contentUrl", "@id", "@value")
    fields = (
        "og:image",
        "og:image:url",
        "og:image:secure_url",
        "twitter:image",
        "twitter:image:src",
    )
    places = [(text, f"meta:{name}") for text, name in head.all(*fields[:3])]
    told = (node or {}).get("image")
    places += [(text, "json-ld") for text in texts_of(told, keys)]
    places += [((text, f"meta:{name}")) for text, name in head.all(*fields[3:])]
    for text, source in places:
        if image := _image(text, url):
            return image, source
    return None, ""


def _image(text: str, url: str) -> str | None:
    try:
        address = urljoin(url, text.strip())
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or " " in address:
        return None
    name = parts.path.rpartition("/")[2] or parts.path
    return None if _NO_IMAGE.search(name) else address


def read_paywall(head: Head, nodes: Sequence[Node]) -> tuple[bool | None, str]:
    """Whether the article is behind a paywall, as far as the page says so.

    Args:
        head: the page's head.
        nodes: objects of JSON-LD about the article and its page.
    """
    told = [_truth(node.get("isAccessibleForFree")) for node in nodes]
    parts = [part for node in nodes for part in objects_of(node.get("hasPart"))]
    told += [_truth(part.get("isAccessibleForFree")) for part in parts if isinstance(part, dict)]
    if False in told:
        return True, "json-ld"
    if True in told:
        return False, "json-ld"
    tier = (head.first("article:content_tier", "og:article:content_tier") or "").lower()
    if tier in _LOCKED | _UNLOCKED:
        return tier in _LOCKED, "meta:article:content_tier"
    return None, ""


def _truth(value: Any) -> bool | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool):
        return value
    text = (text_of(value) or "").lower().rpartition("/")[2]
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(text)


def read_kind(
    head: Head, node: Mapping[str, Any] | None, nodes: Sequence[Node], url: str
) -> bool | None:
    """Whether the page says that it is an article of news; None where it says nothing.

    A dated article may have other things in it: the product of a review, questions and answers.
    """
    if node and is_news(node):
        return True
    published = head.first("article:published_time", "parsely-pub-date", "sailthru.date")
    is_dated = bool(published and head.first("og:type") == "article") or bool(read_url(url))
    kinds = {kind for one in nodes for kind in types_of(one)}
    if any(map(_NOT_NEWS.fullmatch, kinds)) and not (is_dated or (node and is_article(node))):
        return False
    if node and any(map(_NOT_NEWS.fullmatch, types_of(node))):
        return False
    desk = head.first("article:section", "parsely-section", "news_keywords", "article:content_tier")
    if published and desk:
        return True
    if head.first("og:type") in ("website", "product", "profile", "book") and not published:
        return None if node or is_dated else False
    return None
