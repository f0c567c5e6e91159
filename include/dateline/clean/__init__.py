"""Raw records to clean articles: text, metadata, and every dropped line with its rule."""

from dateline.clean.article import Draft, clean, clean_object, cleaner_version, draft, finish
from dateline.clean.boilerplate import learn
from dateline.clean.fingerprints import fingerprint
from dateline.clean.matching import match

__all__ = [
    "Draft",
    "clean",
    "clean_object",
    "cleaner_version",
    "draft",
    "fingerprint",
    "finish",
    "learn",
    "match",
]
