"""All quotes of an article."""

from collections.abc import Sequence

from dateline.annotate.lexicon import Lexicon
from dateline.annotate.names.entities import Entities
from dateline.annotate.parts import Paragraph, Quote
from dateline.annotate.quotes.direct import DirectQuotes
from dateline.annotate.quotes.indirect import indirect_quotes
from dateline.annotate.quotes.marks import marked_spans
from dateline.annotate.quotes.passages import lay_out
from dateline.annotate.quotes.speakers import Speakers


def find_quotes(
    paragraphs: Sequence[Paragraph],
    entities: Entities,
    lexicon: Lexicon,  # noqa: ARG001 - the verbs have a file of their own
) -> list[Quote]:
    """The quotes of an article, direct and indirect, in the order of the text.

    Args:
        paragraphs: the parsed paragraphs, in order.
        entities: the article's entities.
        lexicon: the known names.
    """
    texts = [paragraph.text for paragraph in paragraphs]
    spans = marked_spans(texts)
    speakers = Speakers(paragraphs, entities)
    passages = lay_out(paragraphs, texts, spans, speakers)
    quotes = DirectQuotes(paragraphs, passages, speakers).find(spans)
    direct = list(quotes)
    for paragraph, passage in zip(paragraphs, passages, strict=True):
        quotes += indirect_quotes(paragraph, passage, direct)
    distinct = {(quote.start, quote.end): quote for quote in reversed(quotes)}
    return sorted(distinct.values(), key=lambda quote: (quote.start, quote.end))
