"""A polite HTTP client: what feeds, sitemaps and article pages are fetched with."""

from dateline.http.client import (
    Answer,
    Client,
    Limits,
    Permits,
    Validators,
    http_url,
    is_public,
    status_text,
)

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
