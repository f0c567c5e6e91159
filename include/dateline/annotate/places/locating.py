"""Which place of that name is meant."""

from collections.abc import Sequence

from dateline.annotate.lexicon import Lexicon
from dateline.annotate.parts import Context, Mention, Paragraph


def locate(
    mentions: Sequence[Mention],
    paragraphs: Sequence[Paragraph],
    lexicon: Lexicon,
    context: Context,
) -> None:
    """Give mentions of places what the gazetteer knows of them (`Mention.known`).

    Args:
        mentions: the mentions of an article, in the order of the text.
        paragraphs: the parsed paragraphs, in order.
        lexicon: the known names.
        context: date, headline, dateline and the source's country.
    """
