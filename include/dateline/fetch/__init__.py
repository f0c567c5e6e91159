"""Fetching: the bytes of discovered documents go into the raw zone, unmodified.

batch    what a batch lacks is got, then the WARCs of its sources take it in
pages    over HTTP, the hosts side by side
files    archived records, and files of the drop folder
rules    what may enter the raw zone
journal  what a run has got so far; it outlives the run's death
"""

from dateline.fetch.batch import FetchResult, fetch_batch

__all__ = ["FetchResult", "fetch_batch"]
