"""Token vectors of spaCy's convolutional encoder, computed faster.

The encoder is `Tok2Vec` of `MultiHashEmbed` and `MaxoutWindowEncoder` (spaCy's documentation,
"Model architectures"). Three things make it fast: the embedding of a token is a function of a few
attributes and is kept; matrices are multiplied by numpy's BLAS; and a few hundred rows pass through
all layers while they are in the processor's cache. Each text is multiplied by itself: its vectors
are the same to the last bit, whatever it is parsed together with, and whatever came before.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided
from spacy.tokens import Doc
from thinc.api import Model

Floats = npt.NDArray[np.float32]
Encode = Callable[[Sequence[Doc]], list[Floats]]

CACHED_TOKENS = 32_768
"""Embeddings that are kept; with more kinds of token, all are forgotten at once (13 MB)."""
GROUP_ROWS = 192
"""Rows that pass through the layers together: their windows fill a fifth of 1 MB of cache."""
KINDS = ("extract_features", "list2ragged", "with_array", "with_array", "ragged2list", "with_array")
"""Layers of an encoder: four for the embedding, one that is no more than a change of form, and
the stack of those that mix neighbours."""
EPSILON = 1e-8
"""What thinc's layer norm adds to the variance."""


class UnsupportedError(Exception):
    """A model of another shape: it stays as it is."""


class Encoder:
    """Computes what a stock encoder computes.

    Args:
        stock: layers of a `Tok2Vec` of `MultiHashEmbed` (without static vectors) and
            `MaxoutWindowEncoder` with a window of one token to each side.
        capacity: kinds of token whose embedding is kept.

    Raises:
        UnsupportedError: the encoder is of another shape.
    """

    def __init__(self, stock: Iterable[Model[Any, Any]], capacity: int = CACHED_TOKENS) -> None:
        features, _, hashes, mixing, _, stack = _expect(stock, *KINDS)
        self.embedding = Embedding(features.attrs["columns"], hashes, mixing, capacity)
        self.convolution = Convolution(stack)

    def __call__(self, docs: Sequence[Doc]) -> list[Floats]:
        """One array (tokens, width) for each document."""
        return self.convolution(self.embedding(docs), [len(doc) for doc in docs])


class Embedding:
    """Vectors of tokens by themselves, which depend on the features of the model only.

    Args:
        columns: names of the attributes that they depend on.
        hashes: the model's layer from attributes to several vectors, side by side.
        mixing: its layer from those to one.
        capacity: kinds of token that are kept.
    """

    def __init__(
        self,
        columns: list[int | str],
        hashes: Model[Any, Any],
        mixing: Model[Any, Any],
        capacity: int = CACHED_TOKENS,
    ) -> None:
        self._columns = columns
        self._hashes, self._mixing = hashes, mixing
        self._capacity = capacity
        self._slots: dict[bytes, int] = {}
        self._table = np.zeros((capacity, mixing.get_dim("nO")), np.float32)
        self._demand_equal_rows()

    def __len__(self) -> int:
        return len(self._slots)

    def __call__(self, docs: Sequence[Doc]) -> Floats:
        """Vectors of all tokens, one document after another: (tokens, width)."""
        arrays = [doc.to_array(self._columns).reshape(len(doc), len(self._columns)) for doc in docs]
        features = cast(npt.NDArray[np.uint64], np.concatenate(arrays))
        if not len(features):
            return self._table[:0]
        keys = features.view(f"V{features.itemsize * features.shape[1]}").ravel().tolist()
        if not self._learn(keys):
            return self._vectors(features)
        slots = self._slots
        return self._table[[slots[key] for key in keys]]

    def _learn(self, keys: list[bytes]) -> bool:
        """Keep the vectors of new tokens; False if there are more than can be kept."""
        new = list(dict.fromkeys([key for key in keys if key not in self._slots]))
        if len(self._slots) + len(new) > self._capacity:
            self._slots.clear()
            new = list(dict.fromkeys(keys))
        if len(new) > self._capacity:
            return False
        if new:
            start = len(self._slots)
            features = np.frombuffer(b"".join(new), np.uint64).reshape(len(new), -1)
            self._table[start : start + len(new)] = self._vectors(features)
            self._slots.update(zip(new, range(start, start + len(new)), strict=True))
        return True

    def _vectors(self, features: npt.NDArray[np.uint64]) -> Floats:
        return cast(Floats, self._mixing.predict(self._hashes.predict(features)))

    def _demand_equal_rows(self) -> None:
        """Refuse a BLAS whose results depend on the row: they would depend on what came before."""
        features = np.random.default_rng(0).integers(0, 2**63, (50, len(self._columns)), np.uint64)
        together = self._vectors(features)
        if (together[::-1] != self._vectors(features[::-1].copy())).any() or any(
            (together[: len(part)] != self._vectors(part)).any()
            for part in (features[:1], features[:7], features[:32])
        ):
            raise UnsupportedError("products of matrices depend on the place of the row")


