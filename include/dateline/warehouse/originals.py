"""Which text is the original of which, given the pairs that are alike."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

CHOSEN = pa.schema({"later": pa.int64(), "earlier": pa.int64(), "similarity": pa.float64()})
"""A text that is nearly like an earlier one, its original, and how alike they are."""


def choose_originals(pairs: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Take the texts in order: one that is like an original is its duplicate, any other is one.

    So an original is never a duplicate, a duplicate is always like its original itself, and no
    chain of small changes joins two texts that have little in common.

    Args:
        pairs: rows of `CHOSEN`, all pairs that are alike, by `later` and then by `earlier`.

    Returns:
        Rows of `CHOSEN`: for each duplicate the first original that it is like.
    """
    chosen: dict[int, Mapping[str, Any]] = {}
    for pair in pairs:
        if pair["later"] not in chosen and pair["earlier"] not in chosen:
            chosen[pair["later"]] = pair
    return pa.Table.from_pylist(list(chosen.values()), schema=CHOSEN)
