"""A spaCy pipeline that says the same in less time.

What costs most in a small pipeline is computed by parts of ours, from the same weights: the
convolutional encoders (`encoder`), the first layers of the transition-based parsers (`parsing`),
and the rules for parts of speech and lemmas (`rules`). This leans on the inside of spaCy and thinc:
a part of another shape stays as it is, and `sameness` tries the whole before it is used.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from spacy.language import Language
from spacy.pipeline import AttributeRuler, Lemmatizer, Tok2Vec
from spacy.tokens import Doc

from dateline.annotate.model.encoder import Encoder, UnsupportedError, flat
from dateline.annotate.model.parsing import first_layers
from dateline.annotate.model.rules import Lemmas, Ruler

BATCH_WORDS = 2_000
"""Words that pass through the pipeline together: what they need stays within a few megabytes."""

Step = Callable[[Sequence[Doc]], object]


class Accelerated:
    """The components of a pipeline, each with the part of ours that does its work.

    Args:
        nlp: a pipeline. Its parsers get models of ours: `restore` gives theirs back.
    """

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._models: list[tuple[Any, Any]] = []
        self.kept: list[str] = []
        """Components that stay as they are, with the reason."""
        self._steps = [self._step(name, component) for name, component in nlp.pipeline]

    def __call__(self, texts: Sequence[str]) -> Iterator[Doc]:
        """Parsed documents, in order. One does not depend on the others."""
        for batch in _batches(texts):
            docs = [self._nlp.make_doc(text) for text in batch]
            for step in self._steps:
                step(docs)
            yield from docs

    def restore(self) -> None:
        """Give the pipeline its own models back."""
        for component, model in self._models:
            component.model = model

    def _step(self, name: str, component: Any) -> Step:
        try:
            return self._faster(component) or _as_it_is(component)
        except UnsupportedError as error:
            self.kept.append(f"{name}: {error}")
            return _as_it_is(component)

    def _faster(self, component: Any) -> Step | None:
        if isinstance(component, Tok2Vec):
            encode = Encoder(flat(component.model))
            return lambda docs: component.set_annotations(docs, encode(docs))
        if isinstance(component, AttributeRuler):
            return _each(Ruler(component))
        if isinstance(component, Lemmatizer):
            return _each(Lemmas(component))
        if getattr(getattr(component, "model", None), "name", "") == "parser_model":
            faster = first_layers(component.model)
            self._models.append((component, component.model))
            component.model = faster
        return None


def _as_it_is(component: Any) -> Step:
    if hasattr(component, "predict") and hasattr(component, "set_annotations"):
        return lambda docs: component.set_annotations(docs, component.predict(docs))
    return _each(component)


def _each(component: Callable[[Doc], Doc]) -> Step:
    return lambda docs: [component(doc) for doc in docs]


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    words = 0
    for text in texts:
        batch.append(text)
        words += text.count(" ") + 1
        if words >= BATCH_WORDS:
            yield batch
            batch, words = [], 0
    if batch:
        yield batch
