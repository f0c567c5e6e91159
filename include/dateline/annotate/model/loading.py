"""spaCy pipelines by name, each made as fast as it goes."""

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from dateline.errors import TerminalError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    Pipe = Callable[[Sequence[str]], Iterable[Doc]]

BATCH_SIZE = 8
"""Paragraphs that a stock pipeline parses at once. Larger batches fall out of the processor's
cache: measured slower."""

_log = logging.getLogger(__name__)


def load(model: str) -> "Language":
    """An installed pipeline, without the components that it has switched off.

    Args:
        model: its name, such as `en_core_web_sm`.

    Raises:
        TerminalError: it is not installed.
    """
    import spacy
    from spacy.util import get_package_path, is_package

    if not is_package(model):
        raise TerminalError(
            f"spaCy pipeline {model!r} is not installed (DATELINE_SPACY_MODEL, _MODELS)"
        )
    meta = json.loads((get_package_path(model) / "meta.json").read_text("utf-8"))
    return spacy.load(model, exclude=meta.get("disabled", []))


def pipe(nlp: "Language") -> "Pipe":
    """What parses texts with all components of a pipeline as it is now, as fast as it goes.

    The accelerated pipeline is tried against the stock one. If it says anything else, or fails,
    the stock one is used, with a warning.

    Returns:
        A function from texts to their parsed documents, in order. What it says of a text does not
        depend on other texts.
    """
    try:
        return _accelerated(nlp)
    except Exception as error:  # noqa: BLE001 - whatever a new version of spaCy brings
        name = f"{nlp.lang}_{nlp.meta.get('name', '')}"
        _log.warning("%s runs at spaCy's own speed: %s: %s", name, type(error).__name__, error)
        return lambda texts: nlp.pipe(texts, batch_size=BATCH_SIZE)


def _accelerated(nlp: "Language") -> "Pipe":
    from dateline.annotate.model.accelerate import Accelerated
    from dateline.annotate.model.sameness import SENTENCES, demand_same

    expected = list(nlp.pipe(SENTENCES, batch_size=BATCH_SIZE))
    accelerated = Accelerated(nlp)
    try:
        demand_same(expected, accelerated(SENTENCES))
        demand_same(expected, accelerated(SENTENCES))  # from what was kept
    except Exception:
        accelerated.restore()
        raise
    for reason in accelerated.kept:
        _log.info("a component at spaCy's own speed: %s", reason)
    return accelerated