class Convolution:
    """Layers that mix each token with its neighbours.

    Args:
        stock: `MaxoutWindowEncoder`.
    """

    def __init__(self, stock: Model[Any, Any]) -> None:
        (stack,) = stock.layers
        self._layers = [_Layer(layer) for layer in flat(stack)]
        self._depth = len(self._layers)
        self._width: int = stock.get_dim("nO")
        if stock.attrs["pad"] < self._depth:
            raise UnsupportedError("texts are not kept apart")
        wide = max(layer.weights.shape[1] for layer in self._layers)
        size = 2 * GROUP_ROWS
        self._scratch = (
            np.zeros((size, 3 * self._width), np.float32),
            np.zeros((size, wide), np.float32),
        )

    def __call__(self, vectors: Floats, lengths: Sequence[int]) -> list[Floats]:
        """Vectors (tokens, width) of each document, from those of all tokens."""
        found: list[Floats] = []
        start = 0
        for group in _groups(lengths, 2 * self._depth):
            end = start + sum(group)
            found += self._mix(vectors[start:end], group)
            start = end
        return found

    def _mix(self, vectors: Floats, lengths: Sequence[int]) -> Iterator[Floats]:
        """Vectors of some documents, which lie between rows of zeros."""
        spans, end = [], 1
        for length in lengths:
            spans.append((end + self._depth, end + self._depth + length))
            end += length + 2 * self._depth
        rows = np.zeros((end + 1, self._width), np.float32)
        places = np.concatenate([np.arange(*span) for span in spans])
        rows[places] = vectors
        step, item = rows.strides
        windows = as_strided(rows, (len(rows) - 2, 3 * self._width), (step, item))
        columns, products = self._buffers(len(windows))
        for number, layer in enumerate(self._layers, 1):
            np.copyto(columns, windows)
            margin = self._depth - number
            for first, last in spans:
                part = slice(first - margin - 1, last + margin - 1)
                np.matmul(columns[part], layer.weights, out=products[part])
            rows[1:-1] += layer.activations(products)
        return (rows[slice(*span)].copy() for span in spans)

    def _buffers(self, size: int) -> tuple[Floats, Floats]:
        columns, products = self._scratch
        if size <= len(columns):
            return columns[:size], products[:size]
        wide = products.shape[1]
        return np.zeros((size, 3 * self._width), np.float32), np.zeros((size, wide), np.float32)


class _Layer:
    """Weights of one residual layer, with those of the same piece side by side."""

    def __init__(self, stock: Model[Any, Any]) -> None:
        (inner,) = stock.layers
        window, maxout, norm = _expect(flat(inner), "expand_window", "maxout", "layernorm")
        if not stock.name.startswith("residual") or window.attrs["window_size"] != 1:
            raise UnsupportedError(f"a layer of another kind: {stock.name}")
        outputs, self.pieces, inputs = (maxout.get_dim(name) for name in ("nO", "nP", "nI"))
        if inputs != 3 * outputs:
            raise UnsupportedError(f"{inputs} inputs for {outputs} outputs")
        weights = parameter(maxout, "W").transpose(2, 1, 0)
        self.weights = np.ascontiguousarray(weights).reshape(inputs, self.pieces * outputs)
        self.bias = parameter(maxout, "b").T.reshape(-1).copy()
        self.scale, self.shift = parameter(norm, "G"), parameter(norm, "b")

    def activations(self, products: Floats) -> Floats:
        """Bias, largest piece and layer norm; the products are overwritten."""
        products += self.bias
        width = len(self.scale)
        best = products[:, :width].copy()
        for piece in range(1, self.pieces):
            np.maximum(best, products[:, piece * width : (piece + 1) * width], out=best)
        best -= np.add.reduce(best, axis=1, keepdims=True) / np.float32(width)
        variance = np.einsum("ij,ij->i", best, best) / np.float32(width) + np.float32(EPSILON)
        best *= (np.float32(1) / np.sqrt(variance))[:, None]
        best *= self.scale
        best += self.shift
        return best


def _groups(lengths: Sequence[int], margin: int) -> Iterator[Sequence[int]]:
    """Neighbouring documents of some `GROUP_ROWS` together, or one that has more alone."""
    group: list[int] = []
    rows = 0
    for length in lengths:
        if group and rows + length + margin > GROUP_ROWS:
            yield group
            group, rows = [], 0
        group.append(length)
        rows += length + margin
    if group:
        yield group


def _expect(layers: Iterable[Model[Any, Any]], *kinds: str) -> list[Model[Any, Any]]:
    """Layers by their kinds; those of dropout do nothing here.

    Raises:
        UnsupportedError: they are of other kinds than expected.
    """
    found = [layer for layer in layers if layer.name != "dropout"]
    names = [layer.name.partition("(")[0] for layer in found]
    if names != list(kinds):
        raise UnsupportedError(f"layers {' '.join(names)} instead of {' '.join(kinds)}")
    return found


def parameter(layer: Model[Any, Any], name: str) -> Floats:
    """Weights of a layer."""
    return cast(Floats, layer.get_param(name))


def flat(model: Model[Any, Any]) -> Iterator[Model[Any, Any]]:
    """The layers of a chain, which may be nested."""
    if model.name == ">>".join(layer.name for layer in model.layers):
        for layer in model.layers:
            yield from flat(layer)
    else:
        yield model
