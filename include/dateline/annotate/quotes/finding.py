"""All quotes of an article."""

from collections.abc import Sequence

from dateline.annotate.lexicon import Lexicon
from dateline.annotate.names.entities import Entities
from dateline.annotate.parts import Paragraph, Quote
from dateline.annotate.quotes.direct import direct_quotes


def find_quotes(
    paragraphs: Sequence[Paragraph], entities: Entities, lexicon: Lexicon
) -> list[Quote]:
    """The quotes of an article, in the order of the text.

    Args:
        paragraphs: the parsed paragraphs, in order.
        entities: the article's entities.
        lexicon: the verbs of saying.
    """
    return [
        quote
        for number, paragraph in enumerate(paragraphs)
        for quote in direct_quotes(number, paragraph, entities, lexicon)
    ]
