"""Raw records to clean articles: text, metadata, and every dropped line with its rule."""

from dateline.clean.article import clean, clean_object, cleaner_version

__all__ = ["clean", "clean_object", "cleaner_version"]
