"""Raw records to clean articles: text, metadata, and every dropped line with its rule."""

from dateline.clean.article import Draft, clean, clean_object, cleaner_version, draft, finish
from dateline.clean.copies.fingerprints import fingerprint
from dateline.clean.copies.matching import match
from dateline.clean.copies.versions import replaced
from dateline.clean.repeats.learning import learn

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
    "replaced",
]
