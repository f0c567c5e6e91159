"""What a page says about its article, and where it says so."""

from datetime import datetime

from lxml.html import HtmlElement

from dateline.clean.metadata.about import (
    organizations,
    read_image,
    read_kind,
    read_language,
    read_paywall,
    read_section,
    read_site,
    read_tags,
    site_names,
)
from dateline.clean.metadata.authors import read_authors
from dateline.clean.metadata.head import read_head
from dateline.clean.metadata.jsonld import article_node, body_of, nodes_of_page, read_jsonld
from dateline.clean.metadata.times import read_times
from dateline.clean.metadata.titles import read_title, site_keys
from dateline.clean.parts import Metadata


def read_metadata(tree: HtmlElement, url: str, fetched_at: datetime | None) -> Metadata:
    """Read the metadata of a page.

    Args:
        tree: the page; it is not changed.
        url: where it was fetched.
        fetched_at: when, if known; no date later than this is believed.
    """
    head, nodes = read_head(tree), read_jsonld(tree)
    shown = [text for _, text in head.headings]
    node = article_node(nodes, url, [head.first("og:title"), *shown])
    names = site_names(head, nodes, url)
    title, title_from, headline = read_title(tree, head, node, names)
    sites = dict.fromkeys(site_keys(names), False) | dict.fromkeys(organizations(nodes), True)
    byline, authors_from = read_authors(tree, head, node, headline, sites)
    published, modified, times_from = read_times(tree, url, fetched_at, nodes_of_page(nodes, node))
    site, site_from = read_site(head, nodes)
    section, section_from = read_section(tree, head, node, nodes, url)
    tags, tags_from = read_tags(tree, head, node)
    language, language_from = read_language(tree, head, node)
    image, image_from = read_image(head, node, url)
    paywalled, paywalled_from = read_paywall(head, nodes_of_page(nodes, node))
    sources = {
        "title": title_from,
        "authors": authors_from,
        "site_name": site_from,
        "section": section_from,
        "tags": tags_from,
        "language": language_from,
        "image_url": image_from,
        "is_paywalled": paywalled_from,
    }
    return Metadata(
        title=title,
        authors=byline.persons,
        author_organizations=byline.organizations,
        published=published,
        modified=modified,
        site_name=site,
        section=section,
        tags=tags,
        language=language,
        image_url=image,
        is_paywalled=paywalled,
        is_news=read_kind(head, node, nodes, url),
        text=body_of(node) if node else None,
        sources={name: told for name, told in sources.items() if told} | times_from,
    )
