"""Fetching: the bytes of discovered documents go into the raw zone, unmodified."""

from dateline.fetch.batch import FetchResult, fetch_batch

__all__ = ["FetchResult", "fetch_batch"]
