"""Copies of articles: fingerprints that are kept, and the pairs that they find."""
