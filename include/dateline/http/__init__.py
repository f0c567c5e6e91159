"""A polite HTTP client: what feeds, sitemaps and article pages are fetched with."""

from dateline.http.addresses import http_url, is_public
from dateline.http.client import Client
from dateline.http.terms import Answer, Limits, Permits, Validators, status_text

__all__ = [
    "Answer",
    "Client",
    "Limits",
    "Permits",
    "Validators",
    "http_url",
    "is_public",
    "status_text",
]
