"""Articles in, entities, quotes and events out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dateline import __version__
from dateline.errors import TerminalError
from dateline.knowledge import fingerprint
from dateline.outcomes import Outcome
from dateline.schemas import Row

if TYPE_CHECKING:
    from spacy.language import Language

BATCH_SIZE = 8
"""Paragraphs parsed at once. Larger batches fall out of the cache: measured slower."""
MAX_PARAGRAPH = 20_000
"""Code points of a longer paragraph that are parsed; the rest is no prose."""
LANGUAGE = "en"
_BREAK = re.compile(r"\n\s*\n\s*|(?<=[.!?:…”\"])[^\S\n]*\n\s*|\n\s*(?![a-z])")
"""Between paragraphs: a blank line, or a line's end that is not in the middle of a sentence."""
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.'’ -]{2,40}|[A-Z]\w+(?=, [A-Z][a-z]+\.? \d))"  # noqa: RUF001 - both kinds
    r"(?:, [A-Z][\w. ]{2,25})*(?:, [A-Z][a-z]+\.? \d{1,2})?(?:, [A-Z]{2,8})?"
    r"(?: ?\([\w/ ]{2,20}\))? ?(?:--|[—–:-]) +|\([A-Z]{2,8}\) +(?=[A-Z])"  # noqa: RUF001
)
"""`BEIRUT, Lebanon (Agency) -`: place and agency in front of the first sentence."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What became of one article.

    Args:
        outcome: ok, unsupported_language or crashed.
        reason: why it is not ok; empty otherwise.
        rows: table name to rows (entities, mentions, quotes, events, event_actors).
    """

    outcome: Outcome
    reason: str = ""
    rows: dict[str, list[Row]] = field(default_factory=dict)


class Annotator:
    """Annotates articles with one spaCy pipeline, loaded once.

    Args:
        model: name of an installed spaCy pipeline.

    Raises:
        TerminalError: the pipeline is not installed.
    """

    def __init__(self, model: str) -> None:
        self.coder_version = coder_version(model)
        self._nlp = _load(model)

    def annotate(self, articles: Iterable[Row]) -> Iterator[Annotation]:
        """Annotate articles one after another, in order.

        Each article is parsed by itself, so its rows do not depend on its neighbours. An error in
        one article ends that article as `crashed`.
        """
        for article in articles:
            language = article["language"]
            if language not in (LANGUAGE, None):
                reason = f"language is {language}; only {LANGUAGE} is annotated"
                yield Annotation(Outcome.UNSUPPORTED_LANGUAGE, reason)
                continue
            try:
                yield Annotation(Outcome.OK, rows=self._rows(article))
            except Exception as error:  # noqa: BLE001 - one article must not cost the batch
                yield Annotation(Outcome.CRASHED, f"{type(error).__name__}: {error}")

    def _rows(self, article: Row) -> dict[str, list[Row]]:
        from dateline.annotate.coder import Coder
        from dateline.annotate.entities import Entities, Paragraph
        from dateline.annotate.lexicon import load_lexicon
        from dateline.annotate.quotes import direct_quotes
        from dateline.annotate.records import Findings, rows

        lexicon, day = load_lexicon(), _day(article["published_at"])
        places = list(_paragraphs(article["text"]))
        parsed = self._nlp.pipe(places, as_tuples=True, batch_size=BATCH_SIZE)
        paragraphs = [Paragraph(doc, start) for doc, start in parsed]
        entities = Entities(paragraphs, lexicon, day)
        quotes = [
            quote
            for number, paragraph in enumerate(paragraphs)
            for quote in direct_quotes(number, paragraph, entities, lexicon)
        ]
        events = list(Coder(paragraphs, entities, lexicon, day).events())
        return rows(article, Findings(entities, quotes, events), lexicon, self.coder_version)


def as_json(annotation: Annotation, record_id: Any) -> dict[str, Any]:
    """One line of `dateline annotate`.

    Args:
        annotation: what became of the article.
        record_id: the id of the input line.
    """
    from dateline.annotate.records import contract

    if annotation.outcome is not Outcome.OK:
        return {"id": record_id, "outcome": annotation.outcome, "error": annotation.reason}
    return {"id": record_id, "outcome": annotation.outcome, **contract(annotation.rows)}


@lru_cache(maxsize=4)
def coder_version(model: str) -> str:
    """What the annotations depend on: package, pipeline, spaCy, knowledge files.

    Raises:
        TerminalError: the pipeline is not installed.
    """
    import spacy.about
    from spacy.util import get_package_version

    version = get_package_version(model)
    if version is None:
        raise TerminalError(f"spaCy pipeline {model!r} is not installed (DATELINE_SPACY_MODEL)")
    return (
        f"dateline-{__version__} {model}-{version} spacy-{spacy.about.__version__} {fingerprint()}"
    )


def _load(model: str) -> "Language":
    import spacy

    from dateline.annotate import gazetteer  # noqa: F401 - registers the component

    nlp = spacy.load(model)
    nlp.add_pipe("dateline_gazetteer", before="ner")
    return nlp


def _paragraphs(text: str) -> Iterator[tuple[str, int]]:
    """Paragraphs with their offsets; a dateline in front is a paragraph of its own."""
    ends = [match.span() for match in _BREAK.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    for begin, end in zip(starts, [*(start for start, _ in ends), len(text)], strict=True):
        whole = text[begin:end]
        start = begin + len(whole) - len(whole.lstrip())
        paragraph = whole.strip()[:MAX_PARAGRAPH]
        dateline = _DATELINE.match(paragraph)
        if dateline:
            yield dateline.group(), start
            paragraph, start = paragraph[dateline.end() :], start + dateline.end()
        if paragraph.strip():
            yield paragraph, start


def _day(moment: datetime | date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment
