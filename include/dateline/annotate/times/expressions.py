"""Time expressions of an article, resolved against its date of publication."""

from collections.abc import Sequence
from datetime import date

from dateline.annotate.parts import Paragraph, TimeExpression


def find_times(paragraphs: Sequence[Paragraph], published: date | None) -> list[TimeExpression]:  # noqa: ARG001 - to come
    """The time expressions of an article, in the order of the text.

    Args:
        paragraphs: the parsed paragraphs, in order.
        published: date of publication; without one, relative expressions stay unresolved.
    """
    return []
