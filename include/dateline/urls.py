"""Addresses: which of them are one article's."""

from dateline.schemas import stable_id


def canonical_url(url: str) -> str:
    """The address under which an article is known."""
    return url


def url_key(url: str) -> str:
    """What addresses of one article have in common: 16 hexadecimal digits."""
    return stable_id(canonical_url(url))
