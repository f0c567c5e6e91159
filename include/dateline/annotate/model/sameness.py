"""Whether an accelerated pipeline says what the stock one says."""

from collections.abc import Iterable

import numpy as np
from spacy.tokens import Doc

from dateline.annotate.model.encoder import UnsupportedError

ANNOTATIONS: list[int | str] = [
    *("TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "SENT_START"),
    *("ENT_IOB", "ENT_TYPE", "ENT_KB_ID"),
]
TOLERANCE = 1e-4
"""Largest difference of two vectors' components, which are about 1; rounding makes 0.000004."""

SENTENCES = (
    (
        "The foreign minister said on Tuesday that talks with the rebels had not begun, "
        "but that “nobody in Ankara has walked out”."
    ),
    "HARGEISA, Somaliland (Harbour News) —",
    (
        "Two soldiers were killed and at least 14 people wounded when a mortar shell hit "
        "a market in the north-eastern town; it wasn't clear who'd fired it."
    ),
    "There's little doubt, Ms. Okafor's aides say, that she will run again in 2027.",
    "Let's go! They're gonna sell it for $3.5m, aren't they? Y'all have got ta see this...",
    "Oil fell 2.4% to $71.30 a barrel after the U.S. Energy Department released its report.",
    "Protesters who had gathered outside the parliament\nthrew stones;  police used tear gas.",
    "President Lindqvist (left) met Gen. Abdul-Karim al-Hassan at the Hôtel des Trois Lacs.",
    "Nothin' doing.",
    (
        "Germany, France and the U.K. condemned the shelling of Kharkiv and urged Russia "
        "to pull back its troops before Dec. 1, when the European Union's leaders meet in "
        "Brussels."
    ),
)
"""Tried when a pipeline is loaded. They are of different lengths and kinds, and our own."""


def demand_same(expected: Iterable[Doc], found: Iterable[Doc]) -> None:
    """Compare annotations and vectors of the same texts.

    Raises:
        UnsupportedError: one differs.
    """
    for stock, ours in zip(expected, found, strict=True):
        if not is_same(stock, ours):
            raise UnsupportedError(f"it says something else of {stock.text!r}")


def is_same(stock: Doc, ours: Doc) -> bool:
    """Whether two documents have the same annotations, and nearly the same vectors."""
    return (
        stock.text == ours.text
        and np.array_equal(stock.to_array(ANNOTATIONS), ours.to_array(ANNOTATIONS))
        and np.shape(stock.tensor) == np.shape(ours.tensor)
        and np.allclose(stock.tensor, ours.tensor, rtol=0, atol=TOLERANCE)
    )
