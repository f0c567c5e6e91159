"""The layers of spaCy's transition-based parsers that run once for each token."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from spacy.ml.tb_framework import TransitionModel
from spacy.tokens import Doc
from thinc.api import Model

from dateline.annotate.model.encoder import (
    Encode,
    Encoder,
    Floats,
    UnsupportedError,
    flat,
    parameter,
)


def first_layers(stock: Model[Any, Any]) -> Model[Any, Any]:
    """A parser's model with faster layers in front of its steps, which stay as they are.

    Args:
        stock: `TransitionBasedParser` with a hidden layer.

    Raises:
        UnsupportedError: the layers are of other kinds.
    """
    tokens, lower, upper = stock.layers
    if not stock.attrs["has_upper"] or lower.name != "precomputable_affine":
        raise UnsupportedError("a parser without a hidden layer")
    layers = _FirstLayers(tokens, lower)
    faster: Model[Any, Any] = TransitionModel(  # type: ignore[no-untyped-call]
        Model("dateline_tokens", layers.tokens, dims={"nO": tokens.get_dim("nO")}),
        Model(
            "dateline_lower",
            layers.features,
            dims={name: lower.get_dim(name) for name in ("nO", "nI", "nF", "nP")},
            params={name: lower.get_param(name) for name in ("W", "b", "pad")},
        ),
        upper,
        stock.attrs["resize_output"],
        unseen_classes=stock.attrs["unseen_classes"],
    )
    return faster


class _FirstLayers:
    """Multiplies each document by itself, so that one does not depend on the others."""

    def __init__(self, tokens: Model[Any, Any], lower: Model[Any, Any]) -> None:
        *encoder, _, linear = flat(tokens)
        if [layer.name for layer in flat(tokens)][-2:] != ["list2array", "linear"]:
            raise UnsupportedError(f"a parser on {tokens.name}")
        self._encode = _encode(encoder)
        self._linear = np.ascontiguousarray(parameter(linear, "W").T)
        self._bias = parameter(linear, "b")
        weights = parameter(lower, "W")
        self._shape = weights.shape[:3]
        self._lower = np.ascontiguousarray(weights.reshape(-1, weights.shape[-1]).T)
        self._pad = parameter(lower, "pad").reshape(-1)
        self._spans: list[slice] = []

    def tokens(
        self,
        _: Model[Any, Any],
        docs: Sequence[Doc],
        is_train: bool,  # noqa: ARG002 - thinc gives it by name
    ) -> tuple[Floats, Callable[..., Any]]:
        """Vectors of all tokens, in the width of the parser: (tokens, width)."""
        vectors = self._encode(docs)
        ends = np.cumsum([len(part) for part in vectors]).tolist()
        starts = [0, *ends[:-1]]
        self._spans = [slice(*span) for span in zip(starts, ends, strict=True)]
        found = np.empty((ends[-1], len(self._bias)), np.float32)
        for part, span in zip(vectors, self._spans, strict=True):
            np.matmul(part, self._linear, out=found[span])
        found += self._bias
        return found, _no_training

    def features(
        self,
        _: Model[Any, Any],
        tokens: Floats,
        is_train: bool,  # noqa: ARG002 - thinc gives it by name
    ) -> tuple[Floats, Callable[..., Any]]:
        """What each token adds in each place of a state: (1 + tokens, places, width, pieces).

        The first row stands for a place without a token.
        """
        found = np.empty((len(tokens) + 1, self._lower.shape[1]), np.float32)
        found[0] = self._pad
        for span in self._spans:
            np.matmul(tokens[span], self._lower, out=found[1:][span])
        return found.reshape(-1, *self._shape), _no_training


def _encode(layers: list[Model[Any, Any]]) -> Encode:
    """The vectors of the pipeline's common encoder, or of the parser's own."""
    if len(layers) == 1 and layers[0].name == "tok2vec-listener":
        return layers[0].predict
    return Encoder(layers)


def _no_training(*_: Any) -> Any:
    raise NotImplementedError("an accelerated model does not learn")
