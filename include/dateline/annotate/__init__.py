"""Annotate stage: entities, quotes and coded events of an article."""

from dateline.annotate.annotator import Annotation, Annotator, as_json, coder_version

__all__ = ["Annotation", "Annotator", "as_json", "coder_version"]
