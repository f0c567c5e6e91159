"""Dateline: news into a warehouse, with the sentence behind every row."""

__version__ = "0.1.0"
